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

import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Ec2 } from '../Ec2';
import type { Ec2Caller } from '../Ec2Caller';
import { AwsCalls } from './AwsCalls';
import { captures } from './captures';
import {
  batchedInstances,
  type Instances,
  instances,
  ownedInstances,
} from './instances';
import { keyPairs, ownedKeyPairs } from './keyPairs';
import { leftovers, ownedNetworkInterfaces, ownedVolumes } from './leftovers';
import { ownedSecurityGroups, securityGroups } from './securityGroups';

/** EC2 in one account and region. */
export class AwsEc2 {
  /** For whoever need not ask before a change. */
  readonly unguarded: Ec2;
  readonly #aws: AwsCalls;
  /** Of everybody, so that what they ask for together travels as one. */
  readonly #instances: Instances;

  constructor(client: EC2Client, caller: Ec2Caller) {
    this.#aws = new AwsCalls(client, caller);
    this.#instances = batchedInstances(this.#aws);
    this.unguarded = ec2(this.#aws, this.#instances);
  }

  /**
   * @param beforeChange - asked immediately before each request that changes something
   */
  guardedBy(beforeChange: () => void): Ec2 {
    return ec2(this.#aws.guardedBy(beforeChange), this.#instances);
  }
}

function ec2(aws: AwsCalls, batched: Instances): Ec2 {
  return {
    ...instances(aws, batched),
    ...captures(aws),
    ...keyPairs(aws),
    ...securityGroups(aws),
    ...leftovers(aws),
    async owned(owner) {
      const found = await Promise.all([
        ownedInstances(aws, owner),
        ownedKeyPairs(aws, owner),
        ownedVolumes(aws, owner),
        ownedNetworkInterfaces(aws, owner),
        ownedSecurityGroups(aws, owner),
      ]);
      return found.flat();
    },
  };
}
