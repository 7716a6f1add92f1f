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

import {
  type Run,
  type Stage,
  STAGES,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** How long two runs took for one stage, in ms; nothing for a run that was never in it or still is. */
export interface StageTimes {
  stage: Stage;
  here?: number;
  there?: number;
}

/** How long each stage took in two runs, stages that neither has left not among them. */
export function stageTimes(
  here: Pick<Run, 'stages'>,
  there: Pick<Run, 'stages'>,
): StageTimes[] {
  const ours = timesOf(here);
  const theirs = timesOf(there);
  return STAGES.map(stage => ({
    stage,
    here: ours.get(stage),
    there: theirs.get(stage),
  })).filter(times => times.here !== undefined || times.there !== undefined);
}

/** How long the longer of the two took for everything: the end of their common scale, in ms. */
export function commonScale(times: StageTimes[]): number {
  const sum = (of: 'here' | 'there') =>
    times.reduce((total, stage) => total + (stage[of] ?? 0), 0);
  return Math.max(sum('here'), sum('there'), 1);
}

/** Times are shown to a tenth of a second, so that is what they are compared by, in ms. */
const SHOWN_MS = 100;

/** How one time differs from another, in ms. */
export type Difference =
  | { kind: 'longer' | 'shorter'; ms: number }
  | { kind: 'same' }
  | { kind: 'unknown' };

/** How the run's time differs from the other's. */
export function difference(
  here: number | undefined,
  there: number | undefined,
): Difference {
  if (here === undefined || there === undefined) return { kind: 'unknown' };
  const ms =
    (Math.round(here / SHOWN_MS) - Math.round(there / SHOWN_MS)) * SHOWN_MS;
  if (ms === 0) return { kind: 'same' };
  return { kind: ms > 0 ? 'longer' : 'shorter', ms: Math.abs(ms) };
}

/** A stage that was entered again, as after a restart, is counted together. */
function timesOf(run: Pick<Run, 'stages'>): Map<Stage, number> {
  const times = new Map<Stage, number>();
  run.stages.forEach(({ stage, at }, index) => {
    const next = run.stages[index + 1];
    if (!next) return;
    const ms = Date.parse(next.at) - Date.parse(at);
    times.set(stage, (times.get(stage) ?? 0) + Math.max(0, ms));
  });
  return times;
}
