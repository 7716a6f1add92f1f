/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { z } from 'zod';
import { instantSchema, regionSchema } from './words';

/** What a run can make in AWS. @public */
export const resourceKindSchema = z
  .enum([
    'instance',
    'key-pair',
    'volume',
    'network-interface',
    'security-group',
  ])
  .meta({ id: 'ResourceKind' });

/** {@inheritDoc resourceKindSchema} @public */
export type ResourceKind = z.infer<typeof resourceKindSchema>;

/** One thing that a run made, or may have made. @public */
export const ledgerEntrySchema = z
  .object({
    id: z.string(),
    runId: z.uuid(),
    accountId: z.string(),
    region: regionSchema,
    kind: resourceKindSchema,
    resourceId: z
      .string()
      .optional()
      .meta({ description: "Not known while the request's answer is not" }),
    state: z.enum(['intended', 'exists', 'refused', 'gone']),
    intendedAt: instantSchema,
    goneAt: instantSchema.optional(),
    proof: z.string().optional().meta({ description: 'How it was seen gone' }),
  })
  .meta({ id: 'LedgerEntry' });

/** {@inheritDoc ledgerEntrySchema} @public */
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** What exists in AWS because of us, right now. @public */
export const ledgerSchema = z
  .object({ items: z.array(ledgerEntrySchema) })
  .meta({ id: 'Ledger' });

/** {@inheritDoc ledgerSchema} @public */
export type Ledger = z.infer<typeof ledgerSchema>;
