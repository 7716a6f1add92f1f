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

import type { FindingEvidence } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What the page can be brought to: a moment of its clock, in ms from online, a line of the log, or both. */
export type Place = Pick<FindingEvidence, 'offsetMs' | 'line'>;

/** Brings the page to a place. */
export type Jump = (place: Place) => void;

/** Whether there is anything to go to. */
export function canJumpTo({ offsetMs, line }: Place): boolean {
  return offsetMs !== undefined || line !== undefined;
}
