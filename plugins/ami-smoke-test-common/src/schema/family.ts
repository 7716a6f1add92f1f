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
import {
  familySchema,
  imageIdSchema,
  instantSchema,
  regionSchema,
  verdictSchema,
} from './words';

/** The newest verdict about a family's images in one region. @public */
export const regionVerdictSchema = z
  .object({
    region: regionSchema,
    verdict: verdictSchema,
    at: instantSchema,
    runId: z.uuid(),
    imageId: imageIdSchema,
  })
  .meta({ id: 'RegionVerdict' });

/** {@inheritDoc regionVerdictSchema} @public */
export type RegionVerdict = z.infer<typeof regionVerdictSchema>;

/** An image family and how it stands. @public */
export const familyOverviewSchema = z
  .object({
    family: familySchema,
    entityRef: z.string().meta({ description: 'That of the newest build' }),
    latest: buildSchema.meta({ description: 'The newest build' }),
    running: z
      .number()
      .int()
      .meta({ description: 'How many of its builds have no verdict yet' }),
    regions: z.array(regionVerdictSchema),
    evidence: z.boolean().meta({
      description: 'Whether the asker may see its screenshots and logs',
    }),
    lastPassedAt: instantSchema.optional().meta({
      description: 'When a build of it passed last',
    }),
    failingSince: instantSchema.optional().meta({
      description:
        'When the first build after that was found to be failed; missing when the last that says anything about the image passed',
    }),
  })
  .meta({ id: 'FamilyOverview' });

/** {@inheritDoc familyOverviewSchema} @public */
export type FamilyOverview = z.infer<typeof familyOverviewSchema>;

/** Every family that the asker may see, by name. @public */
export const familyListSchema = z
  .object({ items: z.array(familyOverviewSchema) })
  .meta({ id: 'FamilyList' });

/** {@inheritDoc familyListSchema} @public */
export type FamilyList = z.infer<typeof familyListSchema>;
