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

/** The texts of this room. */
export const buildMessages = {
  what: 'The build',
  toFleet: 'All image families',
  runs_one: '{{count}} run',
  runs_other: '{{count}} runs',
  running: 'Running: {{done}} of {{total}} runs have a verdict.',
  verdictAfter: 'Verdict after',
  slowest: 'Slowest service answered after',
  furthest: 'Furthest stage: {{stage}}',
  runsTitle: 'Runs',
  serviceAfter: 'service answered after {{duration}}',
} as const;
