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

import { Image } from '../../state/resources';
import { filtered, FilterTable, paged } from '../../wire/filtering';
import { Filter } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction } from '../Action';
import { imageById } from '../lookups';
import { tagSet } from '../views';

const FILTERS: FilterTable<Image> = {
  architecture: image => image.architecture,
  'block-device-mapping.snapshot-id': image =>
    image.blockDevices.map(device => device.snapshotId),
  'creation-date': image => image.createdAt,
  description: image => image.description,
  'ena-support': image => image.enaSupport,
  hypervisor: () => 'xen',
  'image-id': image => image.id,
  'image-type': () => 'machine',
  'is-public': image => image.isPublic,
  name: image => image.name,
  'owner-alias': image => image.ownerAlias,
  'owner-id': image => image.ownerId,
  platform: image => image.platform,
  'root-device-name': image => image.rootDeviceName,
  'root-device-type': () => 'ebs',
  'source-image-id': image => image.sourceImageId,
  'source-instance-id': image => image.sourceInstanceId,
  state: image => image.state,
  'virtualization-type': () => 'hvm',
};

export const describeImages = defineAction({
  name: 'DescribeImages',
  read: parameters => {
    return {
      ids: parameters.list('ImageId'),
      owners: parameters.list('Owner'),
      executableBy: parameters.list('ExecutableBy'),
      includeDeprecated: parameters.boolean('IncludeDeprecated') ?? false,
      includeDisabled: parameters.boolean('IncludeDisabled') ?? false,
      filters: parameters.filters(),
      page: parameters.page({ min: 1, max: 1000 }),
    };
  },
  run(call, request) {
    const { ids, owners, executableBy, filters, page } = request;
    const { accountId, region } = call.caller;
    const usable =
      ids.length > 0
        ? ids.map(id => imageById(call, id))
        : call.world.imagesFor(accountId, region);
    const wanted = usable.filter(
      image =>
        isShown(image, request, call) &&
        (owners.length === 0 ||
          owners.some(owner => isOwner(owner, image, accountId))) &&
        (executableBy.length === 0 ||
          executableBy.some(who => isExecutableBy(who, image, accountId))),
    );
    const result = paged(filtered(wanted, filters, FILTERS), page);
    return {
      imagesSet: items(result.page.map(imageView)),
      nextToken: result.nextToken,
    };
  },
});

/**
 * What is disabled is shown when it is asked for, and by the `state` filter; what is deprecated, to its owner as well, and to who
 * names its id: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
 */
function isShown(
  image: Image,
  {
    ids,
    filters,
    includeDeprecated,
    includeDisabled,
  }: {
    ids: string[];
    filters: Filter[];
    includeDeprecated: boolean;
    includeDisabled: boolean;
  },
  { caller, now }: Call,
): boolean {
  if (image.state === 'disabled' && !includeDisabled) {
    return filters.some(
      ({ name, values }) => name === 'state' && values.includes('disabled'),
    );
  }
  const isDeprecated =
    image.deprecatedAt !== undefined && image.deprecatedAt <= now;
  return (
    !isDeprecated ||
    includeDeprecated ||
    image.ownerId === caller.accountId ||
    ids.includes(image.id)
  );
}

function isOwner(owner: string, image: Image, accountId: string): boolean {
  if (owner === 'self') return image.ownerId === accountId;
  return image.ownerId === owner || image.ownerAlias === owner;
}

function isExecutableBy(who: string, image: Image, accountId: string): boolean {
  if (who === 'all') return image.isPublic;
  return image.launchAccounts.has(who === 'self' ? accountId : who);
}

function imageView(image: Image): XmlObject {
  return {
    imageId: image.id,
    imageLocation: `${image.ownerId}/${image.name}`,
    imageState: image.state,
    imageOwnerId: image.ownerId,
    imageOwnerAlias: image.ownerAlias,
    creationDate: image.createdAt,
    isPublic: image.isPublic,
    architecture: image.architecture,
    imageType: 'machine',
    platform: image.platform,
    platformDetails: image.platform === 'windows' ? 'Windows' : 'Linux/UNIX',
    name: image.name,
    description: image.description || undefined,
    stateReason: image.stateReason && { ...image.stateReason },
    rootDeviceType: 'ebs',
    rootDeviceName: image.rootDeviceName,
    blockDeviceMapping: blockDeviceSet(image),
    virtualizationType: 'hvm',
    tagSet: tagSet(image.tags),
    hypervisor: 'xen',
    enaSupport: image.enaSupport,
    deprecationTime: image.deprecatedAt,
    sourceInstanceId: image.sourceInstanceId,
    sourceImageId: image.sourceImageId,
  };
}

/** An image's block devices, as its descriptions show them. */
export function blockDeviceSet(image: Image): XmlObject {
  return items(
    image.blockDevices.map(device => ({
      deviceName: device.deviceName,
      ebs: {
        snapshotId: device.snapshotId,
        volumeSize: device.sizeGiB,
        deleteOnTermination: device.deleteOnTermination,
        volumeType: device.volumeType,
        encrypted: device.encrypted,
      },
    })),
  );
}
