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

import { randomBytes } from 'node:crypto';
import { defaultNetwork } from '@ami-smoke-test/local-ec2';

/** The account that the local EC2 gives everybody. */
export const ACCOUNT_ID = '123456789012';

/** How long the demo waits for a service: a boot without KVM takes 5 to 15 s, the slow variant's service 15 s more. */
const BUDGET_SECONDS = 45;

/** The demo's `amiSmokeTest` section: as an administrator would write it, on the local EC2 and S3. */
export function smokeTestConfig(options: {
  ec2: string;
  s3: { endpoint: string; bucket: string };
  owner?: string;
  secret?: string;
  /** Changes to the profile `default`. */
  profile?: object;
  profiles?: Record<string, object>;
  regions?: string[];
  limits?: object;
}) {
  const profile = {
    accountId: ACCOUNT_ID,
    regions: Object.fromEntries(
      (options.regions ?? ['us-east-1']).map(region => {
        const network = defaultNetwork(region);
        return [
          region,
          {
            subnets: network.subnets.map(({ subnetId }) => subnetId),
            securityGroups: [network.defaultSecurityGroupId],
          },
        ];
      }),
    ),
    instanceTypes: ['t3.micro'],
    consoleEverySeconds: 2,
    checks: [
      { type: 'tcp', port: 8080 },
      {
        type: 'http',
        port: 8080,
        path: '/health',
        expect: { json: { '/status': 'ok' } },
      },
    ],
    budgets: { onlineSeconds: 180, serviceSeconds: BUDGET_SECONDS },
    ...options.profile,
  };
  return {
    owner: options.owner ?? 'demo',
    secret: options.secret ?? randomBytes(24).toString('hex'),
    access: [
      {
        subject: 'packer',
        permissions: ['create', 'read', 'cancel', 'evidence', 'ledger'],
      },
    ],
    ec2: { endpoint: options.ec2 },
    archive: {
      s3: {
        bucket: options.s3.bucket,
        region: 'us-east-1',
        endpoint: options.s3.endpoint,
        forcePathStyle: true,
      },
    },
    limits: options.limits ?? {},
    profiles: { default: profile, ...options.profiles },
  };
}
