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

import { Snapshot } from '../../state/resources';
import { Ec2Error, invalidValue } from '../../wire/Ec2Error';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { allOrRefuse } from '../lookups';
import { tagSet } from '../views';

const FILTERS: FilterTable<Snapshot> = {
  description: snapshot => snapshot.description,
  encrypted: snapshot => snapshot.encrypted,
  'owner-id': snapshot => snapshot.ownerId,
  'snapshot-id': snapshot => snapshot.id,
  'start-time': snapshot => snapshot.startedAt,
  status: snapshot => snapshot.state,
  'volume-id': snapshot => snapshot.volumeId,
  'volume-size': snapshot => snapshot.sizeGiB,
};

export const describeSnapshots = defineAction({
  name: 'DescribeSnapshots',
  read: parameters => {
    parameters.ignore('RestorableBy');
    return {
      ids: parameters.list('SnapshotId'),
      owners: parameters.list('Owner'),
      filters: parameters.filters(),
      page: parameters.page({ min: 5, max: 1000 }),
    };
  },
  run({ place }, { ids, owners, filters, page }) {
    const wanted = allOrRefuse(ids, place.snapshots.all(), refusal).filter(
      ({ ownerId }) =>
        owners.length === 0 ||
        owners.includes(ownerId) ||
        owners.includes('self'),
    );
    const result = paged(filtered(wanted, filters, FILTERS), page);
    return {
      snapshotSet: items(result.page.map(snapshotView)),
      nextToken: result.nextToken,
    };
  },
});

export const deleteSnapshot = defineAction({
  name: 'DeleteSnapshot',
  read: parameters => parameters.required('SnapshotId'),
  check(call: Call, id) {
    const [snapshot] = allOrRefuse([id], call.place.snapshots.all(), refusal);
    const user = call.place.images
      .all()
      .find(({ blockDevices }) =>
        blockDevices.some(device => device.snapshotId === id),
      );
    if (user) {
      throw new Ec2Error(
        'InvalidSnapshot.InUse',
        `The snapshot ${id} is currently in use by ${user.id}`,
      );
    }
    return snapshot;
  },
  async run({ place, world }, _id, snapshot) {
    place.snapshots.remove(snapshot);
    if (snapshot.disk && !snapshot.seeded) {
      await world.hypervisor.deleteDisk(snapshot.disk);
    }
    return DONE;
  },
});

function refusal(id: string): Ec2Error {
  return /^snap-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)
    ? new Ec2Error(
        'InvalidSnapshot.NotFound',
        `The snapshot '${id}' does not exist.`,
      )
    : invalidValue('snapshotId', id, `Expected: 'snap-...'.`);
}

function snapshotView(snapshot: Snapshot): XmlObject {
  return {
    snapshotId: snapshot.id,
    volumeId: snapshot.volumeId,
    status: snapshot.state,
    startTime: snapshot.startedAt,
    progress: snapshot.state === 'completed' ? '100%' : '0%',
    ownerId: snapshot.ownerId,
    volumeSize: snapshot.sizeGiB,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    tagSet: tagSet(snapshot.tags),
  };
}
