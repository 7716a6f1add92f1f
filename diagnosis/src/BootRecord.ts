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

import type {
  Finding,
  ScreenText,
  Standstill,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** Everything that is known of a boot. @public */
export interface BootRecord {
  /** Of the serial port, plain or raw; line numbers count from 1 in it. */
  console?: string;
  /** Offset in ms at which a line was first read. */
  offsetOfLine?: (line: number) => number | undefined;
  /** What was read from screenshots. */
  screens?: readonly ScreenText[];
  standstill?: Standstill;
  /** Whether the checks were answered; `unknown` (default) for a log of any origin. */
  service?: 'answered' | 'silent' | 'unknown';
  /** Ids of the findings of the family's last good run. */
  lastGood?: readonly string[];
  /** Findings from elsewhere: boot time, in-guest report. */
  further?: readonly Finding[];
}
