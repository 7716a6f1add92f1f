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

import {
  PLUGIN_ID,
  RESOURCE_TYPE_BUILD,
  RESOURCE_TYPE_PROMOTION,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { matchesAny, matchesFamily } from './wildcards';

/** What the permissions about a build are decided on. @public */
export interface BuildPermissionResource {
  /** The image family that the build made images of. */
  family: string;
}

/** The builds of these families; a name may have wildcards. @public */
export interface BuildPermissionFilter {
  families: string[];
}

/** The builds, as permission policies and rules know them. @public */
export const buildPermissionResourceRef = createPermissionResourceRef<
  BuildPermissionResource,
  BuildPermissionFilter
>().with({ pluginId: PLUGIN_ID, resourceType: RESOURCE_TYPE_BUILD });

const hasFamily = createPermissionRule({
  name: 'HAS_FAMILY',
  description: 'Allow builds of the named image families',
  resourceRef: buildPermissionResourceRef,
  paramsSchema: z.object({
    families: z
      .array(z.string().min(1))
      .min(1)
      .describe(
        'Names of image families; `*` stands for any characters. Verifications of profiles: `*`, or what begins with `profile:`',
      ),
  }),
  apply: (build, { families }) => matchesFamily(build.family, families),
  toQuery: ({ families }) => ({ families }),
});

/** The rules that a policy can decide about builds with. @public */
export const buildPermissionRules = { hasFamily };

const conditionExports = createConditionExports({
  resourceRef: buildPermissionResourceRef,
  rules: buildPermissionRules,
});

/** For policies: `buildConditions.hasFamily({ families: ['web-*'] })`. @public */
export const buildConditions = conditionExports.conditions;

/** For policies: allows a permission where the conditions hold. @public */
export const createBuildConditionalDecision =
  conditionExports.createConditionalDecision;

/** What the permissions about promotion are decided on. @public */
export interface PromotionPermissionResource {
  /** The image family whose build it is about. */
  family: string;
  /** The channel; none for a revocation, which is about all of them. */
  channel?: string;
}

/** Promotion of these families, or to these channels; a name may have wildcards. @public */
export interface PromotionPermissionFilter {
  families?: string[];
  channels?: string[];
}

/** A family on a channel, as permission policies and rules know it. @public */
export const promotionPermissionResourceRef = createPermissionResourceRef<
  PromotionPermissionResource,
  PromotionPermissionFilter
>().with({ pluginId: PLUGIN_ID, resourceType: RESOURCE_TYPE_PROMOTION });

const promotesFamily = createPermissionRule({
  name: 'HAS_FAMILY',
  description: 'Allow promotion of the named image families',
  resourceRef: promotionPermissionResourceRef,
  paramsSchema: z.object({
    families: z
      .array(z.string().min(1))
      .min(1)
      .describe('Names of image families; `*` stands for any characters'),
  }),
  apply: ({ family }, { families }) => matchesFamily(family, families),
  toQuery: ({ families }) => ({ families }),
});

const onChannel = createPermissionRule({
  name: 'ON_CHANNEL',
  description:
    'Allow what is about the named channels; not revocations, which are about all channels',
  resourceRef: promotionPermissionResourceRef,
  paramsSchema: z.object({
    channels: z
      .array(z.string().min(1))
      .min(1)
      .describe('Names of channels; `*` stands for any characters'),
  }),
  apply: ({ channel }, { channels }) =>
    channel !== undefined && matchesAny(channel, channels),
  toQuery: ({ channels }) => ({ channels }),
});

/** The rules that a policy can decide about promotion with. @public */
export const promotionPermissionRules = {
  hasFamily: promotesFamily,
  onChannel,
};

const promotionConditionExports = createConditionExports({
  resourceRef: promotionPermissionResourceRef,
  rules: promotionPermissionRules,
});

/**
 * For policies: `promotionConditions.onChannel({ channels: ['dev'] })`, `promotionConditions.hasFamily({ families: ['web-*'] })`.
 *
 * @public
 */
export const promotionConditions = promotionConditionExports.conditions;

/** For policies: allows a permission about promotion where the conditions hold. @public */
export const createPromotionConditionalDecision =
  promotionConditionExports.createConditionalDecision;
