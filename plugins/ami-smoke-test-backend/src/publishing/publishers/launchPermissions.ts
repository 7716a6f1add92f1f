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

import type { LaunchPermission } from '@aws-sdk/client-ec2';
import type {
  Fact,
  Publisher,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { ownImage, type Installation } from './images';

/**
 * The accounts of its channels may launch an image; what was revoked, nobody but its owner may. An image that none of the channels
 * ever had is not theirs to share, or not.
 */
export function launchPermissions(
  channels: Record<string, { accounts: string[] }>,
  installation: Installation,
): Publisher {
  const managed = accountsOf(Object.keys(channels));

  function accountsOf(names: string[]): string[] {
    return [...new Set(names.flatMap(name => channels[name]?.accounts ?? []))];
  }

  return {
    name: 'launch-permissions',
    about: 'image',
    channels: Object.keys(channels),
    async look(subject, tools): Promise<Fact[]> {
      if (!subject.wasOn.some(name => name in channels)) return [];
      // Its owner needs none.
      const allowed = subject.revoked
        ? []
        : accountsOf(subject.channels).filter(id => id !== subject.accountId);
      const own = await ownImage(
        installation,
        subject,
        tools,
        allowed.length > 0 || subject.revoked
          ? 'launch permissions'
          : undefined,
      );
      if (!own) return [];
      const { calls, image } = own;
      const given = await calls.launchPermissions(image.imageId);
      const missing = allowed.filter(
        id => !given.some(({ UserId }) => UserId === id),
      );
      // What others have given stays, as long as the image is good.
      const ours = given.filter(
        ({ UserId = '' }) => subject.revoked || managed.includes(UserId),
      );
      return [
        ...missing.map(
          (UserId): Fact => ({
            name: nameOf({ UserId }),
            desired: 'given',
            change: () =>
              calls.changeLaunchPermission(image.imageId, {
                Add: [{ UserId }],
              }),
          }),
        ),
        ...ours.map(
          (permission): Fact => ({
            name: nameOf(permission),
            desired: allowed.includes(permission.UserId ?? '')
              ? 'given'
              : undefined,
            observed: 'given',
            change: () =>
              calls.changeLaunchPermission(image.imageId, {
                Remove: [permission],
              }),
            // The name tells whose; what we gave ourselves is no loss.
            loses: 'given',
          }),
        ),
      ];
    },
  };
}

function nameOf(permission: LaunchPermission): string {
  const { UserId, Group, OrganizationArn, OrganizationalUnitArn } = permission;
  const whose =
    OrganizationArn ?? OrganizationalUnitArn ?? Group ?? `account ${UserId}`;
  return `launch permission of ${whose}`;
}
