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

import { INSTANCE_TYPES } from '../../machines/instanceTypes';
import { resolvedImageId } from '../../ssm/names';
import { BlockDevice, Image } from '../../state/resources';
import {
  Ec2Error,
  invalidCombination,
  invalidValue,
} from '../../wire/Ec2Error';
import { Call } from '../Action';
import { imageById, securityGroupById, subnetById } from '../lookups';
import { BlockDeviceRequest, LaunchRequest } from './launchRequest';

/** A launch that nothing stands against any more. */
export interface LaunchPlan {
  image: Image;
  subnetId: string;
  availabilityZone: string;
  groupIds: string[];
  /** The root device first. */
  blockDevices: BlockDevice[];
}

/** Finds everything a launch names, and refuses one that cannot be. */
export function planLaunch(call: Call, request: LaunchRequest): LaunchPlan {
  const image = imageById(call, launchedImageId(call, request.imageId));
  if (image.state !== 'available') {
    throw new Ec2Error(
      'InvalidAMIID.Unavailable',
      `The image id '[${image.id}]' is not available: its state is '${image.state}'`,
    );
  }
  checkInstanceType(request.instanceType, image);
  checkKeyPair(call, request.keyName, image);
  const subnet = planSubnet(call, request);
  return {
    image,
    subnetId: subnet.subnetId,
    availabilityZone: subnet.availabilityZone,
    groupIds: planGroups(call, request),
    blockDevices: planBlockDevices(call, image, request.blockDevices),
  };
}

/** A launch may name a parameter instead of an image. */
function launchedImageId({ place }: Call, imageId: string): string {
  const resolved = resolvedImageId(place, imageId);
  if (resolved === undefined) {
    throw invalidValue('ImageId', imageId, 'There is no such parameter.');
  }
  return resolved;
}

function checkInstanceType(name: string, image: Image): void {
  const type = INSTANCE_TYPES.get(name);
  if (!type) {
    throw invalidValue(
      'InstanceType',
      name,
      `The local EC2 knows: ${[...INSTANCE_TYPES.keys()].join(', ')}.`,
    );
  }
  if (type.architecture !== image.architecture) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  }
}

function checkKeyPair(
  call: Call,
  name: string | undefined,
  image: Image,
): void {
  if (name === undefined) return;
  const pair = call.place.keyPairNamed(name);
  if (!pair) {
    throw new Ec2Error(
      'InvalidKeyPair.NotFound',
      `The key pair '${name}' does not exist`,
    );
  }
  if (image.platform === 'windows' && pair.type === 'ed25519') {
    throw invalidCombination(
      'ED25519 key pairs are not supported for Windows instances: use an RSA key pair',
    );
  }
}

function planSubnet(call: Call, request: LaunchRequest) {
  const { subnets } = call.place.network;
  if (request.subnetId !== undefined) {
    const subnet = subnetById(call, request.subnetId);
    if (
      request.availabilityZone !== undefined &&
      request.availabilityZone !== subnet.availabilityZone
    ) {
      throw invalidCombination(
        `The subnet ${subnet.subnetId} is in ${subnet.availabilityZone}, not in ${request.availabilityZone}`,
      );
    }
    return subnet;
  }
  if (request.availabilityZone === undefined) return subnets[0];
  const subnet = subnets.find(
    ({ availabilityZone }) => availabilityZone === request.availabilityZone,
  );
  if (!subnet) {
    throw invalidValue('Placement.AvailabilityZone', request.availabilityZone);
  }
  return subnet;
}

function planGroups(call: Call, request: LaunchRequest): string[] {
  const named = request.groupNames.map(name => {
    const group = call.place.securityGroups
      .all()
      .find(candidate => candidate.name === name);
    if (!group) {
      throw new Ec2Error(
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC '${call.place.network.vpcId}'`,
      );
    }
    return group.id;
  });
  const byId = request.groupIds.map(id => securityGroupById(call, id).id);
  const groups = [...byId, ...named];
  return groups.length > 0
    ? groups
    : [call.place.network.defaultSecurityGroupId];
}

function planBlockDevices(
  call: Call,
  image: Image,
  requested: BlockDeviceRequest[],
): BlockDevice[] {
  const devices = new Map(
    image.blockDevices.map(device => [device.deviceName, { ...device }]),
  );
  for (const request of requested) {
    const known = devices.get(request.deviceName);
    if (request.noDevice) {
      if (request.deviceName === image.rootDeviceName) {
        throw invalidValue(
          'NoDevice',
          request.deviceName,
          'The root device cannot be taken away.',
        );
      }
      devices.delete(request.deviceName);
    } else {
      devices.set(request.deviceName, changedDevice(call, known, request));
    }
  }
  const isRoot = (device: BlockDevice) =>
    Number(device.deviceName === image.rootDeviceName);
  return [...devices.values()].sort((a, b) => isRoot(b) - isRoot(a));
}

function changedDevice(
  call: Call,
  known: BlockDevice | undefined,
  request: BlockDeviceRequest,
): BlockDevice {
  const { deviceName, snapshotId = known?.snapshotId } = request;
  const snapshot =
    snapshotId && call.world.snapshot(call.caller.region, snapshotId);
  if (snapshotId && !snapshot) {
    throw new Ec2Error(
      'InvalidSnapshot.NotFound',
      `The snapshot '${snapshotId}' does not exist.`,
    );
  }
  const least = snapshot ? snapshot.sizeGiB : 1;
  const sizeGiB =
    request.sizeGiB ?? known?.sizeGiB ?? (snapshot ? least : undefined);
  if (sizeGiB === undefined) {
    throw new Ec2Error(
      'MissingParameter',
      `The request must contain the parameter size or snapshotId for the device ${deviceName}`,
    );
  }
  if (sizeGiB < least) {
    throw new Ec2Error(
      'InvalidBlockDeviceMapping',
      `Volume of size ${sizeGiB}GB is smaller than snapshot '${snapshotId}', expect size >= ${least}GB`,
    );
  }
  return {
    deviceName,
    snapshotId,
    sizeGiB,
    volumeType: request.volumeType ?? known?.volumeType ?? 'gp2',
    encrypted: request.encrypted ?? known?.encrypted ?? false,
    deleteOnTermination:
      request.deleteOnTermination ?? known?.deleteOnTermination ?? true,
  };
}
