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

import type { Fate } from './Fate';
import {
  answersAt,
  ANSWERS_WRONGLY,
  GETS_READY,
  PANICS,
  POWERS_OFF,
  REFUSES,
  SILENT,
} from './scripts';
import { BUDGET_MS, INTERVAL_MS } from './times';

const HEALTHY = answersAt(1_000);

/** Everything that can become of a run. The network is proven before the first of them begins, so that silence is the image's. */
export const FATES = {
  healthy: { deserves: 'passed', weight: 12, script: HEALTHY },
  'answers late': { deserves: 'passed', weight: 6, script: answersAt(4_000) },
  // It is online, and the budget begins, when it is seen running: some hundred ms after it does.
  'answers in the last moment': {
    deserves: 'passed',
    weight: 6,
    script: answersAt(BUDGET_MS - INTERVAL_MS),
  },
  'is not ready at first': {
    deserves: 'passed',
    weight: 4,
    script: GETS_READY,
  },
  'never answers': { deserves: 'failed', weight: 6, script: SILENT },
  refuses: { deserves: 'failed', weight: 6, script: REFUSES },
  'answers wrongly': {
    deserves: 'failed',
    weight: 4,
    script: ANSWERS_WRONGLY,
  },
  panics: { deserves: 'failed', weight: 4, script: PANICS },
  'powers itself off': { deserves: 'failed', weight: 4, script: POWERS_OFF },
  'is terminated by somebody': {
    deserves: 'errored',
    weight: 3,
    script: REFUSES,
    interference: { action: 'terminate', afterMs: 2_500 },
  },
  'is stopped by somebody': {
    deserves: 'errored',
    weight: 2,
    script: REFUSES,
    interference: { action: 'stop', afterMs: 2_500 },
  },
  'is terminated as it answers': {
    deserves: 'errored',
    weight: 2,
    script: HEALTHY,
    whenAsked: 'terminate',
  },
  'loses its address as it answers': {
    deserves: 'errored',
    weight: 2,
    script: HEALTHY,
    whenAsked: 'reassign',
  },
  'no capacity anywhere': {
    deserves: 'errored',
    weight: 2,
    script: HEALTHY,
    launch: 'no-capacity',
  },
  'no capacity in the first subnet': {
    deserves: 'passed',
    deservesWithLostLaunch: 'errored',
    weight: 2,
    script: HEALTHY,
    launch: 'no-capacity-in-first-subnet',
  },
  'beyond the quota': {
    deserves: 'errored',
    weight: 2,
    script: HEALTHY,
    launch: 'quota',
  },
  'throttled at its launch': {
    deserves: 'passed',
    weight: 2,
    script: HEALTHY,
    launch: 'throttled',
  },
  'the answer to its launch is lost': {
    deserves: 'passed',
    weight: 3,
    script: HEALTHY,
    launch: 'answer-lost',
  },
  'the answer to its launch is late': {
    deserves: 'passed',
    weight: 2,
    script: HEALTHY,
    launch: 'answer-late',
  },
  'its launch is lost, then refused': {
    deserves: 'passed',
    weight: 2,
    script: HEALTHY,
    launch: 'answer-lost-then-refused',
  },
  'its process dies as it launches': {
    deserves: 'passed',
    weight: 0,
    script: HEALTHY,
    launch: 'caller-killed',
  },
  'is cancelled': {
    deserves: 'cancelled',
    weight: 3,
    script: SILENT,
    cancelAfterMs: 4_000,
  },
} satisfies Record<string, Omit<Fate, 'name'>>;

/** The name of a fate. */
export type FateName = keyof typeof FATES;

/** A fate by its name. */
export function fateOf(name: FateName): Fate {
  return { name, ...FATES[name] };
}
