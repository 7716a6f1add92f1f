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
  NewBuildEvent,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { BUILDS, RUNS, type BuildRow, type RunRow } from './tables';

/** The verdict of several runs is the first of these that one of them has. */
export const VERDICT_PRECEDENCE: Verdict[] = [
  'failed',
  'cancelled',
  'errored',
  'passed',
];

/**
 * Gives the build its verdict when every run has one, and ends it when every run has. Called with the build's row locked, after
 * the change of a run, in its transaction.
 *
 * @returns the events to add
 */
export async function settleBuild(
  trx: Knex.Transaction,
  buildId: string,
  now: number,
): Promise<NewBuildEvent[]> {
  const [build]: BuildRow[] = await trx(BUILDS).where('id', buildId);
  const runs: RunRow[] = await trx(RUNS)
    .where('build_id', buildId)
    .orderBy('position');
  const events: NewBuildEvent[] = [];

  const decisive = decisiveRun(runs);
  if (build.verdict === null && decisive) {
    const { verdict } = decisive;
    const reason = reasonOf(decisive, runs);
    await trx(BUILDS)
      .where('id', buildId)
      .update({ verdict, reason, verdict_at: now });
    events.push({
      type: 'build-verdict',
      verdict,
      message: reason
        ? `${build.family} ${verdict}: ${reason}`
        : `${build.family} ${verdict}`,
    });
  }

  const finished = runs.every(run => run.stage === 'finished');
  if (build.status !== 'finished' && finished) {
    await trx(BUILDS)
      .where('id', buildId)
      .update({ status: 'finished', finished_at: now });
    events.push({ type: 'finished', message: finishedMessage(runs) });
  }
  return events;
}

type DecidedRun = RunRow & { verdict: Verdict };

const isDecided = (run: RunRow): run is DecidedRun => run.verdict !== null;

/** The first run with the verdict that becomes the build's; none while a run has no verdict. */
function decisiveRun(runs: RunRow[]): DecidedRun | undefined {
  const decided = runs.filter(isDecided);
  if (decided.length < runs.length) {
    return undefined;
  }
  return VERDICT_PRECEDENCE.map(verdict =>
    decided.find(run => run.verdict === verdict),
  ).find(run => run !== undefined);
}

function reasonOf(decisive: RunRow, runs: RunRow[]): string | null {
  return decisive.reason !== null && runs.length > 1
    ? `${decisive.region} ${decisive.instance_type}: ${decisive.reason}`
    : decisive.reason;
}

function finishedMessage(runs: RunRow[]): string {
  const unclean = runs.filter(run => run.cleanup !== 'clean').length;
  if (unclean === 0) {
    return 'Finished: everything that was made is gone';
  }
  return unclean === 1
    ? 'Finished, but a run left something behind'
    : `Finished, but ${unclean} runs left something behind`;
}
