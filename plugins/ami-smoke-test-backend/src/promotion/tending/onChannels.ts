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
import type { AssignmentRecord } from '../../database/PromotionStore';

/** A build on a channel, and since when all its images are there. */
export interface OnChannel {
  family: string;
  channel: string;
  buildId: string;
  images: Image[];
  since: Date;
}

/** What is on which channel, from the regions that make it up. */
export function onChannels(assignments: AssignmentRecord[]): OnChannel[] {
  const found = new Map<string, OnChannel>();
  for (const assignment of assignments) {
    const { family, channel, accountId, region, imageId, since } = assignment;
    if (imageId === undefined || assignment.buildId === undefined) continue;
    const key = JSON.stringify([family, channel]);
    const one = found.get(key) ?? {
      family,
      channel,
      buildId: assignment.buildId,
      images: [],
      since,
    };
    one.images.push({ accountId, region, imageId });
    if (since > one.since) one.since = since;
    found.set(key, one);
  }
  return [...found.values()];
}
