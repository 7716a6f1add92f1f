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

import { matchesAny } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { SmokeTestConfig } from '../config';

/** One entry of `amiSmokeTest.access`: what a service principal may do, with which families. */
export type Grant = SmokeTestConfig['access'][number];

/** What can be granted. */
export type GrantedPermission = Grant['permissions'][number];

/**
 * What other plugins of the same Backstage may do without an entry in the config: the catalog's module asks which families there
 * are, to make entities of them. Backstage gives out the subjects `plugin:…` itself, for tokens that it has signed; the subject of
 * an external token can only be that by an administrator's hand.
 */
export const BUILT_IN_GRANTS: Grant[] = [
  {
    subject: 'plugin:catalog',
    permissions: ['read'],
    families: ['*'],
    channels: ['*'],
  },
];

/** What else gives a permission: who posts a build has to see its verdict, and whoever may read evidence may ask what follows from it. */
const IMPLIED_BY: Partial<Record<GrantedPermission, GrantedPermission[]>> = {
  read: ['create'],
  gate: ['read', 'create', 'promote'],
};

/** What an entry gives on its `channels` alone. */
const ON_CHANNELS: GrantedPermission[] = ['gate', 'promote', 'revoke', 'waive'];

/**
 * With which families (names or wildcards) a service may do something; none when nothing is granted.
 *
 * @param channel - where; `*` is everywhere, and any channel without
 */
export function grantedFamilies(
  grants: Grant[],
  subject: string,
  wanted: GrantedPermission,
  channel?: string,
): string[] {
  const giving = [wanted, ...(IMPLIED_BY[wanted] ?? [])];
  return grants
    .filter(
      grant =>
        matchesAny(subject, [grant.subject]) &&
        giving.some(
          permission =>
            grant.permissions.includes(permission) &&
            (channel === undefined ||
              !ON_CHANNELS.includes(permission) ||
              matchesAny(channel, grant.channels)),
        ),
    )
    .flatMap(grant => grant.families);
}
