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

import { LIMITS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Frame } from '../database/records';

/**
 * The offsets of a few frames that tell how a boot went: spread evenly over the pictures that differ, so that a cursor that blinks
 * for minutes takes no more room than it should, and always with the last frame.
 *
 * @param frames - of one run, by offset
 */
export function filmStrip(frames: Frame[]): number[] {
  const last = frames.at(-1);
  if (!last) return [];
  const seen = new Set([last.sha256]);
  const offsets: number[] = [];
  for (const { sha256, offsetMs } of frames) {
    if (!seen.has(sha256)) offsets.push(offsetMs);
    seen.add(sha256);
  }
  return spread([...offsets, last.offsetMs], LIMITS.filmStrip);
}

/** So many of the items, at even distances, with the first and the last. */
function spread<T>(items: T[], count: number): T[] {
  if (items.length <= count) return items;
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, at) => items[Math.round(at * step)]);
}
