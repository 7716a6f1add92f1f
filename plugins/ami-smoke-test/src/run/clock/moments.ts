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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { ConsoleLog } from '../../data';
import { isCapturing } from '../capture';
import { type Film, momentOf } from '../film/film';

/** The moment of the newest that is known of a run, in ms from online. */
export function newestMoment(
  run: Pick<Run, 'attempts' | 'stage' | 'verdict'>,
  film: Film,
  log: ConsoleLog | undefined,
): number {
  const seen = [
    film.frames.length > 0 ? momentOf(film.frames[film.frames.length - 1]) : 0,
    log?.lines.at(-1)?.offsetMs ?? 0,
  ];
  // While it runs, the answers of the checks are what moves on every second.
  if (isCapturing(run)) {
    seen.push(...run.attempts.map(({ lastOffsetMs }) => lastOffsetMs));
  }
  return Math.max(...seen);
}

/**
 * The moment that a run is opened at when its address names none: of a passed one, the first frame after its service answered;
 * of every other one the newest.
 *
 * @param newestMs - what {@link newestMoment} says
 */
export function openingMoment(
  run: Pick<Run, 'verdict' | 'checks'>,
  film: Film,
  newestMs: number,
): number {
  if (run.verdict !== 'passed') return newestMs;
  const answered = Math.max(
    0,
    ...run.checks.map(({ passedAtMs }) => passedAtMs ?? 0),
  );
  const frame = film.frames.find(
    one => one.sha256 !== undefined && momentOf(one) >= answered,
  );
  // With the last picture belongs what the log said last, although it was read a moment later.
  return frame && frame !== film.frames.at(-1) ? momentOf(frame) : newestMs;
}
