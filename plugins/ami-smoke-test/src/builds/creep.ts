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

import { medianOf } from './timeToService';

/** So many of the last passes are held against those before. */
const RECENT = 3;
/** What is usual is told by so many at least. */
const FEWEST = 4;
/** Up to so many times as long is as it always was, and so is less than so many ms more. */
const USUAL = 1.25;
const NOTABLE_MS = 2_000;

/** Boots that take longer and longer, though each for itself may be within its budget; medians in ms. */
export interface Creep {
  recentMs: number;
  beforeMs: number;
}

/**
 * Whether the last boots took longer than those before them; nothing when they did not, or too few are known.
 *
 * @param timesMs - times to service, the oldest first
 */
export function creepOf(timesMs: readonly number[]): Creep | undefined {
  if (timesMs.length < RECENT + FEWEST) return undefined;
  const recentMs = medianOf(timesMs.slice(-RECENT))!;
  const beforeMs = medianOf(timesMs.slice(0, -RECENT))!;
  const creeps =
    recentMs > beforeMs * USUAL && recentMs >= beforeMs + NOTABLE_MS;
  return creeps ? { recentMs, beforeMs } : undefined;
}
