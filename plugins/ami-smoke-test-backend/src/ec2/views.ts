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

import type {
  Image,
  Instance,
  InstanceStatus,
  StateReason,
  Tag,
} from '@aws-sdk/client-ec2';
import type { ImageView, InstanceView, StatusCheck } from './Ec2';

const INSTANCE_STATES: readonly string[] = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
] satisfies InstanceView['state'][];

const STATUS_CHECKS: readonly string[] = [
  'ok',
  'impaired',
  'initializing',
  'insufficient-data',
  'not-applicable',
] satisfies StatusCheck[];

/** An image, of what EC2 says of it. */
export function toImageView(image: Image): ImageView {
  return {
    imageId: image.ImageId ?? '',
    ownerId: image.OwnerId ?? '',
    state: image.State ?? 'unknown',
    name: image.Name,
    platform: /windows/i.test(image.Platform ?? '') ? 'windows' : 'linux',
    architecture: image.Architecture ?? 'x86_64',
    ebsDevices: (image.BlockDeviceMappings ?? []).flatMap(mapping =>
      mapping.Ebs && mapping.DeviceName
        ? [
            {
              deviceName: mapping.DeviceName,
              deleteOnTermination: mapping.Ebs.DeleteOnTermination ?? false,
            },
          ]
        : [],
    ),
  };
}

/** An instance, of what EC2 says of it. */
export function toInstanceView(instance: Instance): InstanceView {
  const state = instance.State?.Name ?? 'pending';
  const networkInterfaces = instance.NetworkInterfaces ?? [];
  return {
    instanceId: instance.InstanceId ?? '',
    // A state that AWS adds one day is one in which the instance is not online yet.
    state: INSTANCE_STATES.includes(state)
      ? (state as InstanceView['state'])
      : 'pending',
    stateReason: toWords(instance.StateReason),
    publicIp: instance.PublicIpAddress || undefined,
    privateIp: instance.PrivateIpAddress || undefined,
    ipv6:
      instance.Ipv6Address ||
      networkInterfaces.flatMap(it => it.Ipv6Addresses ?? [])[0]?.Ipv6Address,
    availabilityZone: instance.Placement?.AvailabilityZone,
    launchTime: instance.LaunchTime,
    volumeIds: (instance.BlockDeviceMappings ?? []).flatMap(
      mapping => mapping.Ebs?.VolumeId ?? [],
    ),
    networkInterfaceIds: networkInterfaces.flatMap(
      it => it.NetworkInterfaceId ?? [],
    ),
    tags: toTags(instance.Tags),
  };
}

/** The status checks, of what EC2 says of an instance; one it says nothing of is too young. */
export function toStatusCheck(status: InstanceStatus | undefined): StatusCheck {
  if (status?.SystemStatus?.Status === 'impaired') return 'host-impaired';
  const check = status?.InstanceStatus?.Status ?? 'initializing';
  return STATUS_CHECKS.includes(check)
    ? (check as StatusCheck)
    : 'insufficient-data';
}

/** EC2's list of tags as a record. */
export function toTags(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(
    tags.map(({ Key = '', Value = '' }) => [Key, Value]),
  );
}

/** Starts with AWS's code; most of its messages do already. */
function toWords(reason: StateReason | undefined): string | undefined {
  const { Code: code, Message: message } = reason ?? {};
  if (!code || message?.startsWith(code)) return message || undefined;
  return message ? `${code}: ${message}` : code;
}
