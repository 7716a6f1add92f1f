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

import { InstanceLife } from '../../machines/InstanceLife';
import { newId } from '../../state/ids';
import { Instance } from '../../state/resources';
import { Ec2Error } from '../../wire/Ec2Error';
import { Call, defineAction } from '../Action';
import { reservationView } from './instanceView';
import { LaunchPlan, planLaunch } from './launchPlan';
import { LaunchRequest, readLaunchRequest } from './launchRequest';
import { randomBytes } from 'crypto';

/**
 * Launches instances. Asked again with the same client token it answers with the same instances:
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export const runInstances = defineAction({
  name: 'RunInstances',
  read: readLaunchRequest,
  check: (call, request) =>
    earlierLaunch(call, request) ?? planLaunch(call, request),
  run(call, request, launchOrPlan) {
    const { place } = call;
    if ('reservationId' in launchOrPlan) {
      const { reservationId, instances } = launchOrPlan;
      return reservationView(place, reservationId, instances);
    }
    const reservationId = newId('r');
    const instances = Array.from({ length: request.maxCount }, (_, index) =>
      launch(call, request, launchOrPlan, reservationId, index),
    );
    if (request.clientToken !== undefined) {
      place.launches.set(request.clientToken, {
        fingerprint: request.fingerprint,
        reservationId,
        instances,
      });
    }
    return reservationView(place, reservationId, instances);
  },
});

function earlierLaunch(call: Call, request: LaunchRequest) {
  const { clientToken, fingerprint } = request;
  const launched =
    clientToken === undefined
      ? undefined
      : call.place.launches.get(clientToken);
  if (!launched) return undefined;
  if (launched.fingerprint !== fingerprint) {
    throw new Ec2Error(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  if (launched.instances.every(({ state }) => state === 'terminated')) {
    throw new Ec2Error(
      'IdempotentInstanceTerminated',
      'The client token was used for an instance that has been terminated.',
    );
  }
  return launched;
}

function launch(
  call: Call,
  request: LaunchRequest,
  plan: LaunchPlan,
  reservationId: string,
  launchIndex: number,
): Instance {
  const { place, world, now } = call;
  const id = newId('i');
  const tagsOf = (type: string) => ({ ...request.tags.get(type) });
  const privateIp = place.takePrivateIp(plan.subnetId);
  const macAddress = newMacAddress();
  const networkInterface = place.networkInterfaces.add({
    id: newId('eni'),
    tags: tagsOf('network-interface'),
    description: request.interfaceDescription,
    subnetId: plan.subnetId,
    availabilityZone: plan.availabilityZone,
    groupIds: plan.groupIds,
    macAddress,
    privateIp,
    attachment: {
      id: newId('eni-attach'),
      instanceId: id,
      attachedAt: now,
      deleteOnTermination: request.deleteInterfaceOnTermination,
    },
  });
  const volumes = plan.blockDevices.map((device, index) => {
    const volumeId = newId('vol');
    return place.volumes.add({
      id: volumeId,
      tags: tagsOf('volume'),
      disk: index === 0 || device.snapshotId ? volumeId : undefined,
      sizeGiB: device.sizeGiB,
      type: device.volumeType,
      encrypted: device.encrypted,
      snapshotId: device.snapshotId,
      availabilityZone: plan.availabilityZone,
      createdAt: now,
      attachment: {
        instanceId: id,
        deviceName: device.deviceName,
        attachedAt: now,
        deleteOnTermination: device.deleteOnTermination,
      },
    });
  });
  const fate = world.faults.fateOf({
    imageId: plan.image.id,
    subnetId: plan.subnetId,
    instanceType: request.instanceType,
    tags: tagsOf('instance'),
  });
  const instance = place.instances.add({
    id,
    tags: tagsOf('instance'),
    reservationId,
    launchIndex,
    ownerId: place.accountId,
    imageId: plan.image.id,
    image: plan.image,
    instanceType: request.instanceType,
    keyName: request.keyName,
    clientToken: request.clientToken,
    state: 'pending',
    transitionReason: '',
    launchedAt: now,
    visibleAt: new Date(
      now.getTime() +
        (fate.lateVisibilityMs ?? world.delays.eventualConsistencyMs),
    ),
    subnetId: plan.subnetId,
    availabilityZone: plan.availabilityZone,
    privateIp,
    wantsPublicIp: request.associatePublicIp,
    macAddress,
    groupIds: plan.groupIds,
    networkInterfaceId: networkInterface.id,
    rootDeviceName: plan.image.rootDeviceName,
    volumeIds: volumes.map(volume => volume.id),
    userData: request.userData,
    shutdownBehavior: request.shutdownBehavior,
    apiTerminationDisabled: request.apiTerminationDisabled,
    apiStopDisabled: request.apiStopDisabled,
    ebsOptimized: request.ebsOptimized,
    metadataOptions: request.metadataOptions,
    instanceProfile: profileOf(request, place.accountId),
  });
  const life = new InstanceLife(instance, place, world, fate);
  place.lives.set(id, life);
  life.launch(async () => {
    for (const { disk, snapshotId } of volumes) {
      const source =
        snapshotId && world.snapshot(place.region, snapshotId)?.disk;
      if (source && disk) await world.hypervisor.copyDisk(source, disk);
    }
  });
  return instance;
}

function newMacAddress(): string {
  const bytes = [0x0a, ...randomBytes(5)];
  return bytes.map(byte => byte.toString(16).padStart(2, '0')).join(':');
}

function profileOf(
  { instanceProfile }: LaunchRequest,
  accountId: string,
): Instance['instanceProfile'] {
  if (!instanceProfile) return undefined;
  const { arn, name } = instanceProfile;
  return {
    arn: arn ?? `arn:aws:iam::${accountId}:instance-profile/${name}`,
    id: 'AIPALOCALEC2EXAMPLE00',
  };
}
