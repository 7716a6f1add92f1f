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

import type { ScreenText } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What there is of one boot. */
export interface Material {
  log?: Log;
  /** In the order in which they were taken. */
  pictures: Picture[];
  /** Whether it is known when they were taken; if not, their offsets only count them. */
  timed: boolean;
  /** What was read from its screens when it ran. */
  screens?: ScreenText[];
  /** When a line of the log was first read. */
  offsetOfLine?: (line: number) => number | undefined;
  service?: 'answered' | 'silent';
  /** Findings that the family's last good run had as well. */
  lastGood?: string[];
  /** What was left out, and why. */
  notes: string[];
}

/** A console log. */
export interface Log {
  name: string;
  /** Its bytes; those of a pipe can be asked for once. */
  chunks: () => AsyncIterable<Buffer>;
}

/** A screenshot. */
export interface Picture {
  name: string;
  offsetMs: number;
  read: () => Promise<Buffer>;
}

/** What was given cannot be diagnosed; the message names it, and says why. */
export class UnusableInputError extends Error {}
