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

import type { Image } from '../../state/resources';
import { Ec2Error, invalidValue } from '../../wire/Ec2Error';
import { Call, defineAction, DONE } from '../Action';
import { ownImageById } from '../lookups';
import { makePrivate } from './launchPermissions';

const MINUTE_MS = 60_000;

/** Says from when on an image is out of date. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html */
export const enableImageDeprecation = defineAction({
  name: 'EnableImageDeprecation',
  read: parameters => ({
    id: parameters.required('ImageId'),
    deprecateAt: readTime(parameters.required('DeprecateAt')),
  }),
  check(call, { id, deprecateAt }) {
    const image = ownImageById(call, id);
    checkDeprecation(call, image, deprecateAt);
    return image;
  },
  run(call, { deprecateAt }, image) {
    const minutes = Math.round(deprecateAt.getTime() / MINUTE_MS);
    image.deprecatedAt = new Date(minutes * MINUTE_MS);
    call.place.images.changed(image);
    return DONE;
  },
});

export const disableImageDeprecation = defineAction({
  name: 'DisableImageDeprecation',
  read: parameters => parameters.required('ImageId'),
  check: ownImageById,
  run(call, _id, image) {
    image.deprecatedAt = undefined;
    call.place.images.changed(image);
    return DONE;
  },
});

/** No instance can be launched any more, and nobody else sees it. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html */
export const disableImage = defineAction({
  name: 'DisableImage',
  read: parameters => parameters.required('ImageId'),
  check: (call, id) => imageInState(call, id, ['available', 'disabled']),
  run(call, _id, image) {
    image.state = 'disabled';
    makePrivate(image);
    call.place.images.changed(image);
    return DONE;
  },
});

/** It can be launched by its owner again; its launch permissions are gone. */
export const enableImage = defineAction({
  name: 'EnableImage',
  read: parameters => parameters.required('ImageId'),
  check: (call, id) => imageInState(call, id, ['available', 'disabled']),
  run(call, _id, image) {
    image.state = 'available';
    call.place.images.changed(image);
    return DONE;
  },
});

function imageInState(call: Call, id: string, states: Image['state'][]): Image {
  const image = ownImageById(call, id);
  if (states.includes(image.state)) return image;
  throw new Ec2Error(
    'InvalidAMIID.Unavailable',
    `The image id '[${id}]' is not available: its state is '${image.state}'`,
  );
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) ||
    Number.isNaN(time.getTime())
  ) {
    throw invalidValue(
      'DeprecateAt',
      text,
      'Expecting a time in UTC, as YYYY-MM-DDTHH:MM:SSZ.',
    );
  }
  return time;
}

function checkDeprecation({ now }: Call, image: Image, at: Date): void {
  if (at < now) {
    throw invalidValue(
      'DeprecateAt',
      at.toISOString(),
      'The time must not be in the past.',
    );
  }
  const [since, years] = image.isPublic ? [image.createdAt, 2] : [now, 10];
  const latest = new Date(since);
  latest.setUTCFullYear(latest.getUTCFullYear() + years);
  if (at > latest) {
    throw invalidValue(
      'DeprecateAt',
      at.toISOString(),
      image.isPublic
        ? 'A public image is deprecated two years after it was made, or sooner.'
        : 'The time must be within ten years.',
    );
  }
}
