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
import { bootStageSchema, headlineSchema } from './diagnosis';
import { LIMITS } from './limits';
import {
  cleanupSchema,
  imageIdSchema,
  instantSchema,
  millisecondsSchema,
  regionSchema,
  stageSchema,
  verdictSchema,
} from './words';

/** One AMI. @public */
export const imageSchema = z
  .object({
    accountId: z.string().regex(/^\d{12}$/),
    region: regionSchema,
    imageId: imageIdSchema,
  })
  .meta({ id: 'Image' });

/** {@inheritDoc imageSchema} @public */
export type Image = z.infer<typeof imageSchema>;

/** How a check stands. @public */
export const checkStateSchema = z
  .enum(['waiting', 'passed', 'failed'])
  .meta({ id: 'CheckState' });

/** {@inheritDoc checkStateSchema} @public */
export type CheckState = z.infer<typeof checkStateSchema>;

/** One question to the service and where it stands. @public */
export const checkSummarySchema = z
  .object({
    name: z.string(),
    type: z.string().meta({ description: '`tcp`, `http` or `integrity`' }),
    target: z.string().meta({ description: 'e.g. `GET :8080/health`' }),
    state: checkStateSchema,
    detail: z.string().meta({ description: 'The last answer, in words' }),
    passedAtMs: millisecondsSchema
      .optional()
      .meta({ description: 'Offset at which it passed' }),
    attempts: z.number().int(),
  })
  .meta({ id: 'CheckSummary' });

/** {@inheritDoc checkSummarySchema} @public */
export type CheckSummary = z.infer<typeof checkSummarySchema>;

/** Attempts in a row that had the same outcome. @public */
export const checkAttemptsSchema = z
  .object({
    check: z.string(),
    outcome: z.enum(['passed', 'refused', 'silent', 'wrong-answer']).meta({
      description:
        '`refused`: the machine is there, the service is not; `silent`: nothing answered in time; `wrong-answer`: something answered, but not what was asked for',
    }),
    detail: z.string(),
    count: z.number().int(),
    firstOffsetMs: millisecondsSchema,
    lastOffsetMs: millisecondsSchema,
  })
  .meta({ id: 'CheckAttempts' });

/** {@inheritDoc checkAttemptsSchema} @public */
export type CheckAttempts = z.infer<typeof checkAttemptsSchema>;

/** One smoke test of one image on one instance type. @public */
export const runSummarySchema = z
  .object({
    id: z.uuid(),
    buildId: z.uuid(),
    image: imageSchema,
    instanceType: z.string(),
    stage: stageSchema,
    verdict: verdictSchema.optional(),
    reason: z.string().optional().meta({ description: 'One sentence' }),
    cleanup: cleanupSchema,
    createdAt: instantSchema,
    launchedAt: instantSchema
      .optional()
      .meta({ description: 'When RunInstances answered' }),
    onlineAt: instantSchema.optional().meta({
      description:
        'The first answer that showed the instance running: the zero of every offset',
    }),
    verdictAt: instantSchema.optional(),
    finishedAt: instantSchema.optional(),
    instanceId: z.string().optional(),
    availabilityZone: z.string().optional(),
    address: z.string().optional(),
    checks: z.array(checkSummarySchema),
    screenshots: z.number().int().meta({ description: 'How many were taken' }),
    consoleBytes: z
      .number()
      .int()
      .meta({ description: 'Size of the console log so far, redacted' }),
    budgetMs: millisecondsSchema.optional().meta({
      description: 'How long its service may take to answer, once it is asked',
    }),
    filmStrip: z.array(millisecondsSchema).max(LIMITS.filmStrip).meta({
      description:
        'Offsets of a few screenshots that tell how the boot went: spread over those that differ, the last one among them',
    }),
    archive: z.string().optional().meta({ description: 's3://bucket/folder/' }),
    furthestStage: bootStageSchema
      .optional()
      .meta({ description: 'How far the boot came, as far as is known yet' }),
    headline: headlineSchema
      .optional()
      .meta({ description: 'What most likely went wrong' }),
  })
  .meta({ id: 'RunSummary' });

/** {@inheritDoc runSummarySchema} @public */
export type RunSummary = z.infer<typeof runSummarySchema>;

/** One screenshot, or the reason why it is missing. @public */
export const screenshotSchema = z
  .object({
    offsetMs: millisecondsSchema.meta({
      description: 'The moment it was due, from online',
    }),
    takenAtMs: millisecondsSchema
      .optional()
      .meta({ description: 'The moment EC2 answered, from online' }),
    sha256: z.string().optional().meta({
      description: 'Of the bytes; frames that show the same share it',
    }),
    bytes: z.number().int().optional(),
    missing: z.string().optional().meta({ description: 'Why there is none' }),
  })
  .meta({ id: 'Screenshot' });

/** {@inheritDoc screenshotSchema} @public */
export type Screenshot = z.infer<typeof screenshotSchema>;

/** A stage that a run has entered. @public */
export const stageEntrySchema = z
  .object({ stage: stageSchema, at: instantSchema })
  .meta({ id: 'StageEntry' });

/** {@inheritDoc stageEntrySchema} @public */
export type StageEntry = z.infer<typeof stageEntrySchema>;

/** One line of the console log and when it was first read. @public */
export const consoleLineSchema = z
  .object({
    number: z.number().int(),
    offsetMs: millisecondsSchema,
    text: z.string().meta({
      description:
        'Redacted. Of what the machine told the terminal only colours are left (`ESC[…m`); they end with the line',
    }),
  })
  .meta({ id: 'ConsoleLine' });

/** {@inheritDoc consoleLineSchema} @public */
export type ConsoleLine = z.infer<typeof consoleLineSchema>;

/** A page of the console log. @public */
export const consolePageSchema = z
  .object({
    lines: z.array(consoleLineSchema).max(LIMITS.consoleLines),
    totalLines: z.number().int(),
    complete: z.boolean().meta({ description: 'Nothing more will be read' }),
  })
  .meta({ id: 'ConsolePage' });

/** {@inheritDoc consolePageSchema} @public */
export type ConsolePage = z.infer<typeof consolePageSchema>;
