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
  ActRecord,
  AssignmentRecord,
  PromotionReader,
  PublicationSubject,
  PublisherOf,
} from '../database/PromotionStore';
import type { ChannelChange } from '../promotion/ChannelChange';
import { isSame } from '../promotion/words';

type Assigned = Pick<
  AssignmentRecord,
  'family' | 'channel' | 'accountId' | 'region' | 'imageId' | 'buildId'
>;
type Store = Pick<PromotionReader, 'assignments' | 'promotedImages' | 'now'>;

/** What is to be published once a decision has been made, of the channels and images that it touches: for dry runs. */
export async function subjectsAfter(
  store: Store,
  publishers: PublisherOf[],
  changes: ChannelChange[],
  revocation?: ActRecord,
): Promise<PublicationSubject[]> {
  const families = [...changes, ...(revocation ? [revocation] : [])].map(
    ({ family }) => family,
  );
  if (families.length === 0) return [];
  const before = await store.assignments(families);
  const after = changes.reduce<Assigned[]>(assigned, before);
  const touched = (one: Assigned) =>
    changes.some(
      ({ family, channel }) => one.family === family && one.channel === channel,
    );
  return [
    ...channelSubjects(after.filter(touched), publishers),
    ...(await imageSubjects(
      [
        ...[...before, ...after].filter(touched).filter(hasImage),
        ...revokedBy(revocation),
      ],
      after,
      publishers,
      store,
      revocation,
    )),
  ];
}

function revokedBy(revocation?: ActRecord): (Image & { family: string })[] {
  if (!revocation) return [];
  const { family, images } = revocation;
  return images.map(image => ({ ...image, family }));
}

/** Where the channel has an image in a region in which the build has none, it is empty afterwards. */
function assigned(
  all: Assigned[],
  { family, channel, buildId, images }: ChannelChange,
): Assigned[] {
  const isThere = (one: Assigned) =>
    one.family === family && one.channel === channel;
  const emptied = all
    .filter(
      one => isThere(one) && !images.some(image => isSamePlace(image, one)),
    )
    .map(one => ({ ...one, imageId: undefined, buildId: undefined }));
  return [
    ...all.filter(one => !isThere(one)),
    ...emptied,
    ...images.map(image => ({ ...image, family, channel, buildId })),
  ];
}

function channelSubjects(
  assignments: Assigned[],
  publishers: PublisherOf[],
): PublicationSubject[] {
  return publishers
    .filter(({ about }) => about === 'channel')
    .flatMap(({ name, channels }) =>
      assignments
        .filter(({ channel }) => channels.includes(channel))
        .map(({ family, channel, accountId, region, imageId, buildId }) => ({
          publisher: name,
          about: 'channel' as const,
          generation: 0,
          subject: { family, channel, accountId, region, imageId, buildId },
        })),
    );
}

async function imageSubjects(
  touched: (Image & { family: string })[],
  after: Assigned[],
  publishers: PublisherOf[],
  store: Store,
  revocation?: ActRecord,
): Promise<PublicationSubject[]> {
  const images = touched.filter(
    (one, index, all) => all.findIndex(other => isSame(one, other)) === index,
  );
  const known = await store.promotedImages(images);
  const now = await store.now();
  const subjects = images.map(({ family, accountId, region, imageId }) => {
    const image = { accountId, region, imageId };
    const places = after.filter(one => hasImage(one) && isSame(one, image));
    const channels = places.map(({ channel }) => channel).sort();
    const record = known.find(one => isSame(one, image));
    const isRevoked = revocation?.images.some(one => isSame(one, image));
    return {
      ...image,
      family,
      buildId:
        places[0]?.buildId ?? record?.buildId ?? revocation?.buildId ?? '',
      channels,
      wasOn: [...new Set([...(record?.wasOn ?? []), ...channels])].sort(),
      leftAt: places.length === 0 ? record?.leftAt ?? now : undefined,
      revoked:
        record?.revoked ??
        (isRevoked ? { at: now, reason: revocation?.reason ?? '' } : undefined),
    };
  });
  return publishers
    .filter(({ about }) => about === 'image')
    .flatMap(({ name }) =>
      subjects.map(subject => ({
        publisher: name,
        about: 'image' as const,
        generation: 0,
        subject,
      })),
    );
}

function hasImage<T extends Assigned>(one: T): one is T & Image {
  return one.imageId !== undefined;
}

function isSamePlace(
  image: Image,
  { accountId, region }: Pick<Assigned, 'accountId' | 'region'>,
): boolean {
  return image.accountId === accountId && image.region === region;
}
