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

import { defaultNetwork } from '@ami-smoke-test/local-ec2';
import { BUDGET_MS, INTERVAL_MS, PORT } from '../fates/times';
import { REGIONS } from '../plan/plan';

/** The installation under test. */
export const OWNER = 'chaos';

const ACCOUNT = '123456789012';

const PROFILE = {
  accountId: ACCOUNT,
  regions: Object.fromEntries(
    REGIONS.map(region => {
      const { subnets, defaultSecurityGroupId } = defaultNetwork(region);
      return [
        region,
        {
          subnets: subnets.map(({ subnetId }) => subnetId),
          securityGroups: [defaultSecurityGroupId],
        },
      ];
    }),
  ),
  instanceTypes: ['t3.micro'],
  screenshots: [{ everySeconds: 1, untilSeconds: BUDGET_MS / 1000 }],
  consoleEverySeconds: 2,
  checks: [
    { type: 'tcp', port: PORT, timeoutSeconds: 1 },
    {
      type: 'http',
      port: PORT,
      path: '/health',
      expect: { json: { '/status': 'ok' } },
      timeoutSeconds: 2,
    },
  ],
  checkEverySeconds: INTERVAL_MS / 1000,
  budgets: {
    // EC2 may be away for a while; that is no reason to give a run up.
    onlineSeconds: 120,
    serviceSeconds: BUDGET_MS / 1000,
  },
};

/** The first of the subnets in which instances are launched. */
export function firstSubnet(region: string): string {
  return defaultNetwork(region).subnets[0].subnetId;
}

/** What the config of a replica has beside `app-config.yaml`: all the same, but for who it is to EC2. */
export function replicaConfig(accessKeyId: string): object {
  return {
    aws: {
      accounts: [{ accountId: ACCOUNT, accessKeyId, secretAccessKey: 'local' }],
    },
    amiSmokeTest: {
      owner: OWNER,
      ec2: { requestShare: 0.8 },
      limits: { runsPerRegion: 25 },
      // As often as may be.
      reaper: { everyMinutes: 0.1, graceMinutes: 0 },
      profiles: {
        chaos: PROFILE,
        // Never ends by itself: it is there to be cancelled.
        patient: {
          ...PROFILE,
          budgets: { ...PROFILE.budgets, serviceSeconds: 3600 },
        },
      },
    },
  };
}
