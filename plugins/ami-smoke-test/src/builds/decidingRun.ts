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
import {
  type Build,
  type RunSummary,
  STAGES,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/**
 * The run that tells how a build went: the first with the build's verdict, whose reason is the build's too, or, since a build
 * passes when all of its runs have, the one that passed last. While there is no verdict it is the one to watch: a run that failed
 * already, else the one that has come furthest. Nothing for a build without runs.
 */
export function decidingRun(
  build: Pick<Build, 'verdict' | 'runs'>,
): RunSummary | undefined {
  const { verdict, runs } = build;
  if (verdict === undefined) return runToWatch(runs);
  const decided = runs.filter(run => run.verdict === verdict);
  if (verdict === 'passed') {
    decided.sort((a, b) => decidedAt(b) - decidedAt(a));
  }
  return decided[0] ?? runs[0];
}

/**
 * Two runs of two builds that are best laid side by side: the newer build's deciding run, and of the older one a run in the same
 * region on the same instance type, else one in the same region, else its deciding one.
 */
export function runsToCompare(
  newer: Pick<Build, 'verdict' | 'runs'>,
  older: Pick<Build, 'verdict' | 'runs'>,
): { run: RunSummary; other: RunSummary } | undefined {
  const run = decidingRun(newer);
  if (!run) return undefined;
  const inRegion = older.runs.filter(
    other => other.image.region === run.image.region,
  );
  const other =
    inRegion.find(({ instanceType }) => instanceType === run.instanceType) ??
    inRegion[0] ??
    decidingRun(older);
  return other && { run, other };
}

function runToWatch(runs: RunSummary[]): RunSummary | undefined {
  const failed = runs.find(run => run.verdict === 'failed');
  if (failed) return failed;
  return [...runs].sort(
    (a, b) => STAGES.indexOf(b.stage) - STAGES.indexOf(a.stage),
  )[0];
}

function decidedAt(run: RunSummary): number {
  return Date.parse(run.verdictAt ?? run.createdAt);
}
