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

/** Something that was measured, and what it is meant to be. */
export interface Measurement {
  name: string;
  value: number;
  unit: Unit;
  /** At most this, or at least where `better` is `more`; nothing where it is only told. */
  target?: number;
  /** Default `less`. */
  better?: 'less' | 'more';
  /** The same of the article's script, in the same run. */
  article?: number;
}

export type Unit = 'ms' | 's' | 'kB' | 'MiB' | '%' | 'cores' | '';

/** One table. */
export interface Section {
  title: string;
  measurements: Measurement[];
  /** What a reader has to know to understand the numbers. */
  notes?: string[];
}

const DIGITS: Record<Unit, number> = {
  ms: 0,
  s: 2,
  kB: 1,
  MiB: 0,
  '%': 1,
  cores: 2,
  '': 0,
};

export function isMissed({ value, target, better }: Measurement): boolean {
  if (target === undefined) return false;
  // What could not be measured has not been met.
  return better === 'more' ? !(value >= target) : !(value <= target);
}

/** The measurements beside their targets, as text for people. */
export function printSection({ title, measurements, notes }: Section): void {
  process.stdout.write(`\n${title}\n`);
  const compared = measurements.some(one => one.article !== undefined);
  const rows = measurements.map(one => [
    one.name,
    inUnit(one.value, one.unit),
    ...(compared ? [optional(one.article, one.unit)] : []),
    targetOf(one),
    verdictOf(one),
  ]);
  const head = [
    'what',
    'measured',
    ...(compared ? ['the script'] : []),
    'target',
    '',
  ];
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
  for (const note of notes ?? []) process.stdout.write(`  ${note}\n`);
}

/** The value that the given share of them does not exceed; not a number when there are none. */
export function percentile(values: number[], share: number): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, index))];
}

function verdictOf(one: Measurement): string {
  if (one.target === undefined) return '';
  return isMissed(one) ? 'missed' : 'met';
}

function targetOf({ target, better, unit }: Measurement): string {
  if (target === undefined) return '';
  return `${better === 'more' ? '>=' : '<='} ${inUnit(target, unit)}`;
}

function optional(value: number | undefined, unit: Unit): string {
  return value === undefined ? '' : inUnit(value, unit);
}

function inUnit(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return 'none';
  const isSmall = unit === '' && !Number.isInteger(value);
  const text = value.toFixed(isSmall ? 1 : DIGITS[unit]);
  return unit ? `${text} ${unit}` : text;
}
