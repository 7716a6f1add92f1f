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

import { newId } from '../../state/ids';
import { Volume } from '../../state/resources';
import { Ec2Error, invalidValue, missingParameter } from '../../wire/Ec2Error';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { allOrRefuse } from '../lookups';
import { tagSet } from '../views';

const FILTERS: FilterTable<Volume> = {
  'attachment.delete-on-termination': volume =>
    volume.attachment?.deleteOnTermination,
  'attachment.device': volume => volume.attachment?.deviceName,
  'attachment.instance-id': volume => volume.attachment?.instanceId,
  'attachment.status': volume => volume.attachment && 'attached',
  'availability-zone': volume => volume.availabilityZone,
  'create-time': volume => volume.createdAt,
  encrypted: volume => volume.encrypted,
  size: volume => volume.sizeGiB,
  'snapshot-id': volume => volume.snapshotId,
  status: volume => (volume.attachment ? 'in-use' : 'available'),
  'volume-id': volume => volume.id,
  'volume-type': volume => volume.type,
};

export const describeVolumes = defineAction({
  name: 'DescribeVolumes',
  read: parameters => ({
    ids: parameters.list('VolumeId'),
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run({ place }, { ids, filters, page }) {
    const wanted = allOrRefuse(ids, place.volumes.all(), refuseVolume);
    const result = paged(filtered(wanted, filters, FILTERS), page);
    return {
      volumeSet: items(result.page.map(volumeView)),
      nextToken: result.nextToken,
    };
  },
});

export const createVolume = defineAction({
  name: 'CreateVolume',
  read: parameters => {
    parameters.ignore('Iops', 'Throughput', 'KmsKeyId', 'ClientToken');
    return {
      availabilityZone: parameters.required('AvailabilityZone'),
      sizeGiB: parameters.integer('Size', { min: 1, max: 65_536 }),
      snapshotId: parameters.string('SnapshotId'),
      type: parameters.string('VolumeType') ?? 'gp2',
      encrypted: parameters.boolean('Encrypted') ?? false,
      tags: parameters.tagSpecifications(['volume']),
    };
  },
  check({ place, world }, { availabilityZone, snapshotId, sizeGiB }) {
    if (
      !place.network.subnets.some(
        subnet => subnet.availabilityZone === availabilityZone,
      )
    ) {
      throw new Ec2Error(
        'InvalidZone.NotFound',
        `The zone '${availabilityZone}' does not exist.`,
      );
    }
    const snapshot = snapshotId && world.snapshot(place.region, snapshotId);
    if (snapshotId && !snapshot) throw refuseSnapshot(snapshotId);
    if (!snapshot && sizeGiB === undefined) {
      throw missingParameter('Size or SnapshotId');
    }
    return snapshot || undefined;
  },
  async run({ place, world, now }, request, snapshot) {
    const id = newId('vol');
    if (snapshot?.disk) await world.hypervisor.copyDisk(snapshot.disk, id);
    const volume = place.volumes.add({
      id,
      tags: { ...request.tags.get('volume') },
      disk: snapshot?.disk && id,
      sizeGiB: request.sizeGiB ?? snapshot?.sizeGiB ?? 1,
      type: request.type,
      encrypted: request.encrypted,
      snapshotId: request.snapshotId,
      availabilityZone: request.availabilityZone,
      createdAt: now,
    });
    return volumeView(volume);
  },
});

export const deleteVolume = defineAction({
  name: 'DeleteVolume',
  read: parameters => parameters.required('VolumeId'),
  check: (call: Call, id) => {
    const [volume] = allOrRefuse([id], call.place.volumes.all(), refuseVolume);
    if (volume.attachment) {
      throw new Ec2Error(
        'VolumeInUse',
        `Volume ${id} is currently attached to ${volume.attachment.instanceId}`,
      );
    }
    return volume;
  },
  async run({ place, world }, _id, volume) {
    place.volumes.remove(volume);
    if (volume.disk) await world.hypervisor.deleteDisk(volume.disk);
    return DONE;
  },
});

function refuseVolume(id: string): Ec2Error {
  return /^vol-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)
    ? new Ec2Error(
        'InvalidVolume.NotFound',
        `The volume '${id}' does not exist.`,
      )
    : invalidValue('volumeId', id, `Expected: 'vol-...'.`);
}

function refuseSnapshot(id: string): Ec2Error {
  return new Ec2Error(
    'InvalidSnapshot.NotFound',
    `The snapshot '${id}' does not exist.`,
  );
}

function volumeView(volume: Volume): XmlObject {
  const { attachment } = volume;
  return {
    volumeId: volume.id,
    size: volume.sizeGiB,
    snapshotId: volume.snapshotId,
    availabilityZone: volume.availabilityZone,
    status: attachment ? 'in-use' : 'available',
    createTime: volume.createdAt,
    volumeType: volume.type,
    encrypted: volume.encrypted,
    attachmentSet: items(
      attachment
        ? [
            {
              volumeId: volume.id,
              instanceId: attachment.instanceId,
              device: attachment.deviceName,
              status: 'attached',
              attachTime: attachment.attachedAt,
              deleteOnTermination: attachment.deleteOnTermination,
            },
          ]
        : [],
    ),
    tagSet: tagSet(volume.tags),
  };
}
