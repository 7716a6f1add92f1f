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
  Fact,
  PublishedImage,
  Publisher,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { ownImage, PUBLISHED_BY, type Installation } from './images';

const CHANNEL_PREFIX = 'ami-smoke-test:channel:';
const REVOKED = 'ami-smoke-test:revoked';
const OURS = [REVOKED, PUBLISHED_BY];
/** As many characters as AWS allows. */
const MAX_VALUE = 256;

/** The image and its snapshots tell which channels it is on, and why it was revoked. */
export function tags(
  channels: string[],
  installation: Installation,
): Publisher {
  return {
    name: 'tags',
    about: 'image',
    channels,
    async look(subject, tools): Promise<Fact[]> {
      const desired = desiredTags(subject, channels, installation.owner);
      const own = await ownImage(
        installation,
        subject,
        tools,
        desired.size > 0 ? 'tags' : undefined,
      );
      if (!own) return [];
      const { calls, image } = own;
      const resourceIds = [image.imageId, ...image.snapshotIds];
      const observed = await calls.tags(resourceIds);
      return resourceIds.flatMap(id => {
        const wanted = id === image.imageId ? desired : withoutMark(desired);
        const there = observed.get(id) ?? new Map<string, string>();
        // What has our prefix is ours: also that of a channel which it has left.
        const ours = [...there.keys()].filter(
          key => key.startsWith(CHANNEL_PREFIX) || OURS.includes(key),
        );
        return [...new Set([...wanted.keys(), ...ours])].map(key => {
          const value = wanted.get(key);
          return {
            name: `${key} of ${id}`,
            desired: value,
            observed: there.get(key),
            change: () =>
              value === undefined
                ? calls.untag(id, key)
                : calls.tag(id, key, value),
          };
        });
      });
    },
  };
}

function desiredTags(
  { family, channels: isOn, revoked }: PublishedImage,
  channels: string[],
  owner: string,
): Map<string, string> {
  const desired = new Map(
    isOn
      .filter(channel => channels.includes(channel))
      .map(channel => [`${CHANNEL_PREFIX}${channel}`, family]),
  );
  if (revoked) {
    desired.set(
      REVOKED,
      tagValue(`${revoked.at.toISOString()} ${revoked.reason}`),
    );
  }
  if (desired.size > 0) desired.set(PUBLISHED_BY, tagValue(owner));
  return desired;
}

/** Who publishes the image publishes its snapshots. */
function withoutMark(desired: Map<string, string>): Map<string, string> {
  return new Map([...desired].filter(([key]) => key !== PUBLISHED_BY));
}

/** EC2 answers in XML, which has no control characters, keeps no white space at the ends, and counts characters, not code units. */
function tagValue(text: string): string {
  return [...text.replace(/[\s\p{C}]+/gu, ' ')]
    .slice(0, MAX_VALUE)
    .join('')
    .trim();
}
