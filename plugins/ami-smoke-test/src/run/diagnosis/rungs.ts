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
  type BootStage,
  type Diagnosis,
  type FindingEvidence,
  LINUX_LADDER,
  WINDOWS_LADDER,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** One stage of a boot, and what is known of it. */
export interface Rung {
  stage: BootStage;
  /**
   * - `reached`: it was seen
   * - `furthest`: it was seen, and nothing beyond it
   * - `unseen`: the boot came past it without a word
   * - `ahead`: the boot has not come so far
   */
  state: 'reached' | 'furthest' | 'unseen' | 'ahead';
  /** What shows that it was reached. */
  evidence?: FindingEvidence;
}

const LADDERS: Record<Diagnosis['platform'], readonly BootStage[]> = {
  linux: LINUX_LADDER,
  windows: WINDOWS_LADDER,
  unknown: [],
};

/** The rungs of a boot from the bottom. Of an unknown platform only those that were seen: nobody knows what would come next. */
export function rungsOf(
  diagnosis: Pick<Diagnosis, 'platform' | 'furthestStage' | 'stages'>,
): Rung[] {
  const { platform, furthestStage, stages } = diagnosis;
  const seen = new Map(stages.map(({ stage, evidence }) => [stage, evidence]));
  const ladder =
    platform === 'unknown'
      ? stages.map(({ stage }) => stage)
      : LADDERS[platform];
  const furthest = furthestStage === null ? -1 : ladder.indexOf(furthestStage);
  return ladder.map((stage, index) => ({
    stage,
    state: stateOf(index, furthest, seen.has(stage)),
    evidence: seen.get(stage),
  }));
}

function stateOf(
  index: number,
  furthest: number,
  seen: boolean,
): Rung['state'] {
  if (index > furthest) return 'ahead';
  if (index === furthest) return 'furthest';
  return seen ? 'reached' : 'unseen';
}
