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

import type { ComparedLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A line of one log where it stands in the comparison. */
export interface DiffLine {
  number: number;
  text: string;
}

/** One row of two logs side by side; `changed` when a line of one stands where the other has none or another one. */
export type DiffRow =
  | { kind: 'same'; here: DiffLine; there: DiffLine }
  | { kind: 'changed'; here?: DiffLine; there?: DiffLine }
  | { kind: 'left-out'; count: number };

/**
 * Lays two logs side by side: what is in one only stands beside what is in the other only.
 *
 * @param lines - as the backend compared them
 */
export function sideBySide(lines: ComparedLine[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let here: DiffLine[] = [];
  let there: DiffLine[] = [];
  const settle = () => {
    for (let i = 0; i < Math.max(here.length, there.length); i += 1) {
      rows.push({ kind: 'changed', here: here[i], there: there[i] });
    }
    here = [];
    there = [];
  };
  for (const line of lines) {
    if (line.kind === 'only-here') {
      here.push({ number: line.number, text: line.text });
    } else if (line.kind === 'only-there') {
      there.push({ number: line.otherNumber, text: line.text });
    } else {
      settle();
      rows.push(asRow(line));
    }
  }
  settle();
  return rows;
}

/** The same one below the other, as on a narrow screen: what is missing here, then what is new here. */
export function oneColumn(rows: DiffRow[]): DiffRow[] {
  const result: DiffRow[] = [];
  let added: DiffRow[] = [];
  for (const row of rows) {
    if (row.kind === 'changed') {
      if (row.there) result.push({ kind: 'changed', there: row.there });
      if (row.here) added.push({ kind: 'changed', here: row.here });
    } else {
      result.push(...added, row);
      added = [];
    }
  }
  return [...result, ...added];
}

/** Where each stretch of lines that differ begins. */
export function differences(rows: DiffRow[]): number[] {
  return rows.flatMap((row, index) =>
    row.kind === 'changed' && rows[index - 1]?.kind !== 'changed'
      ? [index]
      : [],
  );
}

function asRow(
  line: Extract<ComparedLine, { kind: 'same' | 'left-out' }>,
): DiffRow {
  if (line.kind === 'left-out') return line;
  return {
    kind: 'same',
    here: { number: line.number, text: line.text },
    there: { number: line.otherNumber, text: line.text },
  };
}
