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
import { BOOT_STAGES } from '../bootStages';
import { LIMITS } from './limits';
import { millisecondsSchema } from './words';

/** How far a boot came: see `LINUX_LADDER` and `WINDOWS_LADDER`. @public */
export const bootStageSchema = z.enum(BOOT_STAGES).meta({ id: 'BootStage' });

/** {@inheritDoc bootStageSchema} @public */
export type BootStage = z.infer<typeof bootStageSchema>;

/** What a machine runs, as far as its console and its screen tell. @public */
export const platformSchema = z
  .enum(['linux', 'windows', 'unknown'])
  .meta({ id: 'Platform' });

/** {@inheritDoc platformSchema} @public */
export type Platform = z.infer<typeof platformSchema>;

/** What part of a machine a finding is about. @public */
export const findingCategorySchema = z
  .enum([
    'block-device',
    'boot-loader',
    'io',
    'network',
    'kernel',
    'sizing',
    'provisioning',
    'service',
    'windows',
  ])
  .meta({ id: 'FindingCategory' });

/** {@inheritDoc findingCategorySchema} @public */
export type FindingCategory = z.infer<typeof findingCategorySchema>;

/**
 * - `error`: the image does not do what it should
 * - `warning`: it does, but somebody should look at this
 * - `info`: worth knowing
 *
 * @public
 */
export const severitySchema = z
  .enum(['info', 'warning', 'error'])
  .meta({ id: 'Severity' });

/** {@inheritDoc severitySchema} @public */
export type Severity = z.infer<typeof severitySchema>;

/** Where a finding was seen. @public */
export const evidenceSchema = z
  .object({
    source: z.enum(['console', 'screen', 'run']).meta({
      description:
        "`console`: a line of its log; `screen`: text read from a screenshot; `run`: what we measured ourselves, as the boot's duration",
    }),
    line: z
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Of the console log, counted from 1' }),
    offsetMs: millisecondsSchema.optional().meta({
      description:
        'When the line was first read, or of which screenshot it is, from online; missing where no time is known',
    }),
    text: z.string().max(LIMITS.evidenceText).optional().meta({
      description:
        'The line, plain and redacted; missing without the permission to see evidence',
    }),
  })
  .meta({ id: 'Evidence' });

/** {@inheritDoc evidenceSchema} @public */
export type FindingEvidence = z.infer<typeof evidenceSchema>;

/** One thing that the diagnosis saw. @public */
export const findingSchema = z
  .object({
    id: z.string().meta({
      description: 'Of its signature, e.g. `root-device-missing`; stable',
    }),
    category: findingCategorySchema,
    severity: severitySchema,
    title: z.string().meta({
      description: 'One short sentence, e.g. `The root device was not found`',
    }),
    cause: z.string().meta({ description: 'The likely cause' }),
    remedy: z.string().meta({ description: 'What to do about it' }),
    references: z.array(z.url()).max(5).meta({
      description: 'Where more is said about it',
    }),
    evidence: evidenceSchema,
    count: z
      .number()
      .int()
      .min(1)
      .meta({ description: 'How often it was seen' }),
    inLastGood: z.boolean().meta({
      description:
        'The last good run of the family showed it as well, so it is not the cause',
    }),
  })
  .meta({ id: 'Finding' });

/** {@inheritDoc findingSchema} @public */
export type Finding = z.infer<typeof findingSchema>;

/** A stage that a boot has reached, and when it was first seen there. @public */
export const reachedStageSchema = z
  .object({
    stage: bootStageSchema,
    evidence: evidenceSchema,
  })
  .meta({ id: 'ReachedStage' });

/** {@inheritDoc reachedStageSchema} @public */
export type ReachedStage = z.infer<typeof reachedStageSchema>;

/** Since when a screen shows nothing new. @public */
export const standstillSchema = z
  .object({
    kind: z.enum(['frozen', 'cursor-only']).meta({
      description:
        '`frozen`: not a pixel of weight changed; `cursor-only`: something small in one place did, as a cursor or a spinner',
    }),
    sinceMs: millisecondsSchema.meta({
      description:
        'Offset of the first screenshot that shows what the last does',
    }),
    untilMs: millisecondsSchema.meta({
      description: 'Offset of the last screenshot',
    }),
  })
  .meta({ id: 'Standstill' });

/** {@inheritDoc standstillSchema} @public */
export type Standstill = z.infer<typeof standstillSchema>;

/** What can be told from a boot's console and screens. @public */
export const diagnosisSchema = z
  .object({
    platform: platformSchema,
    furthestStage: bootStageSchema
      .nullable()
      .meta({ description: '`null`: nothing of a boot was recognised' }),
    stages: z
      .array(reachedStageSchema)
      .meta({ description: 'In the order of the ladder' }),
    headline: findingSchema
      .nullable()
      .meta({ description: 'What most likely went wrong; `null`: not known' }),
    findings: z.array(findingSchema).max(LIMITS.findings).meta({
      description: 'The headline first, then by weight',
    }),
    standstill: standstillSchema.optional(),
    lastLines: z.array(evidenceSchema).max(LIMITS.lastLines).meta({
      description:
        'How the log ends, where no headline is known of a boot that did not come to its end',
    }),
  })
  .meta({ id: 'Diagnosis' });

/** {@inheritDoc diagnosisSchema} @public */
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** The headline of a diagnosis, as lists show it. @public */
export const headlineSchema = findingSchema
  .pick({ id: true, category: true, severity: true, title: true })
  .meta({ id: 'Headline' });

/** {@inheritDoc headlineSchema} @public */
export type Headline = z.infer<typeof headlineSchema>;

/** Text that was read from one screenshot. @public */
export const screenTextSchema = z
  .object({
    offsetMs: millisecondsSchema.meta({ description: 'Of the screenshot' }),
    text: z.string().max(LIMITS.screenText).meta({
      description: 'Lines as they stand on the screen, redacted',
    }),
  })
  .meta({ id: 'ScreenText' });

/** {@inheritDoc screenTextSchema} @public */
export type ScreenText = z.infer<typeof screenTextSchema>;

/** What was read from the screenshots of a run, by offset. @public */
export const screenTextListSchema = z
  .object({ items: z.array(screenTextSchema) })
  .meta({ id: 'ScreenTextList' });

/** {@inheritDoc screenTextListSchema} @public */
export type ScreenTextList = z.infer<typeof screenTextListSchema>;
