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
import { LIMITS } from './limits';
import { imageIdSchema, instantSchema, regionSchema } from './words';

/** Whether a region of a profile is known to be within reach. @public */
export const profileRegionSchema = z
  .object({
    region: regionSchema,
    knownGoodImage: imageIdSchema.optional().meta({
      description: 'What a verification launches unless it is told otherwise',
    }),
    verified: z.boolean().meta({
      description:
        'A run has passed in this network: same account, subnets, security groups, ports and kind of address. Until then a silent instance is `errored`, unreachable from here',
    }),
    verifiedAt: instantSchema
      .optional()
      .meta({ description: 'When the newest such run passed' }),
    verifiedBy: z
      .object({
        buildId: z.uuid(),
        runId: z.uuid(),
        url: z.string().optional().meta({ description: "The build's page" }),
      })
      .optional()
      .meta({ description: 'The newest such run' }),
  })
  .meta({ id: 'ProfileRegion' });

/** {@inheritDoc profileRegionSchema} @public */
export type ProfileRegion = z.infer<typeof profileRegionSchema>;

/** A profile, as far as everybody may know it. @public */
export const profileOverviewSchema = z
  .object({
    name: z.string(),
    accountId: z.string(),
    instanceTypes: z.array(z.string()),
    address: z.enum(['public', 'private', 'ipv6']).meta({
      description: 'The address of the instance that the checks are sent to',
    }),
    ports: z
      .array(z.number().int())
      .meta({ description: 'The ports of its checks' }),
    regions: z.array(profileRegionSchema),
  })
  .meta({ id: 'ProfileOverview' });

/** {@inheritDoc profileOverviewSchema} @public */
export type ProfileOverview = z.infer<typeof profileOverviewSchema>;

/** Every profile, in the order of the config. @public */
export const profileListSchema = z
  .object({ items: z.array(profileOverviewSchema) })
  .meta({ id: 'ProfileList' });

/** {@inheritDoc profileListSchema} @public */
export type ProfileList = z.infer<typeof profileListSchema>;

/** The body of `POST /profiles/:name/verifications`. @public */
export const verifyProfileRequestSchema = z
  .strictObject({
    regions: z
      .array(regionSchema)
      .min(1)
      .max(LIMITS.imagesPerBuild)
      .optional()
      .meta({ description: "All of the profile's when it is missing" }),
    imageId: imageIdSchema.optional().meta({
      description:
        "Launched instead of the region's `knownGoodImage`; an image is in one region, so only one can be verified with it",
    }),
    key: z.string().min(1).max(LIMITS.text).optional().meta({
      description:
        'Makes the request one that can be sent twice; without it every call is a new verification',
    }),
  })
  .meta({ id: 'VerifyProfileRequest' });

/** {@inheritDoc verifyProfileRequestSchema} @public */
export type VerifyProfileRequest = z.input<typeof verifyProfileRequestSchema>;
