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
  BOOT_STAGES,
  type BootStage,
  type Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { timeToService } from '../builds';
import { type Difference, difference } from './stageTimes';
import { type Side, SIDES } from './sides';

/** What is known of a rung in one boot. */
export type RungState =
  | { kind: 'reached'; /** Nothing where no time is known. */ atMs?: number }
  /** The boot came past it without a word. */
  | { kind: 'unseen' }
  /** The boot did not come so far. */
  | { kind: 'not-reached' };

/** When two boots reached a rung, from online; the last is the answer of their services. */
export interface RungTimes extends Record<Side, RungState> {
  rung: BootStage | 'service';
  /** How much later this boot came here. */
  difference: Difference;
  /** How much of that came about since the rung before, in ms; of the rung where most of it did, and of no other. */
  lostMs?: number;
}

/** Less than this is lost by chance: consoles are read every few seconds. */
const NOTABLE_MS = 1_000;

/** Rung by rung when two boots came there; rungs that neither has seen are not among them. Nothing when nothing is known of one. */
export function rungTimes(here: Run, there: Run): RungTimes[] {
  const ladders = { here: ladderOf(here), there: ladderOf(there) };
  if (!ladders.here || !ladders.there) return [];
  const { here: ours, there: theirs } = ladders;
  const rungs = [...BOOT_STAGES, 'service' as const]
    .map(rung => {
      const one = ours(rung);
      const other = theirs(rung);
      return {
        rung,
        here: one,
        there: other,
        difference: difference(timeOf(one), timeOf(other)),
      };
    })
    .filter(times => SIDES.some(side => times[side].kind === 'reached'));
  return withGreatestLoss(rungs);
}

/** What is known of each rung of a run's boot. */
function ladderOf(
  run: Run,
): ((rung: RungTimes['rung']) => RungState) | undefined {
  if (!run.diagnosis) return undefined;
  const { stages, furthestStage } = run.diagnosis;
  const seen = new Map(stages.map(({ stage, evidence }) => [stage, evidence]));
  const furthest = furthestStage ? BOOT_STAGES.indexOf(furthestStage) : -1;
  return rung => {
    if (rung === 'service') {
      const atMs = timeToService(run);
      return atMs === undefined
        ? { kind: 'not-reached' }
        : { kind: 'reached', atMs };
    }
    const evidence = seen.get(rung);
    if (evidence) return { kind: 'reached', atMs: evidence.offsetMs };
    return BOOT_STAGES.indexOf(rung) < furthest
      ? { kind: 'unseen' }
      : { kind: 'not-reached' };
  };
}

function timeOf(state: RungState): number | undefined {
  return state.kind === 'reached' ? state.atMs : undefined;
}

function withGreatestLoss(rungs: RungTimes[]): RungTimes[] {
  let behindMs = 0;
  const losses = rungs.map(({ here, there }) => {
    const [ours, theirs] = [timeOf(here), timeOf(there)];
    if (ours === undefined || theirs === undefined) return 0;
    const lost = ours - theirs - behindMs;
    behindMs = ours - theirs;
    return lost;
  });
  const most = Math.max(...losses);
  if (most < NOTABLE_MS) return rungs;
  return rungs.map((times, index) =>
    index === losses.indexOf(most) ? { ...times, lostMs: most } : times,
  );
}
