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

import type { NewBuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from './chunks';
import { appendEvents } from './events';
import { withClaim, type HeldRun } from './fence';
import type {
  Claim,
  Network,
  PassRecord,
  RunChanges,
  RunRecord,
} from './records';
import {
  fromJson,
  runFromRow,
  storable,
  toDate,
  toJson,
  type RunWithProfileRow,
} from './rows';
import { settleBuild } from './settlement';
import type { WrittenEvents } from './SmokeTestStore';
import { BUILDS, PRINTS, RUNS, type RunRow } from './tables';

/** Runs with the profile that their build was accepted with. */
export function selectRuns(
  db: Knex,
): Knex.QueryBuilder<RunWithProfileRow, RunWithProfileRow[]> {
  return db(RUNS)
    .select(`${RUNS}.*`, `${BUILDS}.profile`)
    .join(BUILDS, `${BUILDS}.id`, `${RUNS}.build_id`);
}

export async function getRun(
  db: Knex,
  runId: string,
): Promise<RunRecord | undefined> {
  const [row] = await selectRuns(db)
    .where(`${RUNS}.id`, runId)
    .whereNull(`${RUNS}.expired_at`);
  return row && runFromRow(row);
}

/** The runs of some builds; those of one build in the order in which they were planned. */
export async function runsOf(
  db: Knex,
  buildIds: string[],
): Promise<RunRecord[]> {
  const rows = await inChunks(buildIds, chunk =>
    selectRuns(db)
      .whereIn(`${RUNS}.build_id`, chunk)
      .whereNull(`${RUNS}.expired_at`)
      .orderBy([`${RUNS}.build_id`, `${RUNS}.position`]),
  );
  return rows.map(runFromRow);
}

/** See `SmokeTestStore.hasPassed`. */
export async function hasPassed(db: Knex, network: Network): Promise<boolean> {
  const row = await passesIn(db, network).first('id');
  return row !== undefined;
}

/** See `SmokeTestStore.lastPass`. */
export async function lastPass(
  db: Knex,
  network: Network,
): Promise<PassRecord | undefined> {
  const row: Pick<RunRow, 'id' | 'build_id' | 'verdict_at'> | undefined =
    await passesIn(db, network)
      .first('id', 'build_id', 'verdict_at')
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
  return (
    row && {
      runId: row.id,
      buildId: row.build_id,
      at: toDate(row.verdict_at!),
    }
  );
}

function passesIn(db: Knex, network: Network): Knex.QueryBuilder {
  // Written out, so that PostgreSQL sees that the index of what has passed in a network will do.
  return db(RUNS)
    .where({
      network_hash: network.networkHash,
      account_id: network.accountId,
      region: network.region,
    })
    .whereRaw("verdict = 'passed'");
}

/** See `SmokeTestStore.updateRun`. */
export async function updateRun(
  db: Knex,
  claim: Claim,
  changes: RunChanges,
  events: NewBuildEvent[] = [],
): Promise<WrittenEvents> {
  const settles = changes.verdict !== undefined || changes.stage === 'finished';
  const locks = settles || events.length > 0 ? 'build' : 'run';
  return withClaim(db, claim, locks, async held => {
    const { trx, run, now } = held;
    const columns = changedColumns(held, changes);
    if (Object.keys(columns).length > 0) {
      await trx(RUNS).where('id', run.id).update(columns);
    }
    if (changes.stage === 'finished') {
      await trx(PRINTS).where('run_id', run.id).delete();
    }
    // The first verdict stands, and so it is told once.
    const told =
      run.verdict === null
        ? events
        : events.filter(event => event.type !== 'run-verdict');
    const settled = settles ? await settleBuild(trx, run.build_id, now) : [];
    return appendEvents(trx, run.build_id, [...told, ...settled], now);
  });
}

function changedColumns(
  { run, now }: HeldRun,
  changes: RunChanges,
): Record<string, unknown> {
  const columns = {
    cleanup: changes.cleanup,
    launched_at: changes.launchedAt?.getTime(),
    online_at: changes.onlineAt?.getTime(),
    instance_id: changes.instanceId,
    instance_type: changes.instanceType,
    availability_zone: changes.availabilityZone,
    address: changes.address,
    observed_ms: changes.observedMs,
    checks: toJson(changes.checks),
    ...verdictColumns({ run, now }, changes),
    ...stageColumns({ run, now }, changes),
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  );
}

function verdictColumns(
  { run, now }: Pick<HeldRun, 'run' | 'now'>,
  { verdict, reason }: RunChanges,
) {
  if (run.verdict !== null) {
    return {};
  }
  return {
    verdict,
    reason: storable(reason),
    verdict_at: verdict && now,
  };
}

function stageColumns(
  { run, now }: Pick<HeldRun, 'run' | 'now'>,
  { stage }: RunChanges,
) {
  if (stage === undefined || stage === run.stage) {
    return {};
  }
  const entered = { stage, at: new Date(now).toISOString() };
  const stages = toJson([
    ...fromJson<RunRecord['stages']>(run.stages),
    entered,
  ]);
  return stage === 'finished'
    ? { stage, stages, finished_at: now, lease_owner: null, lease_until: null }
    : { stage, stages };
}
