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

import {
  LIMITS,
  type Comparison,
  type HardwareLine,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { hardwareFact } from './hardwareFact';
import { normaliseLines } from './normaliseLine';

/** The lines that only one of two boots wrote. @public */
export type HardwareComparison = NonNullable<Comparison['hardware']>;

/** So many of each are told. */
const MOST = 100;
/** No more lines of a log are looked at: drivers are loaded early. */
const MOST_LINES = 20_000;

/** A shorter line is in every log. */
const SHORTEST = 8;

/** What is bad news about hardware, whenever it comes. */
const TROUBLE =
  /time(?:d )?out|fail|error|abort|reset|not ready|not found|offline|unable|cannot|can't|dead|refus|reject|degraded|remov/i;

/**
 * Which lines about hardware and drivers only one of two boots wrote. In which order they came, which slots and numbers the devices
 * got, and how often one was said makes no difference.
 *
 * It is silent rather than wrong. What a log has before the first line that both have says nothing, since EC2 keeps the end of long
 * logs only; nor does what stands after the last such line: there one of the two has ended. But for bad news.
 *
 * @param here - the run's log, plain text
 * @param there - the log of the run that it is compared with
 *
 * @public
 */
export async function compareHardware(
  here: string,
  there: string,
): Promise<HardwareComparison> {
  const mine = await readLog(here);
  const other = await readLog(there);
  const [missingFrom, missingTo] = spanIn(other, mine);
  const [addedFrom, addedTo] = spanIn(mine, other);
  return {
    missing: surplus(other, mine)
      .filter(({ number }) => number >= missingFrom && number <= missingTo)
      .slice(0, MOST),
    added: surplus(mine, other)
      .filter(
        ({ number, text }) =>
          number >= addedFrom && (number <= addedTo || TROUBLE.test(text)),
      )
      .slice(0, MOST),
  };
}

interface Log {
  /** Its lines, normalised. */
  lines: string[];
  /** By what they say: the lines about hardware, one for each device. */
  facts: Map<string, Map<string, HardwareLine>>;
}

async function readLog(text: string): Promise<Log> {
  const written = text.split('\n', MOST_LINES);
  const lines = await normaliseLines(written);
  const facts: Log['facts'] = new Map();
  lines.forEach((line, index) => {
    const fact = hardwareFact(written[index], line);
    if (!fact) return;
    const devices = facts.get(fact.what) ?? new Map<string, HardwareLine>();
    facts.set(fact.what, devices);
    if (devices.has(fact.device)) return;
    devices.set(fact.device, {
      number: index + 1,
      text: written[index].trim().slice(0, LIMITS.evidenceText),
    });
  });
  return { lines, facts };
}

/** The numbers of the first and the last line of a log that another one has, too; without any, nothing is between them. */
function spanIn(log: Log, another: Log): [first: number, last: number] {
  const fromEnd = lastShared(
    log.lines.toReversed(),
    another.lines.toReversed(),
  );
  return [log.lines.length + 1 - fromEnd, lastShared(log.lines, another.lines)];
}

/**
 * How far the first of two logs goes until nothing more of it is in the other; 0 when nothing is. What one has three times and the
 * other twice is in both twice.
 */
function lastShared(lines: string[], others: string[]): number {
  const theirs = new Set(countedLines(others));
  return (
    countedLines(lines).findLastIndex(
      (counted, index) =>
        lines[index].length >= SHORTEST && theirs.has(counted),
    ) + 1
  );
}

/** Each line with how often it was written before. */
function countedLines(lines: string[]): string[] {
  const counts = new Map<string, number>();
  return lines.map(line => {
    const before = counts.get(line) ?? 0;
    counts.set(line, before + 1);
    return `${before} ${line}`;
  });
}

/** Lines about hardware that fewer devices wrote in the other log, in their order. */
function surplus(log: Log, other: Log): HardwareLine[] {
  return [...log.facts]
    .flatMap(([what, devices]) => {
      const theirs = other.facts.get(what) ?? new Map<string, HardwareLine>();
      const count = Math.max(0, devices.size - theirs.size);
      // Those that have no namesake there are the likelier ones.
      return [...devices]
        .sort(([a], [b]) => Number(theirs.has(a)) - Number(theirs.has(b)))
        .slice(0, count)
        .map(([, line]) => line);
    })
    .sort((a, b) => a.number - b.number);
}
