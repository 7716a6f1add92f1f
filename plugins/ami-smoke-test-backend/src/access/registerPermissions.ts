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
  amiSmokeTestPermissions,
  RESOURCE_TYPE_BUILD,
  RESOURCE_TYPE_PROMOTION,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  buildPermissionResourceRef,
  buildPermissionRules,
  promotionPermissionResourceRef,
  promotionPermissionRules,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import type { SmokeTestStore } from '../database/SmokeTestStore';

/** Tells Backstage which permissions there are, and what policies may decide about builds and promotion on. */
export function registerPermissions(
  registry: PermissionsRegistryService,
  store: Pick<SmokeTestStore, 'getBuild'>,
): void {
  registry.addResourceType({
    resourceRef: buildPermissionResourceRef,
    permissions: amiSmokeTestPermissions.filter(permission =>
      isResourcePermission(permission, RESOURCE_TYPE_BUILD),
    ),
    rules: Object.values(buildPermissionRules),
    getResources: async buildIds =>
      Promise.all(buildIds.map(buildId => store.getBuild(buildId))),
  });
  registry.addResourceType({
    resourceRef: promotionPermissionResourceRef,
    permissions: amiSmokeTestPermissions.filter(permission =>
      isResourcePermission(permission, RESOURCE_TYPE_PROMOTION),
    ),
    rules: Object.values(promotionPermissionRules),
  });
  registry.addPermissions(
    amiSmokeTestPermissions.filter(
      permission => !isResourcePermission(permission),
    ),
  );
}
