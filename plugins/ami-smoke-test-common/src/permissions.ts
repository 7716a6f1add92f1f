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

import { createPermission } from '@backstage/plugin-permission-common';

/** The resource that the permissions about builds are decided on. @public */
export const RESOURCE_TYPE_BUILD = 'ami-smoke-test-build';

/** May post builds, ask whether one would be accepted, and have profiles verified. @public */
export const buildCreatePermission = createPermission({
  name: 'ami-smoke-test.build.create',
  attributes: { action: 'create' },
});

/** May see builds, runs and their checks. @public */
export const buildReadPermission = createPermission({
  name: 'ami-smoke-test.build.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_BUILD,
});

/** May stop a build. @public */
export const buildCancelPermission = createPermission({
  name: 'ami-smoke-test.build.cancel',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_BUILD,
});

/** May pin a build, so that it is kept whatever its age, and unpin it. @public */
export const buildPinPermission = createPermission({
  name: 'ami-smoke-test.build.pin',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_BUILD,
});

/**
 * May see what the machine showed: screenshots and the console log. Its own permission, because a picture cannot be redacted.
 *
 * @public
 */
export const evidenceReadPermission = createPermission({
  name: 'ami-smoke-test.evidence.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_BUILD,
});

/** May see what exists in AWS because of us. @public */
export const ledgerReadPermission = createPermission({
  name: 'ami-smoke-test.ledger.read',
  attributes: { action: 'read' },
});

/** The resource that the permissions about promotion are decided on: a family on a channel. @public */
export const RESOURCE_TYPE_PROMOTION = 'ami-smoke-test-promotion';

/** May promote builds of a family to a channel, and roll the channel back. @public */
export const promotionCreatePermission = createPermission({
  name: 'ami-smoke-test.promotion.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_PROMOTION,
});

/** May revoke builds of a family, on whatever channels they are: the resource has no channel. @public */
export const promotionRevokePermission = createPermission({
  name: 'ami-smoke-test.promotion.revoke',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_PROMOTION,
});

/** May give and withdraw waivers for a channel's gate. @public */
export const promotionWaivePermission = createPermission({
  name: 'ami-smoke-test.promotion.waive',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_PROMOTION,
});

/** Every permission of this plugin. @public */
export const amiSmokeTestPermissions = [
  buildCreatePermission,
  buildReadPermission,
  buildCancelPermission,
  buildPinPermission,
  evidenceReadPermission,
  ledgerReadPermission,
  promotionCreatePermission,
  promotionRevokePermission,
  promotionWaivePermission,
];
