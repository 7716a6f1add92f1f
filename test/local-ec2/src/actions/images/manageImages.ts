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
import { Ec2Error, invalidCombination } from '../../wire/Ec2Error';
import { Parameters } from '../../wire/Parameters';
import { items } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { imageById, ownImageById } from '../lookups';
import { blockDeviceSet } from './describeImages';
import { finishBehind, readImageName, refuseTakenName } from './makeImage';

/** Takes an image away; its snapshots stay, and so do its instances. */
export const deregisterImage = defineAction({
  name: 'DeregisterImage',
  read: parameters => parameters.required('ImageId'),
  check: ownImageById,
  run(call, _id, image) {
    call.place.images.remove(image);
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

const ATTRIBUTES = [
  'blockDeviceMapping',
  'description',
  'launchPermission',
  'sriovNetSupport',
] as const;

export const describeImageAttribute = defineAction({
  name: 'DescribeImageAttribute',
  read: parameters => ({
    id: parameters.required('ImageId'),
    attribute: readAttribute(parameters),
  }),
  check: (call, { id }) => ownImageById(call, id),
  run(_call, { id, attribute }, image) {
    switch (attribute) {
      case 'launchPermission':
        return { imageId: id, launchPermission: launchPermissions(image) };
      case 'description':
        return { imageId: id, description: { value: image.description } };
      case 'sriovNetSupport':
        return { imageId: id, sriovNetSupport: { value: 'simple' } };
      default:
        return { imageId: id, blockDeviceMapping: blockDeviceSet(image) };
    }
  },
});

function launchPermissions(image: Image) {
  const everyone = image.isPublic ? [{ group: 'all' }] : [];
  const accounts = [...image.launchAccounts].map(userId => ({ userId }));
  return items([...everyone, ...accounts]);
}

/** Who may launch an image, from now on. */
interface PermissionChange {
  addAccounts: string[];
  removeAccounts: string[];
  isPublic?: boolean;
}

export const modifyImageAttribute = defineAction({
  name: 'ModifyImageAttribute',
  read: parameters => {
    parameters.choice('Attribute', ['launchPermission', 'description']);
    return {
      id: parameters.required('ImageId'),
      description:
        parameters.string('Description.Value') ??
        parameters.string('Description') ??
        parameters.string('Value'),
      permissions: readPermissionChange(parameters),
    };
  },
  check: (call, { id }) => ownImageById(call, id),
  run(call: Call, { description, permissions }, image) {
    image.description = description ?? image.description;
    image.isPublic = permissions.isPublic ?? image.isPublic;
    for (const account of permissions.addAccounts) {
      image.launchAccounts.add(account);
    }
    for (const account of permissions.removeAccounts) {
      image.launchAccounts.delete(account);
    }
    call.place.images.changed(image);
    return DONE;
  },
});

export const resetImageAttribute = defineAction({
  name: 'ResetImageAttribute',
  read: parameters => {
    parameters.choice('Attribute', ['launchPermission']);
    return parameters.required('ImageId');
  },
  check: ownImageById,
  run(call, _id, image) {
    image.isPublic = false;
    image.launchAccounts.clear();
    call.place.images.changed(image);
    return DONE;
  },
});

function readAttribute(parameters: Parameters): (typeof ATTRIBUTES)[number] {
  parameters.required('Attribute');
  return parameters.choice('Attribute', ATTRIBUTES) ?? 'launchPermission';
}

/** Both forms: `LaunchPermission.Add.N`, and `OperationType` with `UserId.N` and `UserGroup.N`. */
function readPermissionChange(parameters: Parameters): PermissionChange {
  const read = (which: 'Add' | 'Remove') =>
    parameters.structures(`LaunchPermission.${which}`).map(permission => ({
      account: permission.string('UserId'),
      group: permission.choice('Group', ['all']),
    }));
  const operation = parameters.choice('OperationType', ['add', 'remove']);
  const listed = [
    ...parameters
      .list('UserId')
      .map(account => ({ account, group: undefined })),
    ...parameters.list('UserGroup').map(group => {
      if (group !== 'all') {
        throw invalidCombination(`The user group '${group}' is not 'all'`);
      }
      return { account: undefined, group };
    }),
  ];
  const add = [...read('Add'), ...(operation === 'add' ? listed : [])];
  const remove = [...read('Remove'), ...(operation === 'remove' ? listed : [])];
  const accounts = (list: typeof add) =>
    list.flatMap(({ account }) => (account ? [account] : []));
  const opens = add.some(({ group }) => group);
  const closes = remove.some(({ group }) => group);
  return {
    addAccounts: accounts(add),
    removeAccounts: accounts(remove),
    isPublic: opens || closes ? opens : undefined,
  };
}
