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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootScript } from '@ami-smoke-test/local-ec2';

/**
 * What becomes of RunInstances.
 *
 * - `no-capacity`: nowhere
 * - `no-capacity-in-first-subnet`: but in the next one
 * - `quota`: refused for good
 * - `throttled`: the first three times
 * - `answer-lost`: the first time it launches, and the connection is cut
 * - `answer-late`: the first time it launches, and the answer comes after everybody has stopped waiting for it
 * - `answer-lost-then-refused`: the first time it launches and the connection is cut, and from then on there is no capacity
 * - `caller-killed`: the first time it launches, and who called dies before it hears of it
 */
export type LaunchTrouble =
  | 'no-capacity'
  | 'no-capacity-in-first-subnet'
  | 'quota'
  | 'throttled'
  | 'answer-lost'
  | 'answer-late'
  | 'answer-lost-then-refused'
  | 'caller-killed';

/** What is in store for a run, and what it deserves by the rules, whoever dies meanwhile. */
export interface Fate {
  name: string;
  deserves: Verdict;
  /**
   * What it deserves when a launch of its own was sent and nobody can say what came of it: then EC2's refusal is none that
   * another launch could follow.
   */
  deservesWithLostLaunch?: Verdict;
  /** How many of the runs have it, in proportion to the others. None: only as often as it is asked for. */
  weight: number;
  /** What its machine does. */
  script: BootScript;
  launch?: LaunchTrouble;
  /** Somebody else in the account does this so long after the launch. */
  interference?: { action: 'terminate' | 'stop'; afterMs: number };
  /**
   * What happens between the first question that reaches its service and the answer, which is good: the address goes to another
   * instance, which is the one that answers; or somebody terminates the instance.
   */
  whenAsked?: 'reassign' | 'terminate';
  /** Somebody cancels it so long after it was posted; its profile has all the time in the world. */
  cancelAfterMs?: number;
}
