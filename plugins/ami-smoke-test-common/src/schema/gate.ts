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
import { headlineSchema } from './diagnosis';
import { LIMITS } from './limits';
import { imageSchema } from './run';
import {
  familySchema,
  imageIdSchema,
  instantSchema,
  regionSchema,
  verdictSchema,
} from './words';

/** The name of a channel, as in `amiSmokeTest.promotion.channels`. @public */
export const channelNameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^[a-z0-9]+([-_.][a-z0-9]+)*$/,
    'must be small letters and digits, with single `-`, `_` or `.` between them, e.g. `production`',
  )
  .meta({ description: 'A channel, e.g. `production`' });

/**
 * What the gate asks, in its order.
 *
 * - `known-image`: a build has made or tested this very image: id, region and account
 * - `image-available`: EC2 says, now, that the image is there and can be launched
 * - `not-revoked`: nobody has revoked it
 * - `required-runs`: for each required profile and instance type, the last run that said anything about this image passed
 * - `evidence-age`: those runs are not older than the channel's policy wants
 * - `findings`: the diagnosis of those runs saw nothing as severe as the policy blocks
 * - `regions`: the build has an image in every region that the policy names, and in which the channel has one now
 * - `previous-channel`: the build was on the channel before this one for as long as the policy wants
 *
 * @public
 */
export const gateRuleSchema = z
  .enum([
    'known-image',
    'image-available',
    'not-revoked',
    'required-runs',
    'evidence-age',
    'findings',
    'regions',
    'previous-channel',
  ])
  .meta({ id: 'GateRule' });

/** {@inheritDoc gateRuleSchema} @public */
export type GateRule = z.infer<typeof gateRuleSchema>;

/**
 * The rules that a waiver can be about. No waiver helps an image that is unknown, gone or revoked.
 *
 * @public
 */
export const waivableRuleSchema = z
  .enum([
    'required-runs',
    'evidence-age',
    'findings',
    'regions',
    'previous-channel',
  ])
  .meta({ id: 'WaivableRule' });

/** {@inheritDoc waivableRuleSchema} @public */
export type WaivableRule = z.infer<typeof waivableRuleSchema>;

/** Somebody lets a build pass a rule of a channel's gate until an instant, and says why. @public */
export const waiverSchema = z
  .object({
    id: z.uuid(),
    family: familySchema,
    channel: channelNameSchema,
    buildId: z.uuid(),
    rule: waivableRuleSchema,
    reason: z.string(),
    by: z.string().meta({ description: 'The subject that gave it' }),
    at: instantSchema,
    expiresAt: instantSchema,
    withdrawn: z
      .object({ by: z.string(), at: instantSchema })
      .optional()
      .meta({ description: 'It has not held since' }),
  })
  .meta({ id: 'Waiver' });

/** {@inheritDoc waiverSchema} @public */
export type Waiver = z.infer<typeof waiverSchema>;

/** A run that a rule was decided by. @public */
export const gateEvidenceSchema = z
  .object({
    runId: z.uuid(),
    buildId: z.uuid(),
    image: imageSchema,
    profile: z.string(),
    instanceType: z.string(),
    verdict: verdictSchema,
    at: instantSchema.meta({ description: 'When the verdict was given' }),
    headline: headlineSchema.optional(),
    url: z.string().optional().meta({ description: "The run's page" }),
  })
  .meta({ id: 'GateEvidence' });

/** {@inheritDoc gateEvidenceSchema} @public */
export type GateEvidence = z.infer<typeof gateEvidenceSchema>;

/**
 * What a rule said. `unknown`: it could not be asked (EC2 or the database did not answer); `waived`: it failed, and a waiver lets it
 * pass.
 *
 * @public
 */
export const gateRuleResultSchema = z
  .object({
    rule: gateRuleSchema,
    state: z.enum(['pass', 'fail', 'unknown', 'waived']),
    message: z.string().meta({
      description: 'One sentence; of what failed, with the way out',
    }),
    image: imageSchema.optional().meta({
      description: 'The image that it is about; of the whole build without',
    }),
    evidence: z.array(gateEvidenceSchema).meta({
      description: 'The runs that it was decided by',
    }),
    waiver: waiverSchema.optional(),
  })
  .meta({ id: 'GateRuleResult' });

/** {@inheritDoc gateRuleResultSchema} @public */
export type GateRuleResult = z.infer<typeof gateRuleResultSchema>;

/**
 * May these images go to the channel? `allow` only when every rule passed or was waived; `deny` when one failed; `unknown` when
 * none failed, but one could not be asked. Whoever takes anything but `allow` for a no is right.
 *
 * @public
 */
export const gateDecisionSchema = z
  .object({
    decision: z.enum(['allow', 'deny', 'unknown']),
    channel: channelNameSchema,
    family: familySchema.optional().meta({
      description: 'Of the images, where they are known',
    }),
    buildId: z.uuid().optional().meta({
      description: 'The build that was asked about, or the image’s newest one',
    }),
    images: z.array(imageSchema),
    at: instantSchema.meta({ description: 'By the clock of the database' }),
    rules: z.array(gateRuleResultSchema),
    reasons: z.array(z.string()).meta({
      description:
        'What stands in the way: the messages of rules that failed or are unknown',
    }),
  })
  .meta({ id: 'GateDecision' });

/** {@inheritDoc gateDecisionSchema} @public */
export type GateDecision = z.infer<typeof gateDecisionSchema>;

/** What `GET /gate` is asked: about exactly this AMI. @public */
export const gateQuerySchema = z.object({
  accountId: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .meta({ description: 'The AWS account in which the image was tested' }),
  region: regionSchema,
  imageId: imageIdSchema,
  channel: channelNameSchema,
});

/** {@inheritDoc gateQuerySchema} @public */
export type GateQuery = z.input<typeof gateQuerySchema>;

/** What `GET /builds/:id/gate` is asked: about all images of the build, as a promotion would. @public */
export const buildGateQuerySchema = z.object({ channel: channelNameSchema });

const reasonSchema = z
  .string()
  .trim()
  .min(1, 'must say why')
  .max(LIMITS.text)
  .meta({ description: 'Why: it stands in the history' });

/** The body of `POST /promotions`. @public */
export const promotionRequestSchema = z
  .strictObject({
    buildId: z.uuid(),
    channel: channelNameSchema,
    rollBack: z.boolean().default(false).meta({
      description:
        'Back to a build that was on this channel before: asked again is only whether its images are there and not revoked',
    }),
    reason: reasonSchema.optional(),
    expected: z.uuid().nullable().optional().meta({
      description:
        'The build that the asker saw on the channel (null: none); another one there by now is a 409. Without it, whatever is there is replaced',
    }),
    dryRun: z.boolean().default(false).meta({
      description: 'Changes nothing, and tells what would be done',
    }),
  })
  .meta({ id: 'PromotionRequest' });

/** {@inheritDoc promotionRequestSchema} @public */
export type PromotionRequest = z.input<typeof promotionRequestSchema>;

/** The body of `POST /revocations`. @public */
export const revocationRequestSchema = z
  .strictObject({
    buildId: z.uuid(),
    reason: reasonSchema,
    leaveEmpty: z.boolean().default(false).meta({
      description:
        'Leaves the channels that it is on empty, instead of going back to the last good build of each',
    }),
    dryRun: z.boolean().default(false),
  })
  .meta({ id: 'RevocationRequest' });

/** {@inheritDoc revocationRequestSchema} @public */
export type RevocationRequest = z.input<typeof revocationRequestSchema>;

/** The body of `POST /waivers`. @public */
export const waiverRequestSchema = z
  .strictObject({
    key: z.uuid().optional().meta({
      description:
        'Makes it safe to send again: under the same key the same waiver is given once, and something else is a 409. It becomes the id of the waiver',
    }),
    buildId: z.uuid(),
    channel: channelNameSchema,
    rule: waivableRuleSchema,
    reason: reasonSchema,
    expiresAt: instantSchema.meta({
      description:
        'Until when; not later than amiSmokeTest.promotion.maxWaiverDays allow',
    }),
  })
  .meta({ id: 'WaiverRequest' });

/** {@inheritDoc waiverRequestSchema} @public */
export type WaiverRequest = z.input<typeof waiverRequestSchema>;
