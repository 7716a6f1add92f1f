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

/** What became of what the reaper found. @public */
export const reaperActionSchema = z
  .enum(['left', 'removing', 'removed', 'settled'])
  .meta({
    id: 'ReaperAction',
    description:
      '`left`: a person has to decide; `removing`: not seen gone yet; `removed`: seen gone; `settled`: there is nothing to decide any more',
  });

/** {@inheritDoc reaperActionSchema} @public */
export type ReaperAction = z.infer<typeof reaperActionSchema>;

/** A thing in AWS with our tag that no run looks after. @public */
export const reaperFindingSchema = z
  .object({
    id: z.string(),
    kind: resourceKindSchema,
    resourceId: z
      .string()
      .meta({ description: 'What it is asked for by, while it has no id' }),
    name: z.string().optional(),
    accountId: z.string(),
    region: regionSchema,
    runId: z.string().optional().meta({
      description: 'The run that it says it is of, which may never have been',
    }),
    why: z.string(),
    action: reaperActionSchema,
    detail: z.string().optional().meta({
      description: 'How it was seen gone, or what prevents its removal',
    }),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
  })
  .meta({ id: 'ReaperFinding' });

/** {@inheritDoc reaperFindingSchema} @public */
export type ReaperFinding = z.infer<typeof reaperFindingSchema>;

/** When the reaper last looked into an account and region. @public */
export const reaperLookSchema = z
  .object({
    accountId: z.string(),
    region: regionSchema,
    at: instantSchema,
    trouble: z
      .string()
      .optional()
      .meta({ description: 'Why it could not look, if it could not' }),
  })
  .meta({ id: 'ReaperLook' });

/** {@inheritDoc reaperLookSchema} @public */
export type ReaperLook = z.infer<typeof reaperLookSchema>;

/** What exists in AWS because of us, right now. @public */
export const ledgerSchema = z
  .object({
    items: z.array(ledgerEntrySchema),
    findings: z.array(reaperFindingSchema).meta({
      description:
        'What the reaper found that no run looks after, and what it was done with in the last 7 days; newest first',
    }),
    lookedAt: z.array(reaperLookSchema),
  })
  .meta({ id: 'Ledger' });

/** {@inheritDoc ledgerSchema} @public */
export type Ledger = z.infer<typeof ledgerSchema>;
