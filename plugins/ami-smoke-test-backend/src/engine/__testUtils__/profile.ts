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

import { DEFAULT_ACCOUNT_ID, defaultNetwork } from '@ami-smoke-test/local-ec2';
import type { Profile } from '../../config';
import { PORT } from './scripts';

export const REGION = 'eu-central-1';
export const ACCOUNT = DEFAULT_ACCOUNT_ID;
const { subnets, defaultSecurityGroupId } = defaultNetwork(REGION, ACCOUNT);
export const SUBNETS = subnets.map(({ subnetId }) => subnetId);

/** A profile's network in these subnets: with others it is another one, which no pass in the first proves. */
export function networkOf(inSubnets: string[]): Profile['regions'] {
  return {
    [REGION]: { subnets: inSubnets, securityGroups: [defaultSecurityGroupId] },
  };
}

/** Quick, so that many runs fit into a minute. */
export const profile: Profile = {
  accountId: ACCOUNT,
  imageOwners: ['self'],
  regions: networkOf(SUBNETS),
  instanceTypes: ['t3.small'],
  fallbackInstanceTypes: [],
  address: 'public',
  keyPair: true,
  deadManSwitch: true,
  screenshots: [{ everySeconds: 0.25, untilSeconds: 5 }],
  consoleEverySeconds: 0.25,
  checks: [
    {
      type: 'http',
      port: PORT,
      scheme: 'http',
      method: 'GET',
      path: '/health',
      headers: {},
      expect: {},
      verifyCertificate: false,
      timeoutSeconds: 0.5,
    },
  ],
  checkEverySeconds: 0.1,
  budgets: { onlineSeconds: 30, serviceSeconds: 60 },
  bootTime: { warnAboveUsual: 1.5 },
  failFast: { enabled: true, graceSeconds: 15, screen: false },
  guest: { expect: {} },
  overridable: [],
  allowedInstanceTypes: [],
  tags: {},
};
