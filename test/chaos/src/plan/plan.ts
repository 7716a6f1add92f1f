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

import type { Fate } from '../fates/Fate';
import { fateOf, FATES, type FateName } from '../fates/fates';
import type { FaultPlan } from '@ami-smoke-test/local-ec2';
import { Random } from '../random';
import { planDisturbances, type Disturbance } from './disturbances';
import { planNoise } from './noise';

/** Each has its own request limits, so that three launch thrice as fast as one. */
export const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1'] as const;
export type Region = (typeof REGIONS)[number];

/** From so many runs on everything happens that can; it takes minutes. */
const WHOLE_FROM = 100;
const MS_PER_RUN = 420;
const SHORTEST_WINDOW_MS = 14_000;
/** Fates that cost a process are had so often, at most. */
const KILLING = 'its process dies as it launches';

/** One run that is going to be. */
export interface PlannedRun {
  /** `run-007` */
  name: string;
  fate: Fate;
  region: Region;
  family: string;
  /** When its build is posted. */
  atMs: number;
}

/** All that is going to happen, as far as it is in our hands. */
export interface Plan {
  seed: string;
  /** Posted and awaited before everything else: one in each region, so that the network is proven. */
  first: PlannedRun[];
  runs: PlannedRun[];
  disturbances: Disturbance[];
  /** What happens to any call to EC2 meanwhile. */
  noise: FaultPlan;
  replicas: number;
  /** The process that drives this run is frozen as it is asked, until another has finished the run. */
  frozenDriverOf?: PlannedRun;
}

/** The same for the same seed and number of runs. */
export function planChaos(seed: string, count: number): Plan {
  const random = new Random(`${seed}/${count}`);
  const size = count >= WHOLE_FROM ? 'whole' : 'short';
  const windowMs = Math.max(SHORTEST_WINDOW_MS, count * MS_PER_RUN);
  const first = firstRuns().slice(0, count);
  const fates = random.shuffled(fatesFor(random, count - first.length));
  const runs = fates
    .map(fate => ({ fate, atMs: Math.round(random.next() * windowMs) }))
    .sort((a, b) => a.atMs - b.atMs)
    .map((run, index) => ({
      ...run,
      name: nameOf(index + first.length),
      region: random.pick(REGIONS),
      family: `web-${index % 7}`,
    }));
  return {
    seed,
    first,
    runs,
    disturbances: planDisturbances(random, windowMs, size),
    noise: planNoise(seed),
    replicas: 3,
    frozenDriverOf: runs.find(({ fate }) => fate.name === 'answers late'),
  };
}

/** These runs, all at once, and nothing else goes wrong. */
export function planOf(names: FateName[], options: { replicas: number }): Plan {
  const [first] = firstRuns();
  const runs = names.map((name, index) => ({
    name: nameOf(index + 1),
    fate: fateOf(name),
    region: first.region,
    family: 'web',
    atMs: index * 100,
  }));
  return {
    ...options,
    seed: 'none',
    first: [first],
    runs,
    disturbances: [],
    noise: {},
  };
}

function firstRuns(): PlannedRun[] {
  return REGIONS.map((region, index) => ({
    name: nameOf(index),
    fate: fateOf('healthy'),
    region,
    family: 'web-first',
    atMs: 0,
  }));
}

/** Every fate once, as far as there are runs for it, and the others as often as they weigh. */
function fatesFor(random: Random, count: number): Fate[] {
  const names = Object.keys(FATES) as FateName[];
  const all = names.map(fateOf);
  const once = random.shuffled(all).slice(0, count);
  const others = Array.from({ length: count - once.length }, () =>
    random.pickWeighted(all),
  );
  const fates = [...once, ...others];
  if (count >= WHOLE_FROM) {
    fates[fates.length - 1] = fateOf(KILLING);
  }
  return fates;
}

function nameOf(index: number): string {
  return `run-${String(index).padStart(3, '0')}`;
}
