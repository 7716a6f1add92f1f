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

import type { Ec2Error } from '../ec2/Ec2Error';

/** In words what EC2 refused or could not do, and what to look at. */
export function describeEc2Trouble(
  error: Ec2Error,
  accountId: string,
  region: string,
): string {
  const trouble = `EC2 in ${region} of the account ${accountId} could not be asked: ${error.message}`;
  switch (error.errorClass) {
    // They say themselves what to do.
    case 'credentials':
    case 'permission':
    case 'quota':
      return trouble;
    case 'throttled':
    case 'transient':
      return `${trouble}. Try again in a moment`;
    default:
      return `${trouble}. Check the account, the region and amiSmokeTest.ec2.endpoint in the app config`;
  }
}
