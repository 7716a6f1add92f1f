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
import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { buildTimeToService, medianOf } from '../builds';

/** How a family stands, as far as its last builds tell. */
export interface FamilyStanding {
  /** The newest build that has a verdict. */
  decided: Build | undefined;
  /** Builds without a verdict, the newest first. */
  running: Build[];
  /** Since which build it fails, when the last that says anything about the image failed. */
  failing:
    | {
        since: Build;
        builds: number;
        /** None of the builds that are known passed: it may have been failing for longer. */
        atLeast: boolean;
      }
    | undefined;
  /** The times to service of the builds that passed, the oldest first, in ms. */
  timesMs: number[];
}

/** Sums up a family's last builds, the newest first. Errored and cancelled ones say nothing about the image. */
export function familyStanding(
  builds: Build[],
  options: { more: boolean },
): FamilyStanding {
  const telling = builds.filter(
    ({ verdict }) => verdict === 'passed' || verdict === 'failed',
  );
  const lastPass = telling.findIndex(({ verdict }) => verdict === 'passed');
  const failures = lastPass < 0 ? telling : telling.slice(0, lastPass);
  const since = failures.at(-1);
  return {
    decided: builds.find(({ verdict }) => verdict !== undefined),
    running: builds.filter(({ verdict }) => verdict === undefined),
    failing: since && {
      since,
      builds: failures.length,
      atLeast: lastPass < 0 && options.more,
    },
    timesMs: builds
      .map(buildTimeToService)
      .filter(time => time !== undefined)
      .reverse(),
  };
}

/** The time to service of the newest pass beside the median of those before it. */
export interface Trend {
  latestMs: number;
  medianMs: number | undefined;
  /** How much longer it took than the median, as a share of it; negative when it was faster. */
  change: number | undefined;
}

/** Compares the newest of some times, the oldest first, with those before it; nothing without any. */
export function trendOf(timesMs: number[]): Trend | undefined {
  const latestMs = timesMs.at(-1);
  if (latestMs === undefined) return undefined;
  const medianMs = medianOf(timesMs.slice(0, -1));
  return {
    latestMs,
    medianMs,
    change: medianMs ? latestMs / medianMs - 1 : undefined,
  };
}
