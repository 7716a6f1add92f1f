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

import { setImmediate } from 'node:timers/promises';
import {
  type ComparedLine,
  type ConsoleComparison,
  LIMITS,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { diffArrays } from 'diff';
import { normaliseLine } from './normalise';

/** Lines alike that are shown around those that are not. */
const CONTEXT = 3;
/** So many lines of each log are compared, from the first that differs on. */
const WINDOW = 4_000;
/*
 * What the comparison may cost, as two logs that have nothing in common take time that grows with the square of their length
 * (https://github.com/kpdecker/jsdiff#readme): whichever is reached first.
 */
const MOST_EDITS = 2_500;
const LONGEST_MS = 250;
/** After so many lines others have their turn. */
const BREATHE_EVERY = 500;

/**
 * How the log of a run differs from that of another one, line by line, as far as it can be told at a price that is bounded.
 *
 * @param here - the run's log, plain text
 * @param there - the other's
 */
export async function compareConsoles(
  here: string,
  there: string,
): Promise<ConsoleComparison> {
  const mine = toLines(here);
  const other = toLines(there);
  const alike = await countAlike(mine, other, 0, at => at);
  if (alike === mine.length && alike === other.length) {
    return { alike, different: false, lines: [], truncated: false };
  }
  const alikeAtEnd = await countAlike(
    mine,
    other,
    alike,
    (at, { length }) => length - 1 - at,
  );
  const differing = {
    mine: mine.slice(alike, mine.length - alikeAtEnd),
    other: other.slice(alike, other.length - alikeAtEnd),
  };
  const steps = diffWindow(
    differing.mine.slice(0, WINDOW),
    differing.other.slice(0, WINDOW),
  );
  const isWhole =
    differing.mine.length <= WINDOW && differing.other.length <= WINDOW;
  const lines = toComparedLines({ mine, other }, [
    { kind: 'same', count: alike },
    ...(steps ?? [
      // They have too little in common to say more than that.
      { kind: 'only-there', count: Math.min(differing.other.length, WINDOW) },
      { kind: 'only-here', count: Math.min(differing.mine.length, WINDOW) },
    ]),
    ...(isWhole ? [{ kind: 'same', count: alikeAtEnd } as const] : []),
  ]);
  return {
    alike,
    different: true,
    lines: lines.slice(0, LIMITS.comparedLines),
    truncated: !steps || !isWhole || lines.length > LIMITS.comparedLines,
  };
}

/** Some lines in a row: of both logs, or of one. */
interface Step {
  kind: 'same' | 'only-here' | 'only-there';
  count: number;
}

function toLines(log: string): string[] {
  const lines = log.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** How many lines in a row are the same in both logs, leaving `reserved` lines of the shorter one out. */
async function countAlike(
  mine: string[],
  other: string[],
  reserved: number,
  place: (at: number, lines: string[]) => number,
): Promise<number> {
  const most = Math.min(mine.length, other.length) - reserved;
  for (let at = 0; at < most; at += 1) {
    if (at % BREATHE_EVERY === BREATHE_EVERY - 1) await setImmediate();
    const [one, another] = [mine[place(at, mine)], other[place(at, other)]];
    if (one !== another && normaliseLine(one) !== normaliseLine(another)) {
      return at;
    }
  }
  return most;
}

/** The steps from the other's lines to ours; nothing when finding them would cost too much. */
function diffWindow(mine: string[], other: string[]): Step[] | undefined {
  const changes = diffArrays(
    other.map(normaliseLine),
    mine.map(normaliseLine),
    { maxEditLength: MOST_EDITS, timeout: LONGEST_MS },
  );
  return changes?.map(({ added, removed, value }) => ({
    kind: kindOf({ added, removed }),
    count: value.length,
  }));
}

function kindOf(change: { added: boolean; removed: boolean }): Step['kind'] {
  if (change.added) return 'only-here';
  return change.removed ? 'only-there' : 'same';
}

/** The lines as they were written, with most of those left out that are alike and far from a difference. */
function toComparedLines(
  logs: { mine: string[]; other: string[] },
  steps: Step[],
): ComparedLine[] {
  const lines: ComparedLine[] = [];
  let number = 0;
  let otherNumber = 0;
  steps.forEach(({ kind, count }, index) => {
    const before = index === 0 ? 0 : CONTEXT;
    const after = index === steps.length - 1 ? 0 : CONTEXT;
    const leftOut = kind === 'same' ? count - before - after : 0;
    for (let at = 0; at < count; at += 1) {
      if (leftOut > 1 && at === before) {
        lines.push({ kind: 'left-out', count: leftOut });
        at += leftOut;
        number += leftOut;
        otherNumber += leftOut;
        if (at >= count) break;
      }
      if (kind !== 'only-there') number += 1;
      if (kind !== 'only-here') otherNumber += 1;
      lines.push(lineOf(kind, number, otherNumber, logs));
    }
  });
  return lines;
}

function lineOf(
  kind: Step['kind'],
  number: number,
  otherNumber: number,
  { mine, other }: { mine: string[]; other: string[] },
): ComparedLine {
  switch (kind) {
    case 'same':
      return { kind, number, otherNumber, text: mine[number - 1] };
    case 'only-here':
      return { kind, number, text: mine[number - 1] };
    default:
      return { kind, otherNumber, text: other[otherNumber - 1] };
  }
}
