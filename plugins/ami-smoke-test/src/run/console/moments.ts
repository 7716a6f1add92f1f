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

import type { ConsoleLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/**
 * The line that had been printed last at a moment, by halving: lines are in the order of their offsets.
 *
 * @param momentMs - offset from online
 * @returns its index, -1 before the first line
 */
export function lastLineAt(lines: ConsoleLine[], momentMs: number): number {
  let below = -1;
  let above = lines.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (lines[middle].offsetMs <= momentMs) below = middle;
    else above = middle;
  }
  return below;
}

/** The place of a number in an ascending list, or of the last one before it; -1 before the first. */
export function indexAtOrBefore(ascending: number[], value: number): number {
  let below = -1;
  let above = ascending.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (ascending[middle] <= value) below = middle;
    else above = middle;
  }
  return below;
}
