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
import { buildSchema } from './build';
import { diagnosisSchema } from './diagnosis';
import { ledgerEntrySchema } from './ledger';
import {
  checkAttemptsSchema,
  runSummarySchema,
  screenshotSchema,
  stageEntrySchema,
} from './run';
import { instantSchema, millisecondsSchema } from './words';

/** One run with all that is known of it. @public */
export const runSchema = runSummarySchema
  .extend({
    family: z.string(),
    profile: z.string(),
    build: buildSchema.meta({ description: 'The build that it is part of' }),
    budgetMs: millisecondsSchema.meta({
      description: 'How long its service may take to answer, once it is asked',
    }),
    stages: z.array(stageEntrySchema),
    frames: z.array(screenshotSchema),
    diagnosis: diagnosisSchema
      .optional()
      .meta({ description: 'Missing until something of the boot was seen' }),
    attempts: z.array(checkAttemptsSchema),
    notices: z
      .array(z.object({ at: instantSchema, message: z.string() }))
      .meta({ description: 'What went wrong without ending the run' }),
    resources: z.array(ledgerEntrySchema).meta({
      description: 'What it made in AWS, and how each was seen gone',
    }),
    evidence: z.boolean().meta({
      description: 'Whether the asker may see its screenshots and its log',
    }),
  })
  .meta({ id: 'Run' });

/** {@inheritDoc runSchema} @public */
export type Run = z.infer<typeof runSchema>;
