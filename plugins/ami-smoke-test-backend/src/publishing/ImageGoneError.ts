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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** EC2 does not have an image, or does not show it to its account. */
export class ImageGoneError extends Error {
  readonly name = 'ImageGoneError';
  readonly image: Image;

  constructor(image: Image) {
    super(
      `EC2 does not have ${image.imageId} in account ${image.accountId}, ${image.region} (any more): promote a build whose images are there`,
    );
    this.image = image;
  }
}
