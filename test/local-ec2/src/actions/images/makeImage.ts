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

import { Place } from '../../state/Place';
import { newId } from '../../state/ids';
import {
  BlockDevice,
  Image,
  Instance,
  Snapshot,
  Volume,
} from '../../state/resources';
import { Ec2Error, incorrectState } from '../../wire/Ec2Error';
import { Parameters, Tags } from '../../wire/Parameters';
import { Call, defineAction } from '../Action';
import { instanceById, lifeOf } from '../lookups';
import {
  BlockDeviceRequest,
  readBlockDevices,
} from '../instances/launchRequest';

/**
 * On an instance or on the image that is made of it: how the hypervisor is to break the image's disk, for images that are to
 * fail in a way that a guest cannot bring about itself.
 */
export const DAMAGE_TAG = 'local-ec2:damage';

/**
 * Makes an image of an instance: `pending` until its disks are copied, then `available`.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html
 */
export const createImage = defineAction({
  name: 'CreateImage',
  read: parameters => ({
    instanceId: parameters.required('InstanceId'),
    name: readImageName(parameters),
    description: parameters.string('Description') ?? '',
    noReboot: parameters.boolean('NoReboot') ?? false,
    devices: readBlockDevices(parameters),
    tags: parameters.tagSpecifications(['image', 'snapshot']),
  }),
  check(call, { instanceId, name }) {
    const instance = instanceById(call, instanceId);
    if (!['running', 'stopping', 'stopped'].includes(instance.state)) {
      throw incorrectState(
        `The instance '${instanceId}' is in the state '${instance.state}': an image can be made of a running or a stopped instance`,
      );
    }
    refuseTakenName(call, name);
    return instance;
  },
  run(call, request, instance) {
    const snapshotTags = request.tags.get('snapshot') ?? {};
    const copies = instance.volumeIds.flatMap(id => {
      const volume = call.place.volumes.get(id);
      return volume ? [snapshotOf(call, volume, snapshotTags)] : [];
    });
    const image = call.place.images.add({
      id: newId('ami'),
      tags: { ...request.tags.get('image') },
      name: request.name,
      description: request.description,
      ownerId: call.place.accountId,
      state: 'pending',
      architecture: instance.image.architecture,
      platform: instance.image.platform,
      enaSupport: instance.image.enaSupport,
      rootDeviceName: instance.rootDeviceName,
      blockDevices: devicesOf(copies, request.devices),
      isPublic: false,
      launchAccounts: new Set(),
      launchOrganizations: new Set(),
      createdAt: call.now,
      sourceInstanceId: instance.id,
      sourceImageId: instance.imageId,
      ports: instance.image.ports,
    });
    copyBehind(call, instance, image, copies, !request.noReboot);
    return { imageId: image.id };
  },
});

interface SnapshotCopy {
  volume: Volume;
  snapshot: Snapshot;
}

function snapshotOf(call: Call, volume: Volume, tags: Tags): SnapshotCopy {
  const id = newId('snap');
  const snapshot = call.place.snapshots.add({
    id,
    tags: { ...tags },
    ownerId: call.place.accountId,
    disk: volume.disk && id,
    seeded: false,
    volumeId: volume.id,
    sizeGiB: volume.sizeGiB,
    encrypted: volume.encrypted,
    description: `Created by CreateImage(${
      volume.attachment?.instanceId ?? volume.id
    })`,
    state: 'pending',
    startedAt: call.now,
  });
  return { volume, snapshot };
}

function devicesOf(
  copies: SnapshotCopy[],
  requested: BlockDeviceRequest[],
): BlockDevice[] {
  const devices = copies.map(({ volume, snapshot }) => {
    const deviceName = volume.attachment?.deviceName ?? '/dev/xvda';
    const request = requested.find(device => device.deviceName === deviceName);
    return {
      deviceName,
      snapshotId: snapshot.id,
      sizeGiB: request?.sizeGiB ?? volume.sizeGiB,
      volumeType: request?.volumeType ?? volume.type,
      encrypted: request?.encrypted ?? volume.encrypted,
      deleteOnTermination:
        request?.deleteOnTermination ??
        volume.attachment?.deleteOnTermination ??
        true,
    };
  });
  return devices.filter(
    ({ deviceName }) =>
      !requested.some(
        request => request.noDevice && request.deviceName === deviceName,
      ),
  );
}

function copyBehind(
  call: Call,
  instance: Instance,
  image: Image,
  copies: SnapshotCopy[],
  reboot: boolean,
): void {
  const { hypervisor } = call.world;
  const copy = async () => {
    for (const { volume, snapshot } of copies) {
      if (volume.disk && snapshot.disk) {
        await hypervisor.copyDisk(volume.disk, snapshot.disk);
      }
    }
    const damage = image.tags[DAMAGE_TAG] ?? instance.tags[DAMAGE_TAG];
    const rootDisk = copies[0]?.snapshot.disk;
    if (damage !== undefined && rootDisk && hypervisor.damageDisk) {
      await hypervisor.damageDisk(rootDisk, damage);
    }
  };
  finishBehind(
    call.place,
    image,
    copies.map(({ snapshot }) => snapshot),
    () => lifeOf(call, instance).withDisksAtRest(reboot, copy),
  );
}

/** Takes a pending image and its snapshots to their final state when the copying is over. */
export function finishBehind(
  place: Place,
  image: Image,
  snapshots: Snapshot[],
  copy: () => Promise<void>,
): void {
  const finish = (failure?: string) => {
    for (const snapshot of snapshots) {
      snapshot.state = failure ? 'error' : 'completed';
      place.snapshots.changed(snapshot);
    }
    image.state = failure ? 'failed' : 'available';
    image.stateReason = failure
      ? { code: 'Server.InternalError', message: failure }
      : undefined;
    place.images.changed(image, { reason: failure });
  };
  copy().then(
    () => finish(),
    error => finish(String(error)),
  );
}

/** Makes an image of snapshots that exist. */
export const registerImage = defineAction({
  name: 'RegisterImage',
  read: parameters => {
    parameters.ignore(
      'BootMode',
      'ImdsSupport',
      'SriovNetSupport',
      'TpmSupport',
    );
    parameters.choice('VirtualizationType', ['hvm']);
    return {
      name: readImageName(parameters),
      description: parameters.string('Description') ?? '',
      architecture:
        parameters.choice('Architecture', ['x86_64', 'arm64']) ?? 'x86_64',
      enaSupport: parameters.boolean('EnaSupport') ?? false,
      rootDeviceName: parameters.required('RootDeviceName'),
      devices: readBlockDevices(parameters),
      tags: parameters.tagSpecifications(['image']),
    };
  },
  check(call, { name, rootDeviceName, devices }) {
    refuseTakenName(call, name);
    const root = devices.find(device => device.deviceName === rootDeviceName);
    if (root?.snapshotId === undefined) {
      throw new Ec2Error(
        'InvalidBlockDeviceMapping',
        `The root device ${rootDeviceName} needs a block device mapping with a snapshot`,
      );
    }
    return devices.map(device => deviceFor(call, device));
  },
  run(call, request, blockDevices) {
    const image = call.place.images.add({
      id: newId('ami'),
      tags: { ...request.tags.get('image') },
      name: request.name,
      description: request.description,
      ownerId: call.place.accountId,
      state: 'available',
      architecture: request.architecture,
      enaSupport: request.enaSupport,
      rootDeviceName: request.rootDeviceName,
      blockDevices,
      isPublic: false,
      launchAccounts: new Set(),
      launchOrganizations: new Set(),
      createdAt: call.now,
      ports: portsOf(call, blockDevices),
    });
    return { imageId: image.id };
  },
});

function deviceFor(call: Call, device: BlockDeviceRequest): BlockDevice {
  const { deviceName, snapshotId } = device;
  const snapshot =
    snapshotId && call.world.snapshot(call.place.region, snapshotId);
  if (snapshotId && !snapshot) {
    throw new Ec2Error(
      'InvalidSnapshot.NotFound',
      `The snapshot '${snapshotId}' does not exist.`,
    );
  }
  return {
    deviceName,
    snapshotId,
    sizeGiB: device.sizeGiB ?? (snapshot ? snapshot.sizeGiB : 8),
    volumeType: device.volumeType ?? 'gp2',
    encrypted: device.encrypted ?? false,
    deleteOnTermination: device.deleteOnTermination ?? true,
  };
}

/** The ports of an image that is made of the same snapshot, if there is one. */
function portsOf(call: Call, devices: BlockDevice[]): number[] {
  const ids = devices.map(device => device.snapshotId);
  const sibling = call.world
    .imagesFor(call.caller.accountId, call.caller.region)
    .find(image =>
      image.blockDevices.some(
        device => device.snapshotId && ids.includes(device.snapshotId),
      ),
    );
  return sibling?.ports ?? call.world.defaultPorts;
}

export function readImageName(parameters: Parameters): string {
  const name = parameters.required('Name');
  if (!/^[A-Za-z0-9()[\] ./'@_-]{3,128}$/.test(name)) {
    throw new Ec2Error(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '[', ']', ' ', '.', '/', '-', ''', '@', '_'",
    );
  }
  return name;
}

export function refuseTakenName(call: Call, name: string): void {
  const taken = call.place.images.all().find(image => image.name === name);
  if (taken) {
    throw new Ec2Error(
      'InvalidAMIName.Duplicate',
      `AMI name ${name} is already in use by AMI ${taken.id}`,
    );
  }
}
