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
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { matchesFamily } from './wildcards';

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
