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
import { checkStateSchema } from './run';
import {
  cleanupSchema,
  instantSchema,
  millisecondsSchema,
  stageSchema,
  verdictSchema,
} from './words';

const common = {
  seq: z.number().int().min(1).meta({
    description: 'Counts the events of a build from 1, without gaps',
  }),
  at: instantSchema,
  runId: z.uuid().optional(),
  message: z.string().meta({ description: 'The same in words, for people' }),
};

/**
 * What happened in a build, in order; the progress that `GET /builds/:id/events` streams.
 *
 * @public
 */
export const buildEventSchema = z
  .discriminatedUnion('type', [
    z.object({ ...common, type: z.literal('accepted') }),
    z.object({ ...common, type: z.literal('stage'), stage: stageSchema }),
    z.object({
      ...common,
      type: z.literal('launched'),
      instanceId: z.string(),
    }),
    z.object({
      ...common,
      type: z.literal('online'),
      address: z.string().optional(),
    }),
    z.object({
      ...common,
      type: z.literal('screenshot'),
      offsetMs: millisecondsSchema,
      missing: z.string().optional(),
    }),
    z.object({
      ...common,
      type: z.literal('console'),
      offsetMs: millisecondsSchema,
      bytes: z.number().int(),
    }),
    z.object({
      ...common,
      type: z.literal('check'),
      check: z.string(),
      state: checkStateSchema,
    }),
    z.object({
      ...common,
      type: z.literal('diagnosis'),
      furthestStage: bootStageSchema.optional(),
      headline: headlineSchema.optional(),
    }),
    z.object({ ...common, type: z.literal('notice') }),
    z.object({
      ...common,
      type: z.literal('run-verdict'),
      verdict: verdictSchema,
    }),
    z.object({
      ...common,
      type: z.literal('build-verdict'),
      verdict: verdictSchema,
    }),
    z.object({ ...common, type: z.literal('cleanup'), cleanup: cleanupSchema }),
    z.object({ ...common, type: z.literal('finished') }),
  ])
  .meta({ id: 'BuildEvent' });

/** {@inheritDoc buildEventSchema} @public */
export type BuildEvent = z.infer<typeof buildEventSchema>;

/** An event before it was written: its number and time are given when it is. @public */
export type NewBuildEvent = BuildEvent extends infer Event
  ? Event extends BuildEvent
    ? Omit<Event, 'seq' | 'at'>
    : never
  : never;
