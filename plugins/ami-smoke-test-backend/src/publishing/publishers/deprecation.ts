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
import { ownImage, type Installation } from './images';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** EC2 refuses times that have passed, by its own clock. */
const AT_ONCE_MS = 5 * MINUTE_MS;

/** An image is deprecated some days after it has left its last channel, at once when it was revoked, and never while it is on one. */
export function deprecation(
  channels: Record<string, { afterDays: number }>,
  installation: Installation,
): Publisher {
  return {
    name: 'deprecation',
    about: 'image',
    channels: Object.keys(channels),
    async look(subject, tools): Promise<Fact[]> {
      // An image that none of the channels ever had is not theirs to deprecate.
      const days = subject.wasOn.flatMap(
        name => channels[name]?.afterDays ?? [],
      );
      if (days.length === 0) return [];
      // It stays in use until the last of them can do without it.
      const due = dueTime(subject, Math.max(...days));
      const own = await ownImage(
        installation,
        subject,
        tools,
        due && 'the deprecation',
      );
      if (!own) return [];
      const {
        calls,
        image: { imageId, deprecatedAt },
      } = own;
      const time = due && keptTime(due, tools.now);
      const observed = deprecatedAt && told(deprecatedAt, tools.now);
      return [
        {
          name: `deprecation of ${imageId}`,
          desired: due && told(due, tools.now),
          observed,
          change: () =>
            time ? calls.deprecate(imageId, time) : calls.undeprecate(imageId),
          loses: deprecatedAt?.toISOString(),
        },
      ];
    },
  };
}

function dueTime(
  { channels, leftAt, revoked }: PublishedImage,
  afterDays: number,
): Date | undefined {
  if (revoked) return revoked.at;
  if (channels.length > 0 || !leftAt) return undefined;
  return new Date(leftAt.getTime() + afterDays * DAY_MS);
}

/** What EC2 can keep of a time: whole minutes, and none that has passed. */
function keptTime(time: Date, now: Date): Date {
  return toMinutes(Math.max(time.getTime(), now.getTime() + AT_ONCE_MS));
}

/** As it stays whatever the time: what has passed, or is about to, is the same to everybody. */
function told(time: Date, now: Date): string {
  return time.getTime() <= keptTime(now, now).getTime()
    ? 'at once'
    : toMinutes(time.getTime()).toISOString();
}

function toMinutes(time: number): Date {
  return new Date(Math.ceil(time / MINUTE_MS) * MINUTE_MS);
}
