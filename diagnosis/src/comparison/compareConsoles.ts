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
import { normaliseLine, normaliseLines } from './normaliseLine';
import { Turn } from './Turn';

/** Lines alike that are shown around those that are not. */
const CONTEXT = 3;

/*
 * Logs are hostile, and there is one thread for all requests. So each step has a bound, of which the answer tells.
 */
/** No more lines of a log are looked at. */
const MOST_LINES = 200_000;
/** So many lines of each are compared, from the first that differs on. */
const WINDOW = 4_000;
/**
 * Two logs that have nothing in common take time that grows with the square of their length
 * ({@link https://github.com/kpdecker/jsdiff#readme}): whichever of these is reached first ends it.
 */
const MOST_EDITS = 2_500;
const LONGEST_MS = 150;
/** Of one line, and of all that are shown. */
const MOST_CHARACTERS_OF_LINE = 16 * 1024;
const MOST_CHARACTERS = 1024 * 1024;

/**
 * How the log of a run differs from that of another one, line by line, as far as it can be told at a price that is bounded.
 *
 * @param here - the run's log, plain text
 * @param there - the other's
 *
 * @public
 */
export async function compareConsoles(
  here: string,
  there: string,
): Promise<ConsoleComparison> {
  const logs = { mine: toLines(here), other: toLines(there) };
  const { mine, other } = logs;
  const isCut = Math.max(mine.length, other.length) > MOST_LINES;
  const alike = await countAlike(logs, 0, at => at);
  if (alike === mine.length && alike === other.length) {
    return { alike, different: false, lines: [], truncated: isCut };
  }
  const alikeAtEnd = isCut
    ? 0
    : await countAlike(logs, alike, (at, { length }) => length - 1 - at);
  const isWhole =
    !isCut &&
    Math.max(mine.length, other.length) - alike - alikeAtEnd <= WINDOW;
  const window = (lines: string[]) =>
    lines.slice(alike, lines.length - alikeAtEnd).slice(0, WINDOW);
  const steps = await diff(window(mine), window(other));
  const lines = toComparedLines(logs, [
    { kind: 'same', count: alike },
    ...(steps ?? [
      // They have too little in common to say more than that.
      { kind: 'only-there', count: window(other).length },
      { kind: 'only-here', count: window(mine).length },
    ]),
    ...(isWhole ? [{ kind: 'same', count: alikeAtEnd } as const] : []),
  ]);
  const shown = lines.slice(0, countShown(lines));
  return {
    alike,
    different: true,
    lines: shown,
    truncated: !steps || !isWhole || shown.length < lines.length,
  };
}

/** Some lines in a row: of both logs, or of one. */
interface Step {
  kind: 'same' | 'only-here' | 'only-there';
  count: number;
}

function toLines(log: string): string[] {
  const lines = log.split('\n', MOST_LINES + 1);
  if (lines.length <= MOST_LINES && lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * How many lines in a row are the same in both logs.
 *
 * @param reserved - lines of each that are not to be counted
 */
async function countAlike(
  { mine, other }: { mine: string[]; other: string[] },
  reserved: number,
  place: (at: number, lines: string[]) => number,
): Promise<number> {
  const most = Math.min(mine.length, other.length) - reserved;
  const turn = new Turn();
  for (let at = 0; at < most; at += 1) {
    const [one, another] = [mine[place(at, mine)], other[place(at, other)]];
    if (one !== another && normaliseLine(one) !== normaliseLine(another)) {
      return at;
    }
    if (turn.isOver(one.length + another.length)) await setImmediate();
  }
  return most;
}

/** The steps from the other's lines to ours; nothing when finding them would cost too much. */
async function diff(
  mine: string[],
  other: string[],
): Promise<Step[] | undefined> {
  const changes = diffArrays(
    await normaliseLines(other),
    await normaliseLines(mine),
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
      return { kind, number, otherNumber, text: shortened(mine[number - 1]) };
    case 'only-here':
      return { kind, number, text: shortened(mine[number - 1]) };
    default:
      return { kind, otherNumber, text: shortened(other[otherNumber - 1]) };
  }
}

function shortened(line: string): string {
  return line.length <= MOST_CHARACTERS_OF_LINE
    ? line
    : `${line.slice(0, MOST_CHARACTERS_OF_LINE)}…`;
}

/** How many of the lines fit into an answer. */
function countShown(lines: ComparedLine[]): number {
  let characters = 0;
  const end = lines.findIndex(line => {
    characters += line.kind === 'left-out' ? 0 : line.text.length;
    return characters > MOST_CHARACTERS;
  });
  return Math.min(end < 0 ? lines.length : end, LIMITS.comparedLines);
}
