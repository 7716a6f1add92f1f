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
import { buildPromotionSchema } from './channel';
import { bootStageSchema, findingCategorySchema } from './diagnosis';
import { LIMITS } from './limits';
import { runSummarySchema } from './run';
import {
  buildFamilySchema,
  familySchema,
  imageIdSchema,
  instantSchema,
  regionSchema,
  verdictSchema,
} from './words';

const text = z.string().max(LIMITS.text);

/** Which execution of a Packer template made the images. @public */
export const packerBuildSchema = z
  .strictObject({
    runUuid: text.min(1).meta({ description: 'PACKER_RUN_UUID' }),
    buildName: text.min(1).meta({ description: 'PACKER_BUILD_NAME' }),
    builderType: text.min(1).meta({ description: 'PACKER_BUILDER_TYPE' }),
  })
  .meta({ id: 'PackerBuild' });

/** {@inheritDoc packerBuildSchema} @public */
export type PackerBuild = z.infer<typeof packerBuildSchema>;

/** Where the images come from, as far as the caller knows. @public */
export const lineageSchema = z
  .strictObject({
    sourceImageId: imageIdSchema.optional(),
    repository: text.optional(),
    gitRevision: text.optional(),
    gitRef: text.optional(),
    jobUrl: text.optional().meta({ description: 'The CI job that built it' }),
  })
  .meta({ id: 'Lineage' });

/** {@inheritDoc lineageSchema} @public */
export type Lineage = z.infer<typeof lineageSchema>;

/** What a caller may change of a profile, where the profile says it may. @public */
export const overridesSchema = z
  .strictObject({
    instanceTypes: z
      .array(
        z
          .string()
          .regex(
            /^[a-z0-9-]+\.[a-z0-9-]+$/,
            'must be an instance type, e.g. `t3.small`',
          )
          .max(64),
      )
      .min(1)
      .max(10)
      .optional(),
    budgetSeconds: z.number().int().min(5).max(7200).optional(),
  })
  .meta({ id: 'Overrides' });

/** {@inheritDoc overridesSchema} @public */
export type Overrides = z.infer<typeof overridesSchema>;

/** An image as a caller names it; its account is the profile's. @public */
export const buildImageSchema = z
  .strictObject({ region: regionSchema, imageId: imageIdSchema })
  .meta({ id: 'BuildImage' });

/** {@inheritDoc buildImageSchema} @public */
export type BuildImage = z.infer<typeof buildImageSchema>;

/** The body of `POST /builds`. @public */
export const createBuildRequestSchema = z
  .strictObject({
    family: familySchema,
    entityRef: text
      .regex(
        /^[A-Za-z]+:[\w.-]+\/[\w.-]+$/,
        'must be an entity ref, e.g. `resource:default/web-base`',
      )
      .optional()
      .meta({
        description:
          "The catalog entity of the family; `resource:default/<family>` when it isn't given",
      }),
    profile: z.string().min(1).max(63).default('default'),
    images: z.array(buildImageSchema).min(1).max(LIMITS.imagesPerBuild),
    packer: packerBuildSchema
      .optional()
      .meta({ description: 'Identifies the build when Packer made it' }),
    key: text.min(1).optional().meta({
      description:
        'Identifies the build when Packer did not make it; without either, every call is a new build',
    }),
    lineage: lineageSchema.optional(),
    overrides: overridesSchema.optional(),
  })
  .meta({ id: 'CreateBuildRequest' });

/** {@inheritDoc createBuildRequestSchema} @public */
export type CreateBuildRequest = z.input<typeof createBuildRequestSchema>;

/**
 * What started a build: Packer, another caller of the API, somebody who wanted it once more, somebody who wanted a profile
 * verified (then it is of no family, and stands in no family's history), or the schedule of a channel that its images are on.
 *
 * @public
 */
export const sourceSchema = z
  .enum(['packer', 'api', 'rerun', 'verification', 'retest'])
  .meta({ id: 'Source' });

/** {@inheritDoc sourceSchema} @public */
export type Source = z.infer<typeof sourceSchema>;

/** One execution of a template that made images of one family, and what their smoke tests said. @public */
export const buildSchema = z
  .object({
    id: z.uuid(),
    family: buildFamilySchema,
    entityRef: text.optional().meta({
      description: 'The catalog entity of its family; a verification has none',
    }),
    profile: z.string(),
    source: sourceSchema,
    rerunOf: z
      .uuid()
      .optional()
      .meta({ description: 'The build that this one repeats' }),
    packer: packerBuildSchema.optional(),
    lineage: lineageSchema.optional(),
    images: z.array(buildImageSchema),
    createdBy: z.string().meta({ description: 'The subject that posted it' }),
    createdAt: instantSchema,
    status: z.enum(['running', 'finished']).meta({
      description: '`finished` once every run is, its cleanup included',
    }),
    verdict: verdictSchema.optional(),
    reason: z.string().optional().meta({ description: 'One sentence' }),
    verdictAt: instantSchema.optional(),
    finishedAt: instantSchema.optional(),
    pinned: z
      .object({
        by: z.string().meta({ description: 'The subject that pinned it' }),
        at: instantSchema,
      })
      .optional()
      .meta({ description: 'It is kept, whatever its age' }),
    promotion: buildPromotionSchema.optional().meta({
      description: 'Where its images are promoted to, or that they are revoked',
    }),
    url: z.string().optional().meta({ description: 'Its page' }),
    runs: z.array(runSummarySchema),
  })
  .meta({ id: 'Build' });

/** {@inheritDoc buildSchema} @public */
export type Build = z.infer<typeof buildSchema>;

/** What `GET /builds` can be asked for. @public */
export const listBuildsQuerySchema = z.object({
  entityRef: text.optional(),
  family: buildFamilySchema.optional(),
  imageId: imageIdSchema.optional(),
  region: regionSchema.optional(),
  verdict: z
    .enum([...verdictSchema.options, 'none'])
    .optional()
    .meta({ description: '`none`: those that have no verdict yet' }),
  status: z.enum(['running', 'finished']).optional(),
  source: sourceSchema.optional().meta({
    description:
      'Verifications of profiles are shown only when they, or `family`, ask for them',
  }),
  furthestStage: bootStageSchema.optional().meta({
    description: 'Builds of which a run came so far, and no further',
  }),
  category: findingCategorySchema.optional().meta({
    description: "Builds of which a run's headline is of this category",
  }),
  finding: z
    .string()
    .max(63)
    .optional()
    .meta({ description: "Builds of which a run's headline is this" }),
  since: instantSchema.optional(),
  cursor: text.optional(),
  limit: z.number().int().min(1).max(LIMITS.page).default(25),
});

/** {@inheritDoc listBuildsQuerySchema} @public */
export type ListBuildsQuery = z.input<typeof listBuildsQuerySchema>;

/** A page of builds, newest first. @public */
export const buildPageSchema = z
  .object({
    items: z.array(buildSchema),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'BuildPage' });

/** {@inheritDoc buildPageSchema} @public */
export type BuildPage = z.infer<typeof buildPageSchema>;

/** The body of `POST /preflight`: would such a build be accepted? @public */
export const preflightRequestSchema = z
  .strictObject({
    family: familySchema,
    profile: z.string().min(1).max(63).default('default'),
    regions: z.array(regionSchema).max(LIMITS.imagesPerBuild).optional(),
    overrides: overridesSchema.optional(),
  })
  .meta({ id: 'PreflightRequest' });

/** {@inheritDoc preflightRequestSchema} @public */
export type PreflightRequest = z.input<typeof preflightRequestSchema>;

const remarkSchema = z.object({
  field: z.string().meta({ description: 'The field or setting' }),
  message: z.string().meta({ description: 'What is wrong, and the way out' }),
});

/** What stands in a build's way; nothing when `problems` is empty. @public */
export const preflightResultSchema = z
  .object({
    problems: z.array(remarkSchema),
    notices: z.array(remarkSchema).meta({
      description:
        'What is worth knowing, but in no way: a region whose network no run has proven yet',
    }),
    regions: z.array(regionSchema),
    instanceTypes: z.array(z.string()),
    budgetSeconds: z.number(),
  })
  .meta({ id: 'PreflightResult' });

/** {@inheritDoc preflightResultSchema} @public */
export type PreflightResult = z.infer<typeof preflightResultSchema>;
