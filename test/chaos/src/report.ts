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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { RunFacts } from './judge/evidence';
import { isStillLooking, type Ruling } from './judge/judge';

const SHOWN_VIOLATIONS = 12;
const VERDICTS: Verdict[] = ['passed', 'failed', 'errored', 'cancelled'];

/** What came of a chaos, for machines. */
export interface Report {
  seed: string;
  sabotage?: string;
  runs: number;
  /** Whether everything held. */
  ok: boolean;
  seconds: number;
  /** Of the local EC2, from which this can be recomputed. */
  journal: string;
  disturbances: string[];
  fates: FateRow[];
  rulings: Ruling[];
  /** Runs that still look for what an unanswered launch may have made. */
  stillLooking: number;
}

interface FateRow {
  fate: string;
  deserves: Verdict;
  runs: number;
  /** What they got. */
  verdicts: Record<string, number>;
}

export function fateRows(facts: RunFacts[]): FateRow[] {
  const rows = new Map<string, FateRow>();
  for (const { posted, run } of facts) {
    const { name, deserves } = posted.fate;
    const row = rows.get(name) ?? {
      fate: name,
      deserves,
      runs: 0,
      verdicts: {},
    };
    const verdict = run.verdict ?? 'none';
    row.runs += 1;
    row.verdicts[verdict] = (row.verdicts[verdict] ?? 0) + 1;
    rows.set(name, row);
  }
  return [...rows.values()].sort(
    (a, b) =>
      VERDICTS.indexOf(a.deserves) - VERDICTS.indexOf(b.deserves) ||
      b.runs - a.runs,
  );
}

export function stillLooking(facts: RunFacts[]): number {
  return facts.filter(({ run }) => isStillLooking(run)).length;
}

/** The report as text for people. */
export function printReport(report: Report): void {
  const { fates, rulings, disturbances } = report;
  printTable(
    ['fate', 'deserves', 'runs', ...VERDICTS],
    fates.map(({ fate, deserves, runs, verdicts }) => [
      fate,
      deserves,
      String(runs),
      ...VERDICTS.map(verdict => String(verdicts[verdict] ?? '')),
    ]),
  );
  printTable(
    ['what happened', 'times'],
    Object.entries(countKinds(disturbances)).map(([what, times]) => [
      what,
      String(times),
    ]),
  );
  printTable(
    ['none of these', 'found', ''],
    rulings.map(({ none, violations }) => [
      none,
      String(violations.length),
      violations.length === 0 ? 'holds' : 'VIOLATED',
    ]),
  );
  for (const { none, violations } of rulings) {
    if (violations.length === 0) continue;
    print(`\n${none}:`);
    for (const violation of violations.slice(0, SHOWN_VIOLATIONS)) {
      print(`  ${violation}`);
    }
    const more = violations.length - SHOWN_VIOLATIONS;
    if (more > 0) print(`  and ${more} more`);
  }
  if (report.stillLooking > 0) {
    print(
      `\n${report.stillLooking} runs still look for what a launch without an answer may have made, as they do for 15 minutes.`,
    );
  }
  print(
    `\n${report.runs} runs in ${Math.round(report.seconds)} s, ${
      report.sabotage ? `without ${report.sabotage}` : `seed ${report.seed}`
    }: ${report.ok ? 'everything holds' : 'NOT everything holds'}. Journal: ${
      report.journal
    }`,
  );
}

/** Without who and for how long. */
function countKinds(disturbances: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of disturbances) {
    const kind = one
      .replace(/^replica-\d+/, 'a backend')
      .replace(/ for [\d.]+ s$/, '');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map(row => row[column].length)),
  );
  print('');
  for (const row of [head, ...rows]) {
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
