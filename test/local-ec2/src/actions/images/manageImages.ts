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
import { Image, Snapshot } from '../../state/resources';
import { Ec2Error } from '../../wire/Ec2Error';
import { defineAction, DONE } from '../Action';
import { imageById, ownImageById } from '../lookups';
import { finishBehind, readImageName, refuseTakenName } from './makeImage';

/** Takes an image away; its snapshots stay, and so do its instances. */
export const deregisterImage = defineAction({
  name: 'DeregisterImage',
  read: parameters => parameters.required('ImageId'),
  check: ownImageById,
  run(call, _id, image) {
    call.place.images.remove(image);
    call.place.deregisteredImages.add(image.id);
    return DONE;
  },
});

/** Copies an image from another region into this one. */
export const copyImage = defineAction({
  name: 'CopyImage',
  read: parameters => {
    parameters.ignore('ClientToken', 'KmsKeyId', 'CopyImageTags');
    return {
      sourceRegion: parameters.required('SourceRegion'),
      sourceId: parameters.required('SourceImageId'),
      name: readImageName(parameters),
      description: parameters.string('Description'),
      encrypted: parameters.boolean('Encrypted') ?? false,
      tags: parameters.tagSpecifications(['image', 'snapshot']),
    };
  },
  check(call, { sourceRegion, sourceId, name }) {
    refuseTakenName(call, name);
    const caller = { ...call.caller, region: sourceRegion };
    const source = imageById({ ...call, caller }, sourceId);
    if (source.state !== 'available') {
      throw new Ec2Error(
        'InvalidAMIID.Unavailable',
        `The image id '[${sourceId}]' is not available`,
      );
    }
    return source;
  },
  run(call, request, source) {
    const { place, world } = call;
    const copies: Array<{ from: Snapshot; to: Snapshot }> = [];
    const blockDevices = source.blockDevices.map(device => {
      const original =
        device.snapshotId &&
        world.snapshot(request.sourceRegion, device.snapshotId);
      if (!original) return { ...device, snapshotId: undefined };
      const id = newId('snap');
      const copy = place.snapshots.add({
        ...original,
        id,
        tags: { ...request.tags.get('snapshot') },
        ownerId: place.accountId,
        disk: original.disk && id,
        seeded: false,
        encrypted: request.encrypted || original.encrypted,
        description: `Copied for DestinationAmi from SourceAmi ${source.id}`,
        state: 'pending',
        startedAt: call.now,
      });
      copies.push({ from: original, to: copy });
      return {
        ...device,
        snapshotId: id,
        encrypted: request.encrypted || device.encrypted,
      };
    });
    const image: Image = place.images.add({
      ...source,
      id: newId('ami'),
      tags: { ...request.tags.get('image') },
      name: request.name,
      description: request.description ?? source.description,
      ownerId: place.accountId,
      ownerAlias: undefined,
      state: 'pending',
      blockDevices,
      isPublic: false,
      launchAccounts: new Set(),
      launchOrganizations: new Set(),
      deprecatedAt: undefined,
      createdAt: call.now,
      sourceInstanceId: undefined,
      sourceImageId: source.id,
    });
    finishBehind(
      place,
      image,
      copies.map(({ to }) => to),
      async () => {
        for (const { from, to } of copies) {
          if (from.disk && to.disk) {
            await world.hypervisor.copyDisk(from.disk, to.disk);
          }
        }
      },
    );
    return { imageId: image.id };
  },
});
