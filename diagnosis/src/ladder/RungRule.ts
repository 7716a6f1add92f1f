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

import type { BootStage } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** Lines that say that a boot has reached a rung. */
export interface RungRule {
  stage: BootStage;
  /** In RE2's syntax, tried without regard to case on a message without its time. */
  lines: readonly string[];
  /** Lines that look like it, and are not. */
  unless?: readonly string[];
  /** Only when this rung was reached before, or when the log does not show how the boot began. */
  after?: BootStage;
  /** A boot begins here: seen again later, it is the next one. */
  begins?: true;
  /** Not in the initial RAM disk, which runs some of the programs that the system runs after it. */
  outsideInitrd?: true;
}

/** The rungs of one kind of system, from the first to the last. */
export interface Ladder {
  platform: 'linux' | 'windows';
  stages: readonly BootStage[];
  rules: readonly RungRule[];
}
