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

import type { Profile } from '../config';
import type { ImageView, LaunchRequest } from '../ec2/Ec2';
import type { Attempt } from './ladder';
import type { RunContext } from './RunContext';
import { longestMs, tagsOf } from './tags';
import { userDataOf } from './userData';

/** The instance has this long to be removed by us before it shuts itself down. */
const DEAD_MAN_SLACK_MS = 15 * 60 * 1000;

/** After how long an instance that nobody has come back for shuts itself down. */
export function deadManMs(profile: Profile): number {
  return longestMs(profile) + DEAD_MAN_SLACK_MS;
}

/** What is asked of `RunInstances`, whole: it goes into the ledger, and is sent from there. */
export function launchRequest(
  run: RunContext,
  options: {
    attempt: Attempt;
    image: ImageView;
    keyPair?: string;
    /** Beside those of the profile. */
    securityGroup?: string;
  },
): LaunchRequest {
  const { profile, image } = run.journal.run;
  const { keyPair, securityGroup } = options;
  const { clientToken, instanceType, subnet } = options.attempt;
  const tags = Object.entries(tagsOf(run)).map(([Key, Value]) => ({
    Key,
    Value,
  }));
  return {
    ClientToken: clientToken,
    ImageId: image.imageId,
    InstanceType: instanceType as LaunchRequest['InstanceType'],
    MinCount: 1,
    MaxCount: 1,
    KeyName: keyPair,
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: subnet,
        Groups: [
          ...profile.regions[image.region].securityGroups,
          ...(securityGroup ? [securityGroup] : []),
        ],
        DeleteOnTermination: true,
        ...(profile.address === 'public' && { AssociatePublicIpAddress: true }),
        ...(profile.address === 'ipv6' && { Ipv6AddressCount: 1 }),
      },
    ],
    // Whatever the image says, its volumes end with the instance.
    BlockDeviceMappings: options.image.ebsDevices.map(device => ({
      DeviceName: device.deviceName,
      Ebs: { DeleteOnTermination: true },
    })),
    InstanceInitiatedShutdownBehavior: 'terminate',
    UserData: userDataOf(run.journal.run, options.image, deadManMs(profile)),
    TagSpecifications: (
      ['instance', 'volume', 'network-interface'] as const
    ).map(ResourceType => ({ ResourceType, Tags: tags })),
  };
}
