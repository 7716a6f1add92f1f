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

import { indexAtOrBefore } from '../console/moments';

/** A stretch in which nothing changes for longer than this, in ms, can be jumped over. */
const STILL_MS = 2_000;

/** So much of a stretch is played before the next change, in ms. */
const LEAD_MS = 500;

/**
 * Where playing goes on from a moment: just before the next change when that is far.
 *
 * @param changes - the moments at which something changes, ascending, in ms from online
 */
export function beyondStillness(changes: number[], momentMs: number): number {
  const next = changes[indexAtOrBefore(changes, momentMs) + 1];
  if (next === undefined || next - momentMs <= STILL_MS) return momentMs;
  return next - LEAD_MS;
}
