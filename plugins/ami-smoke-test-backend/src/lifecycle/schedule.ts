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

import type { Profile } from '../config';

/**
 * When screenshots are due, in ms from online, e.g. every second to 15 s and then every 15 s to 300 s: each segment begins
 * where the one before it ended.
 */
export function screenshotOffsets(segments: Profile['screenshots']): number[] {
  const offsets: number[] = [];
  let from = 0;
  for (const { everySeconds, untilSeconds } of segments) {
    const step = everySeconds * 1000;
    for (
      let offset = from + step;
      offset <= untilSeconds * 1000;
      offset += step
    ) {
      offsets.push(Math.round(offset));
      from = offset;
    }
  }
  return offsets;
}
