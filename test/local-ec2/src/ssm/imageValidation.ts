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

import type { Call } from '../actions/Action';
import { decide } from '../iam/decide';

/**
 * What is wrong with an AMI as the value of a parameter. AWS asks with the permissions of who put it:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
 */
export function refusedImage(call: Call, imageId: string): string | undefined {
  const { world, caller } = call;
  const action = 'ec2:DescribeImages';
  const context = { 'aws:RequestedRegion': [caller.region] };
  if (
    caller.policy &&
    decide(caller.policy, { action, resource: '*', context }) !== 'allowed'
  ) {
    return `${caller.name} is not allowed ${action}`;
  }
  const image = world
    .imagesFor(caller.accountId, caller.region)
    .find(({ id }) => id === imageId);
  if (!image) {
    return `${imageId} is no image that the account ${caller.accountId} may launch in ${caller.region}`;
  }
  return image.state === 'available'
    ? undefined
    : `${imageId} is ${image.state}, not available`;
}
