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

import type {
  PublishedImage,
  PublisherTools,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { AwsClients } from '../aws/AwsClients';
import type { ImageCalls, ImageView } from '../aws/ImageCalls';
import { ImageGoneError } from '../ImageGoneError';

/** An image as EC2 shows it now, and what can be done with it. */
export interface OwnImage {
  calls: ImageCalls;
  image: ImageView;
}

/**
 * Looks at an image that is to be changed, which only its owner can.
 *
 * @param wanted - what of it, for the error; nothing when there is nothing to change
 * @returns nothing when it is another account's, and nothing is wanted of it
 * @throws ImageGoneError when EC2 does not have it; Error when it is another account's
 */
export async function ownImage(
  aws: AwsClients,
  { accountId, region, imageId }: PublishedImage,
  { credentials }: PublisherTools,
  wanted: string | undefined,
): Promise<OwnImage | undefined> {
  const calls = aws.images(credentials, accountId, region);
  const image = await calls.describe(imageId);
  if (!image) throw new ImageGoneError({ accountId, region, imageId });
  if (image.ownerId === accountId) return { calls, image };
  if (wanted === undefined) return undefined;
  throw new Error(
    `${imageId} belongs to account ${image.ownerId}, and only that account can change ${wanted}: build or copy it in account ${accountId}, or do not publish ${wanted} of this channel (amiSmokeTest.promotion.channels)`,
  );
}
