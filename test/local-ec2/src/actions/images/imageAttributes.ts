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

import { Ec2Error } from '../../wire/Ec2Error';
import { Parameters } from '../../wire/Parameters';
import { defineAction, DONE } from '../Action';
import { ownImageById } from '../lookups';
import { blockDeviceSet } from './describeImages';
import {
  changePermissions,
  launchPermissionSet,
  makePrivate,
  readPermissionChange,
} from './launchPermissions';

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
        return { imageId: id, launchPermission: launchPermissionSet(image) };
      case 'description':
        return { imageId: id, description: { value: image.description } };
      case 'sriovNetSupport':
        return { imageId: id, sriovNetSupport: { value: 'simple' } };
      default:
        return { imageId: id, blockDeviceMapping: blockDeviceSet(image) };
    }
  },
});

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
  check(call, { id, permissions }) {
    const image = ownImageById(call, id);
    if (image.state === 'disabled' && permissions.add.length > 0) {
      throw new Ec2Error(
        'InvalidAMIID.Unavailable',
        `The image id '[${id}]' is not available: a disabled image cannot be shared`,
      );
    }
    return image;
  },
  run(call, { description, permissions }, image) {
    image.description = description ?? image.description;
    changePermissions(image, permissions);
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
    makePrivate(image);
    call.place.images.changed(image);
    return DONE;
  },
});

function readAttribute(parameters: Parameters): (typeof ATTRIBUTES)[number] {
  parameters.required('Attribute');
  return parameters.choice('Attribute', ATTRIBUTES) ?? 'launchPermission';
}
