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

/** Something that was measured, and what it is meant to be at most. */
export interface Measurement {
  name: string;
  value: number;
  unit: 'ms' | 'kB' | '';
  /** Nothing where it is only told. */
  target?: number;
}

export function isMissed({ value, target }: Measurement): boolean {
  return target !== undefined && value > target;
}

/** The measurements beside their targets, as text for people. */
export function printTable(measurements: Measurement[]): void {
  const rows = measurements.map(one => [
    one.name,
    inUnit(one.value, one.unit),
    one.target === undefined ? '' : `<= ${inUnit(one.target, one.unit)}`,
    verdictOf(one),
  ]);
  const head = ['what', 'measured', 'target', ''];
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map(row => row[column].length)),
  );
  for (const row of [head, ...rows]) {
    const line = row
      .map((cell, column) =>
        column === 0
          ? cell.padEnd(widths[column])
          : cell.padStart(widths[column]),
      )
      .join('  ');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}

/** The value that the given share of them does not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, index))];
}

function verdictOf(one: Measurement): string {
  if (one.target === undefined) return '';
  return isMissed(one) ? 'missed' : 'met';
}

function inUnit(value: number, unit: string): string {
  const text = unit === 'kB' ? value.toFixed(1) : String(Math.round(value));
  return unit ? `${text} ${unit}` : text;
}
