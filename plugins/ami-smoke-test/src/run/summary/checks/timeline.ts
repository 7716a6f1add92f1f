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

import type { CheckAttempts } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** Attempts in a row with the same outcome, and where they stand on a bar. */
export interface Segment extends CheckAttempts {
  /** Per cent of the bar's width. */
  left: number;
  width: number;
}

/** Narrower than this nobody sees or hits it, in per cent. */
const NARROWEST = 0.8;

/** The end of a bar for several checks: the last offset at which anything was asked, in ms. */
export function endOf(attempts: CheckAttempts[]): number {
  return Math.max(1, ...attempts.map(row => row.lastOffsetMs));
}

/**
 * Lays attempts on a bar that goes from online to `endMs`. Each part reaches to where the next one begins: nothing was known to
 * have changed before.
 */
export function segmentsOf(
  attempts: CheckAttempts[],
  endMs: number,
): Segment[] {
  const inOrder = [...attempts].sort(
    (a, b) => a.firstOffsetMs - b.firstOffsetMs,
  );
  return inOrder.map((row, index) => {
    const until = inOrder[index + 1]?.firstOffsetMs ?? row.lastOffsetMs;
    const left = Math.min((row.firstOffsetMs / endMs) * 100, 100 - NARROWEST);
    const width = ((until - row.firstOffsetMs) / endMs) * 100;
    return { ...row, left, width: Math.max(NARROWEST, width) };
  });
}
