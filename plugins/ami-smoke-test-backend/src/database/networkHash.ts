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

import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import { portsOf } from '../checks/specs';
import type { Profile } from '../config';

/**
 * Identifies the way from here to the instances of a profile: two runs with the same hash are reached through the same subnets,
 * security groups and ports at the same kind of address, whatever their profiles are called and in whatever order they list them.
 */
export function networkHash(profile: Profile, region: string): string {
  const { accountId, regions, address, checks } = profile;
  const {
    subnets = [],
    securityGroups = [],
    freshSecurityGroup,
  } = regions[region] ?? {};
  const network = {
    accountId,
    region,
    subnets: sorted(subnets),
    securityGroups: sorted(securityGroups),
    // Left out where there is none, as it was before there could be one.
    ...(freshSecurityGroup && { letsIn: sorted(freshSecurityGroup.from) }),
    address,
    ports: sorted(portsOf({ checks }).map(String)),
  };
  return createHash('sha256').update(stringify(network)).digest('hex');
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}
