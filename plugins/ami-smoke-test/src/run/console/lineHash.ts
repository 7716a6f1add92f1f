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

/** Some lines of the console log, by their numbers; one line when both are the same. */
export interface LineRange {
  from: number;
  to: number;
}

const HASH = /^#L(\d{1,9})(?:-L(\d{1,9}))?$/;

/** Reads `#L120` and `#L120-L131`, in either order; anything else names no lines. */
export function parseLineHash(hash: string): LineRange | undefined {
  const [, first, last = first] = HASH.exec(hash) ?? [];
  if (first === undefined) return undefined;
  const numbers = [Number(first), Number(last)].sort((a, b) => a - b);
  return numbers[0] > 0 ? { from: numbers[0], to: numbers[1] } : undefined;
}

/** Writes what {@link parseLineHash} reads. */
export function formatLineHash({ from, to }: LineRange): string {
  return from === to ? `#L${from}` : `#L${from}-L${to}`;
}

/** The lines between where a selection began and where it is drawn to. */
export function rangeOf(anchor: number, head: number): LineRange {
  return { from: Math.min(anchor, head), to: Math.max(anchor, head) };
}
