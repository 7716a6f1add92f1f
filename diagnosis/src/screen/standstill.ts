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

import type { Standstill } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  cellsOf,
  changedCells,
  differs,
  rowOf,
  type FramePrint,
} from './framePrint';

/** Less than that is nothing to speak of: a boot pauses now and then. */
const SHORTEST_MS = 10_000;

/** As much as a cursor, a spinner or a counter takes of the 1500 cells, and of their 25 rows. */
const SMALL_CELLS = 24;
const SMALL_ROWS = 4;

/** A screenshot, by its print. */
export interface PrintedFrame {
  offsetMs: number;
  print: FramePrint;
}

/**
 * Whether, and since when, the screen shows nothing new: `frozen`, or `cursor-only` when something small comes and goes.
 *
 * @param frames - by offset
 * @returns undefined while it moves, or has only stood still for a moment
 */
export function standstill(frames: PrintedFrame[]): Standstill | undefined {
  const prints = frames.map(({ print }) => cellsOf(print));
  const { since, lively } = quietEnd(prints);
  const sinceMs = frames[since]?.offsetMs ?? 0;
  const untilMs = frames.at(-1)?.offsetMs ?? 0;
  if (untilMs - sinceMs < SHORTEST_MS) return undefined;
  return { kind: lively ? 'cursor-only' : 'frozen', sinceMs, untilMs };
}

/** The first of the last frames between which nothing new was shown, and whether anything stirred in them. */
function quietEnd(prints: Uint8Array[]): { since: number; lively: boolean } {
  const last = prints.length - 1;
  const stirring = new Set<number>();
  let since = last;
  for (let index = last - 1; index >= 0; index -= 1) {
    const changed = changedCells(prints[index], prints[last]);
    if (!isSmall([...stirring, ...changed])) break;
    changed.forEach(cell => stirring.add(cell));
    since = index;
  }
  // Of what is small, something that came to stay was new.
  const end = prints.slice(since);
  const news = [...stirring].map(cell => newsIn(end.map(each => each[cell])));
  const quietSince = Math.max(0, ...news);
  return {
    since: since + quietSince,
    lively: [...stirring].some(cell =>
      end
        .slice(quietSince)
        .some(each => differs(each[cell], prints[last][cell])),
    ),
  };
}

function isSmall(cells: number[]): boolean {
  const rows = cells.map(rowOf);
  return (
    new Set(cells).size <= SMALL_CELLS &&
    (rows.length === 0 || Math.max(...rows) - Math.min(...rows) < SMALL_ROWS)
  );
}

/** When a cell last got something that stayed, as text does; 0 when it blinks or turns, or never changed. */
function newsIn(values: number[]): number {
  const changes = values.flatMap((value, index) =>
    index > 0 && differs(value, values[index - 1]) ? [index] : [],
  );
  const [first = 0, second] = changes;
  if (changes.length === 1) return first;
  const cameBack = () => !differs(values[second], values[first - 1]);
  return changes.length === 2 && !cameBack() ? second : 0;
}
