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

import type { Screenshot } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** The pictures of two runs that belong to one moment of their boots. */
export interface FramePair {
  offsetMs: number;
  /** Of the run; its nearest picture when it has none at that offset. */
  here: Screenshot;
  /** Of the other run, in the same way. */
  there: Screenshot;
}

/**
 * The moments at which two boots can be laid side by side: every offset at which one of them has a picture. Where the other has
 * none, its nearest one stands in, the earlier of two that are as near.
 *
 * @param here - frames of the run, by offset
 * @param there - those of the other
 * @returns by offset; nothing when one of them has no picture at all
 */
export function pairFrames(
  here: Screenshot[],
  there: Screenshot[],
): FramePair[] {
  const ours = here.filter(hasPicture);
  const theirs = there.filter(hasPicture);
  if (ours.length === 0 || theirs.length === 0) return [];
  const offsets = new Set([...ours, ...theirs].map(frame => frame.offsetMs));
  return [...offsets]
    .sort((a, b) => a - b)
    .map(offsetMs => ({
      offsetMs,
      here: nearest(ours, offsetMs),
      there: nearest(theirs, offsetMs),
    }));
}

/** Whether both show the same, byte for byte. */
export function isAlike(pair: FramePair): boolean {
  return pair.here.sha256 === pair.there.sha256;
}

/** The first moment at which the two differ; nothing when they never do. */
export function firstDifference(pairs: FramePair[]): FramePair | undefined {
  return pairs.find(pair => !isAlike(pair));
}

/** The pair at an offset, or the nearest; the first that differs when none is asked for, where it is worth to look. */
export function pairAt(
  pairs: FramePair[],
  offsetMs: number | undefined,
): FramePair | undefined {
  if (pairs.length === 0) return undefined;
  if (offsetMs === undefined) return firstDifference(pairs) ?? pairs.at(-1);
  return nearest(pairs, offsetMs);
}

function hasPicture(frame: Screenshot): boolean {
  return frame.sha256 !== undefined;
}

function nearest<T extends { offsetMs: number }>(
  sorted: T[],
  offsetMs: number,
): T {
  const distance = (one: T) => Math.abs(one.offsetMs - offsetMs);
  return sorted.reduce((best, one) =>
    distance(one) < distance(best) ? one : best,
  );
}
