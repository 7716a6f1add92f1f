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
import { severitySchema } from './diagnosis';
import {
  channelNameSchema,
  gateDecisionSchema,
  gateEvidenceSchema,
  waivableRuleSchema,
  waiverSchema,
} from './gate';
import { LIMITS } from './limits';
import { imageSchema } from './run';
import {
  familySchema,
  imageIdSchema,
  instantSchema,
  regionSchema,
} from './words';

/** What it takes to get onto a channel, and what happens there: its part of the config. @public */
export const channelPolicySchema = z
  .object({
    channel: channelNameSchema,
    description: z.string().optional(),
    requires: z.array(
      z.object({
        profile: z.string(),
        instanceTypes: z.array(z.string()),
      }),
    ),
    regions: z.array(regionSchema),
    maxAgeDays: z.number(),
    blockSeverity: severitySchema.optional().meta({
      description: 'Findings as severe as this, or more, are in the way',
    }),
    after: z
      .object({ channel: channelNameSchema, hours: z.number() })
      .optional(),
    promoters: z.enum(['permitted', 'owners']),
    retest: z
      .object({
        everyHours: z.number(),
        profile: z.string(),
        onFailure: z.enum(['notify', 'roll-back']),
      })
      .optional(),
    publishers: z.array(z.string()).meta({
      description: 'By what the channel reaches AWS, in this order',
    }),
  })
  .meta({ id: 'ChannelPolicy' });

/** {@inheritDoc channelPolicySchema} @public */
export type ChannelPolicy = z.infer<typeof channelPolicySchema>;

/** One thing in AWS: how it should be, and how it was when it was read last. Nothing stands for absent. @public */
export const publishedFactSchema = z
  .object({
    name: z.string().meta({
      description: 'e.g. `/ami-smoke-test/web-base/production`',
    }),
    desired: z.string().optional(),
    observed: z.string().optional(),
  })
  .meta({ id: 'PublishedFact' });

/** {@inheritDoc publishedFactSchema} @public */
export type PublishedFact = z.infer<typeof publishedFactSchema>;

/**
 * How far a publisher has carried a decision into AWS in one place.
 *
 * - `pending`: not yet read back as it should be
 * - `agreed`: read back as it should be
 * - `drifted`: it had agreed, and somebody has changed it since
 * - `failing`: AWS refused or did not answer; it is tried again
 *
 * @public
 */
export const publicationSchema = z
  .object({
    publisher: z.string(),
    accountId: z.string(),
    region: regionSchema,
    imageId: imageIdSchema.optional(),
    state: z.enum(['pending', 'agreed', 'drifted', 'failing']),
    facts: z.array(publishedFactSchema),
    message: z.string().optional().meta({
      description: 'What is wrong, and the way out',
    }),
    checkedAt: instantSchema
      .optional()
      .meta({ description: 'When AWS was read last' }),
    agreedAt: instantSchema
      .optional()
      .meta({ description: 'When it was read last as it should be' }),
  })
  .meta({ id: 'Publication' });

/** {@inheritDoc publicationSchema} @public */
export type Publication = z.infer<typeof publicationSchema>;

/** Which image is on a channel in one region, or that none is any more. @public */
export const assignmentSchema = z
  .object({
    accountId: z.string(),
    region: regionSchema,
    imageId: imageIdSchema.optional(),
    since: instantSchema,
    publications: z.array(publicationSchema),
  })
  .meta({ id: 'Assignment' });

/** {@inheritDoc assignmentSchema} @public */
export type Assignment = z.infer<typeof assignmentSchema>;

/** The scheduled tests of what is on a channel. @public */
export const retestStateSchema = z
  .object({
    state: z.enum(['due', 'running', 'passed', 'failed', 'errored']).meta({
      description:
        '`errored`: the last one says nothing about the image, and is repeated',
    }),
    buildId: z.uuid().optional().meta({ description: 'The last one' }),
    url: z.string().optional(),
    lastAt: instantSchema
      .optional()
      .meta({ description: 'When the images were tested last' }),
    nextAt: instantSchema.meta({
      description:
        'When they are tested next; one that said nothing is repeated after a pause',
    }),
    reason: z.string().optional(),
    hindered: z.string().optional().meta({
      description: 'Why they are not tested again, though it is time',
    }),
  })
  .meta({ id: 'RetestState' });

/** {@inheritDoc retestStateSchema} @public */
export type RetestState = z.infer<typeof retestStateSchema>;

/** A channel of a family: what is there, since when, by whom, with which evidence, and what could come next. @public */
export const channelStateSchema = z
  .object({
    family: familySchema,
    entityRef: z.string(),
    channel: channelNameSchema,
    build: z
      .object({
        id: z.uuid(),
        url: z.string().optional(),
        since: instantSchema,
        by: z.string(),
        actId: z.uuid(),
        reason: z.string().optional(),
      })
      .optional()
      .meta({ description: 'What is on it; nothing: it is empty' }),
    assignments: z.array(assignmentSchema),
    evidence: z.array(gateEvidenceSchema).meta({
      description: 'The newest required runs of its images',
    }),
    waivers: z.array(waiverSchema).meta({
      description: 'Those that it was let onto the channel with',
    }),
    standing: z.enum(['empty', 'good', 'failing', 'stale']).meta({
      description:
        '`failing`: a required run of what is there has failed since; `stale`: its evidence is older than the policy wants',
    }),
    retest: retestStateSchema.optional(),
    previous: z
      .object({ buildId: z.uuid(), url: z.string().optional() })
      .optional()
      .meta({ description: 'Where a roll-back would go to' }),
    candidate: z
      .object({
        buildId: z.uuid(),
        url: z.string().optional(),
        decision: gateDecisionSchema,
      })
      .optional()
      .meta({
        description:
          'The build that would come next: what is on the channel before, else the newest that passed; only when one family was asked for',
      }),
    may: z
      .object({
        promote: z.boolean(),
        revoke: z.boolean(),
        waive: z.boolean(),
      })
      .meta({ description: 'What the asker may do here' }),
  })
  .meta({ id: 'ChannelState' });

/** {@inheritDoc channelStateSchema} @public */
export type ChannelState = z.infer<typeof channelStateSchema>;

/** What `GET /channels` can be asked for. @public */
export const listChannelsQuerySchema = z.object({
  family: familySchema.optional().meta({
    description: 'One family, with the candidates of its channels',
  }),
});

/** {@inheritDoc listChannelsQuerySchema} @public */
export type ListChannelsQuery = z.input<typeof listChannelsQuerySchema>;

/** Every channel in the order of the config, and how it stands for each family that the asker may see. @public */
export const channelListSchema = z
  .object({
    channels: z.array(channelPolicySchema),
    items: z.array(channelStateSchema),
    maxWaiverDays: z.number().optional().meta({
      description: 'For how long a waiver may be given at most',
    }),
  })
  .meta({ id: 'ChannelList' });

/** {@inheritDoc channelListSchema} @public */
export type ChannelList = z.infer<typeof channelListSchema>;

/**
 * Something that was decided about a family's channels. It is never changed: what ends it is an act of its own. What is on a channel
 * follows from its promotions, roll-backs and clearings (a clearing leaves it empty); a revocation marks the images of a build, and
 * each channel that they were on has a roll-back or a clearing because of it.
 *
 * @public
 */
export const promotionActSchema = z
  .object({
    id: z.uuid(),
    type: z.enum([
      'promotion',
      'roll-back',
      'clearing',
      'revocation',
      'waiver',
      'waiver-withdrawal',
      'refusal',
    ]),
    family: familySchema,
    channel: channelNameSchema.optional().meta({
      description: 'A revocation is about all',
    }),
    buildId: z.uuid(),
    buildUrl: z.string().optional(),
    images: z.array(imageSchema),
    by: z.string().meta({ description: 'The subject that did it' }),
    at: instantSchema,
    reason: z.string().optional(),
    replaces: z.uuid().optional().meta({
      description: 'The build that was on the channel until then',
    }),
    decision: gateDecisionSchema.optional().meta({
      description: 'What the gate said then',
    }),
    waiverId: z.uuid().optional().meta({
      description: 'The waiver that it gives or withdraws',
    }),
    rule: waivableRuleSchema.optional(),
    expiresAt: instantSchema.optional(),
    because: z.uuid().optional().meta({
      description:
        'The act that this one belongs to: a roll-back, to a revocation',
    }),
  })
  .meta({ id: 'PromotionAct' });

/** {@inheritDoc promotionActSchema} @public */
export type PromotionAct = z.infer<typeof promotionActSchema>;

/** What `GET /promotions` can be asked for. @public */
export const listActsQuerySchema = z.object({
  family: familySchema,
  channel: channelNameSchema.optional(),
  buildId: z.uuid().optional(),
  cursor: z.string().max(LIMITS.text).optional(),
  limit: z.number().int().min(1).max(LIMITS.page).default(25),
});

/** {@inheritDoc listActsQuerySchema} @public */
export type ListActsQuery = z.input<typeof listActsQuerySchema>;

/** A page of a family's promotion history, newest first. @public */
export const promotionActPageSchema = z
  .object({
    items: z.array(promotionActSchema),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'PromotionActPage' });

/** {@inheritDoc promotionActPageSchema} @public */
export type PromotionActPage = z.infer<typeof promotionActPageSchema>;

/** What came of asking for a promotion, a roll-back or a revocation. A refused promotion is a 409 with its `decision`. @public */
export const promotionResultSchema = z
  .object({
    outcome: z.enum(['done', 'unchanged', 'planned']).meta({
      description:
        '`unchanged`: it was so already; `planned`: a dry run, and nothing was changed',
    }),
    acts: z.array(promotionActSchema).meta({
      description: 'What was done; of a dry run what would be',
    }),
    decision: gateDecisionSchema.optional(),
    publications: z.array(publicationSchema).meta({
      description: 'Of a dry run: what would be changed in AWS',
    }),
  })
  .meta({ id: 'PromotionResult' });

/** {@inheritDoc promotionResultSchema} @public */
export type PromotionResult = z.infer<typeof promotionResultSchema>;

/** How a build stands in promotion, where it does. @public */
export const buildPromotionSchema = z
  .object({
    channels: z.array(channelNameSchema).meta({
      description: 'Those that its images are on now',
    }),
    revoked: z
      .object({ by: z.string(), at: instantSchema, reason: z.string() })
      .optional(),
  })
  .meta({ id: 'BuildPromotion' });

/** {@inheritDoc buildPromotionSchema} @public */
export type BuildPromotion = z.infer<typeof buildPromotionSchema>;
