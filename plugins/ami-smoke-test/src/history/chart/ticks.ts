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
/** How people count time, in ms. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map(
  seconds => seconds * 1000,
);
const HOUR_MS = 3_600_000;
/** How many steps there are at most. */
const MOST = 4;

/** The times that the lines across a chart stand for, from 0 to one that nothing is above, in round steps; in ms. */
export function ticksUpTo(highestMs: number): number[] {
  const least = highestMs / MOST;
  const step =
    STEPS.find(one => one >= least) ?? Math.ceil(least / HOUR_MS) * HOUR_MS;
  const count = Math.max(1, Math.ceil(highestMs / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
