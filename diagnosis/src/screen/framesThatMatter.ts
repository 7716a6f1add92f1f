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

import { cellsOf, changedCells } from './framePrint';
import type { PrintedFrame } from './standstill';

/** Each costs a second of a processor to be read. */
const MOST = 6;

/** As many cells as a cursor takes when it lies across them. */
const CURSOR_CELLS = 4;

/** A picture that the screen showed for a while: from one frame to another. */
interface Shown {
  last: PrintedFrame & { sha256: string };
  cells: Uint8Array;
  durationMs: number;
}

/**
 * Which screenshots are worth reading: the last, the one that stood longest, and the first that differ; none without anything on it,
 * and at most six.
 *
 * @param frames - by offset
 * @returns their offsets, in order
 */
export function framesThatMatter(
  frames: (PrintedFrame & { sha256: string })[],
): number[] {
  const shown = picturesOf(frames).filter(({ cells }) => !isBlank(cells));
  const longest = shown.reduce<Shown | undefined>(
    (best, each) => (best && best.durationMs >= each.durationMs ? best : each),
    undefined,
  );
  const wanted = [shown.at(-1), longest, ...shown].flatMap(each =>
    each ? [each.last] : [],
  );
  const hashes = wanted.map(({ sha256 }) => sha256);
  const chosen = wanted
    .filter(({ sha256 }, index) => hashes.indexOf(sha256) === index)
    .slice(0, MOST);
  return chosen.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b);
}

/** Frames that follow each other and show the same, but for a cursor, are one. */
function picturesOf(frames: (PrintedFrame & { sha256: string })[]): Shown[] {
  const shown: Shown[] = [];
  let since = 0;
  for (const frame of frames) {
    const cells = cellsOf(frame.print);
    const before = shown.at(-1);
    if (before && changedCells(before.cells, cells).length <= CURSOR_CELLS) {
      before.last = frame;
      before.durationMs = frame.offsetMs - since;
    } else {
      since = frame.offsetMs;
      shown.push({ last: frame, cells, durationMs: 0 });
    }
  }
  return shown;
}

function isBlank(cells: Uint8Array): boolean {
  const flat = new Uint8Array(cells.length).fill(cells[cells.length - 1]);
  return changedCells(cells, flat).length === 0;
}
