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
import type {
  PublishedImage,
  PublisherTools,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { AwsClients } from '../aws/AwsClients';
import type { ImageCalls, ImageView } from '../aws/ImageCalls';
import { ImageGoneError } from '../ImageGoneError';

/** Who publishes, and through what. */
export interface Installation {
  aws: AwsClients;
  /** `amiSmokeTest.owner` */
  owner: string;
}

/** An image as EC2 shows it now, and what can be done with it. */
export interface OwnImage {
  calls: ImageCalls;
  image: ImageView;
}

/** On an image that has any of our tags: the installation (`amiSmokeTest.owner`) that put them there. */
export const PUBLISHED_BY = 'ami-smoke-test:published-by';

/** @throws ImageGoneError when EC2 does not have it */
export async function imageThere(
  aws: AwsClients,
  { accountId, region, imageId }: Image,
  { credentials }: PublisherTools,
): Promise<OwnImage> {
  const calls = aws.images(credentials, accountId, region);
  const image = await calls.describe(imageId);
  if (!image) throw new ImageGoneError({ accountId, region, imageId });
  return { calls, image };
}

/**
 * Looks at an image that is to be changed, which only its owner can.
 *
 * @param wanted - what of it, for the error; nothing when there is nothing to change
 * @returns nothing when it is another account's, or published by another installation, and nothing is wanted of it
 * @throws ImageGoneError when EC2 does not have it; Error when it is another account's, or another installation publishes it
 */
export async function ownImage(
  { aws, owner }: Installation,
  subject: PublishedImage,
  tools: PublisherTools,
  wanted: string | undefined,
): Promise<OwnImage | undefined> {
  const { accountId, imageId } = subject;
  const own = await imageThere(aws, subject, tools);
  const { ownerId, tags } = own.image;
  const publishedBy = tags.get(PUBLISHED_BY) ?? owner;
  if (ownerId === accountId && publishedBy === owner) return own;
  if (wanted === undefined) return undefined;
  throw new Error(
    ownerId === accountId
      ? publishedByAnother(
          imageId,
          publishedBy,
          `remove its tag ${PUBLISHED_BY}`,
        )
      : `${imageId} belongs to account ${ownerId}, and only that account can change ${wanted}: build or copy it in account ${accountId}, or do not publish ${wanted} of this channel (amiSmokeTest.promotion.channels)`,
  );
}

/** Two that publish the same thing would change it back and forth for ever. */
export function publishedByAnother(
  what: string,
  installation: string,
  takeOver: string,
): string {
  return `${what} is published by another installation (amiSmokeTest.owner: ${installation}), and left to it: promote in one of them only; if that one is no more, ${takeOver}`;
}
