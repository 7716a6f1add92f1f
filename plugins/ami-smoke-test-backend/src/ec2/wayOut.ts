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

import type { Ec2ErrorClass } from './Ec2';

/** What to do about a refusal that nobody but the administrator of an account can end. */
export function wayOut(
  refusal: { errorClass: Ec2ErrorClass; code: string; operation: string },
  accountId?: string,
): string | undefined {
  const { errorClass, code, operation } = refusal;
  const account = accountId ? `account ${accountId}` : 'the account';
  switch (errorClass) {
    case 'credentials':
      return `AWS does not accept the credentials for ${account}: renew what \`aws.accounts\` (or \`aws.mainAccount\`) in the app config gives, and see that this machine's clock is right`;
    case 'permission':
      return `The role for ${account} may not call ec2:${operation}: attach the policy in iam/smoke-test.json of the backend plugin`;
    case 'quota':
      return quotaOfGroups(code) ?? moreQuota(account);
    case 'image-invalid':
      return code === 'AuthFailure'
        ? `The image is not shared with ${account}, or no longer: have its owner add the account to its launch permissions`
        : undefined;
    default:
      return undefined;
  }
}

/** Of the quotas that no number of runs changes, what in the profile does. */
function quotaOfGroups(code: string): string | undefined {
  switch (code) {
    case 'RulesPerSecurityGroupLimitExceeded':
      return "A run's own security group has one rule for each port of the checks and each block: name fewer blocks in the profile's `freshSecurityGroup.from`, or fewer ports, or raise the quota in Service Quotas";
    case 'SecurityGroupsPerInterfaceLimitExceeded':
      return 'Name fewer `securityGroups` in the profile (with `freshSecurityGroup` each run has one more), or raise the quota in Service Quotas';
    default:
      return undefined;
  }
}

/** What to do when an account has reached a limit. */
export function moreQuota(account = 'the account'): string {
  return `Raise this quota of ${account} in Service Quotas, or lower amiSmokeTest.limits.runsPerRegion`;
}
