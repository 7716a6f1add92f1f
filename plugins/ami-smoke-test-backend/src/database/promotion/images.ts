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

/** The columns that tell which image a row is about. */
export interface ImageColumns {
  account_id: string;
  region: string;
  image_id: string;
}

/** What an image is known by; as the subject of publishers, too. */
export function imageKey({ accountId, region, imageId }: Image): string {
  return `${accountId}/${region}/${imageId}`;
}

export function imageOf(row: ImageColumns): Image {
  return {
    accountId: row.account_id,
    region: row.region,
    imageId: row.image_id,
  };
}

export function imageColumns(image: Image): ImageColumns {
  return {
    account_id: image.accountId,
    region: image.region,
    image_id: image.imageId,
  };
}

/** Each image once. */
export function distinctImages(images: Image[]): Image[] {
  return [...new Map(images.map(image => [imageKey(image), image])).values()];
}

/** Of rows that were found by the ids of images, those that are about the very images. */
export function ofImages<T extends ImageColumns>(
  rows: T[],
  images: Image[],
): T[] {
  const keys = new Set(images.map(imageKey));
  return rows.filter(row => keys.has(imageKey(imageOf(row))));
}
