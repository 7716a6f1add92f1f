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

import type { Random } from '../random';

/**
 * Something that goes wrong for everybody.
 *
 * - `kill`: a replica dies at once, and is started again
 * - `freeze`: a replica stands still, longer than its leases
 * - `shut-down`: a replica is asked to end, as by a deployment, and is started again
 * - `postgres-restart`, `postgres-crash`: the database goes and comes back
 * - `s3-refuses`, `s3-hangs`: S3 takes no connections, or takes them and says nothing
 * - `ec2-refuses`, `ec2-hangs`: so does EC2
 */
export type DisturbanceKind =
  | 'kill'
  | 'freeze'
  | 'shut-down'
  | 'postgres-restart'
  | 'postgres-crash'
  | 's3-refuses'
  | 's3-hangs'
  | 'ec2-refuses'
  | 'ec2-hangs';

export interface Disturbance {
  kind: DisturbanceKind;
  /** Since the first build was posted. */
  atMs: number;
  /** For how long; of a killed or ended replica, until it is started again. */
  forMs: number;
  /** Which of the replicas that are up it hits: 0 is the first, and just below 1 the last. */
  whom: number;
}

/** Leases are of 9 s. */
const BEYOND_A_LEASE: [number, number] = [11_000, 16_000];
const SOON: [number, number] = [500, 3_000];
/** Longer than the budget of a run. */
const BEYOND_A_BUDGET: [number, number] = [9_000, 14_000];

/** How often what happens in a whole chaos, for how long. */
const WHOLE: [DisturbanceKind, [number, number]][] = [
  ['kill', SOON],
  ['kill', SOON],
  ['kill', SOON],
  ['freeze', BEYOND_A_LEASE],
  ['freeze', BEYOND_A_LEASE],
  ['shut-down', SOON],
  ['postgres-restart', SOON],
  ['postgres-crash', SOON],
  ['ec2-refuses', BEYOND_A_BUDGET],
  ['ec2-hangs', BEYOND_A_BUDGET],
];

/** The least that every chaos has, beside a process that is frozen (see `Plan.frozenDriverOf`). */
const SHORT: [DisturbanceKind, [number, number]][] = [
  ['kill', SOON],
  ['postgres-crash', [500, 1_000]],
];

/** S3 is away for a minute: first it refuses, then it hangs. */
const S3_AWAY_MS = 30_000;

/** What goes wrong, and when, while builds are posted for `windowMs`. */
export function planDisturbances(
  random: Random,
  windowMs: number,
  size: 'whole' | 'short',
): Disturbance[] {
  const parts = size === 'whole' ? WHOLE : SHORT;
  // Spread over the time, in any order: each has its own part of it.
  const partMs = (windowMs * 0.9) / parts.length;
  const planned = random
    .shuffled(parts)
    .map(([kind, [least, most]], index) => ({
      kind,
      atMs: Math.round(windowMs * 0.1 + partMs * (index + random.next() * 0.8)),
      forMs: Math.round(random.between(least, most)),
      whom: random.next(),
    }));
  if (size === 'short') return planned;
  const s3AtMs = Math.round(random.between(0.1, 0.4) * windowMs);
  const s3Away: Disturbance[] = [
    { kind: 's3-refuses', atMs: s3AtMs, forMs: S3_AWAY_MS, whom: 0 },
    { kind: 's3-hangs', atMs: s3AtMs + S3_AWAY_MS, forMs: S3_AWAY_MS, whom: 0 },
  ];
  return [...planned, ...s3Away].sort((a, b) => a.atMs - b.atMs);
}
