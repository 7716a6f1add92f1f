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
import type { RunSummary } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What must be known of a run to say how long its service took. */
export type TimedRun = Pick<RunSummary, 'verdict' | 'checks'>;

/**
 * How long after the instance was online a run's service answered everything that it was asked, in ms: the latest check, but not
 * that of the image's files, which takes time of its own. Nothing for a run that did not pass, since its service was not there;
 * nothing without checks either.
 */
export function timeToService(run: TimedRun): number | undefined {
  if (run.verdict !== 'passed') return undefined;
  const ofService = run.checks.filter(({ type }) => type !== 'integrity');
  return latest(ofService.map(check => check.passedAtMs));
}

/** The same for a build that passed: its slowest run's. */
export function buildTimeToService(build: {
  verdict?: RunSummary['verdict'];
  runs: TimedRun[];
}): number | undefined {
  if (build.verdict !== 'passed') return undefined;
  return latest(build.runs.map(timeToService));
}

/** How long the service of the newest of some builds may take, in ms; the builds the newest first. */
export function budgetOf(
  builds: { runs: Pick<RunSummary, 'budgetMs'>[] }[],
): number | undefined {
  return builds
    .flatMap(({ runs }) => runs)
    .find(({ budgetMs }) => budgetMs !== undefined)?.budgetMs;
}

/** The median of some times; nothing of none. */
export function medianOf(times: readonly number[]): number | undefined {
  if (times.length === 0) return undefined;
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? (sorted[middle - 1] + sorted[middle]) / 2
    : sorted[Math.floor(middle)];
}

function latest(times: (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
