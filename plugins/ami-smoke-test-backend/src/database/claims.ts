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

import type { Knex } from 'knex';
import { databaseClock, isPostgres } from './clock';
import type { Claim, ClaimedRun } from './records';
import { selectRuns } from './runs';
import { runFromRow, type RunWithProfileRow } from './rows';
import { endsAtStandstill } from './standstill';
import { RUNS, type Bigint, type RunRow } from './tables';

/**
 * Names the lock under which runs are claimed, among the advisory locks of the database; the number itself means nothing.
 */
const CLAIM_LOCK = 2026_1122;

/*
 * Overview
 * --------
 * A run that was never claimed has epoch 0. The first claim takes a place in its account and region, and keeps it until the run
 * is finished, through every lapse of its lease: `active` is "claimed once and not finished". So a run that is resumed needs no
 * new place, and a place is never given twice.
 *
 * Locks
 * -----
 * Claims follow one another (`CLAIM_LOCK`), and what is counted is read after the lock was had. They skip rows that somebody
 * is writing and so wait for none. Every other statement that locks several runs does it in the order of their ids.
 */

/** See `SmokeTestStore.claimRuns`. */
export async function claimRuns(
  db: Knex,
  options: {
    worker: string;
    leaseMs: number;
    runsPerRegion: number;
    limit: number;
  },
): Promise<ClaimedRun[]> {
  if (options.limit <= 0) {
    return [];
  }
  return db.transaction(async trx => {
    await waitForOtherClaims(trx);
    const abandoned = await abandonedRuns(trx, options.limit);
    const queued = await admittedRuns(
      trx,
      options.runsPerRegion,
      options.limit - abandoned.length,
    );
    const ids = [...abandoned, ...queued];
    if (ids.length === 0) {
      return [];
    }
    await trx(RUNS)
      .whereIn('id', ids)
      .update({
        epoch: trx.raw('?? + 1', ['epoch']),
        lease_owner: options.worker,
        lease_until: leaseEnd(trx, options.leaseMs),
      });
    const rows: RunWithProfileRow[] = await selectRuns(trx).whereIn(
      `${RUNS}.id`,
      ids,
    );
    return rows
      .sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
      .map(row => ({
        runId: row.id,
        epoch: row.epoch,
        run: runFromRow(row),
      }));
  });
}

/**
 * Lets this transaction be the only one that claims until it ends. Without it, one that counts while another has not committed
 * could admit a run to a place that is taken. SQLite has one connection, so its transactions follow one another anyway.
 */
export async function waitForOtherClaims(trx: Knex.Transaction): Promise<void> {
  if (isPostgres(trx)) {
    await trx.raw('select ?, pg_advisory_xact_lock(?)', [
      endsAtStandstill(trx),
      CLAIM_LOCK,
    ]);
  }
}

/** Runs that take no new place: those whose driver is gone, and queued ones that only have to be told that they are cancelled. */
async function abandonedRuns(
  trx: Knex.Transaction,
  limit: number,
): Promise<string[]> {
  return trx(RUNS)
    .whereNot('stage', 'finished')
    .where(free =>
      free
        .where(lapsed =>
          lapsed
            .where('epoch', '>', 0)
            .where(lease =>
              lease
                .whereNull('lease_until')
                .orWhere('lease_until', '<=', databaseClock(trx)),
            ),
        )
        .orWhere(cancelled =>
          cancelled.where('epoch', 0).whereNotNull('cancel_requested_at'),
        ),
    )
    .orderBy(['created_at', 'position', 'id'])
    .limit(limit)
    .modify(lockFreeRows, trx)
    .pluck('id');
}

/**
 * Queued runs, oldest first, as far as their account and region has places.
 *
 * Region by region, along the index of unfinished runs: in one statement with a window, PostgreSQL counted everything anew for
 * each queued run when its statistics were older than a burst of builds, and 2,000 runs took minutes.
 */
async function admittedRuns(
  trx: Knex.Transaction,
  runsPerRegion: number,
  limit: number,
): Promise<string[]> {
  if (limit <= 0) {
    return [];
  }
  const regions: { account_id: string; region: string; active: Bigint }[] =
    await trx(RUNS)
      .select('account_id', 'region', {
        active: trx.raw('sum(case when epoch > 0 then 1 else 0 end)'),
      })
      .whereNot('stage', 'finished')
      .groupBy('account_id', 'region')
      .having(trx.raw('min(epoch) = 0'));
  const admitted: QueuedRow[] = [];
  for (const { account_id, region, active } of regions) {
    const places = runsPerRegion - Number(active);
    if (places > 0) {
      const queued: QueuedRow[] = await trx(RUNS)
        .select('id', 'created_at', 'position')
        .where({ account_id, region, epoch: 0 })
        .whereNot('stage', 'finished')
        .whereNull('cancel_requested_at')
        .orderBy(['created_at', 'position', 'id'])
        .limit(Math.min(places, limit))
        .modify(lockFreeRows, trx);
      admitted.push(...queued);
    }
  }
  return admitted
    .sort(byAge)
    .slice(0, limit)
    .map(({ id }) => id);
}

type QueuedRow = Pick<RunRow, 'id' | 'created_at' | 'position'>;

function byAge(a: QueuedRow, b: QueuedRow): number {
  return (
    Number(a.created_at) - Number(b.created_at) ||
    a.position - b.position ||
    a.id.localeCompare(b.id)
  );
}

/** Locks the rows that nobody is writing; SQLite has no row locks and needs none. */
function lockFreeRows(query: Knex.QueryBuilder, db: Knex): void {
  if (isPostgres(db)) {
    query.forUpdate().skipLocked();
  }
}

/** See `SmokeTestStore.renewLeases`. */
export async function renewLeases(
  db: Knex,
  options: { worker: string; leaseMs: number; claims?: Claim[] },
): Promise<{ runId: string; epoch: number; cancelRequested: boolean }[]> {
  // A lease that has run out is not renewed: its worker has stopped acting on it, and somebody may be about to claim the run.
  const mine = db(RUNS)
    .select('id')
    .where('lease_owner', options.worker)
    .where('lease_until', '>', databaseClock(db))
    .orderBy('id')
    .forUpdate();
  if (options.claims) {
    mine.whereIn(['id', 'epoch'], pairs(options.claims));
  }
  const rows: Pick<RunRow, 'id' | 'epoch' | 'cancel_requested_at'>[] = await db(
    RUNS,
  )
    .whereIn('id', mine)
    .update({ lease_until: leaseEnd(db, options.leaseMs) })
    .returning(['id', 'epoch', 'cancel_requested_at']);
  return rows.map(row => ({
    runId: row.id,
    epoch: row.epoch,
    cancelRequested: row.cancel_requested_at !== null,
  }));
}

/** See `SmokeTestStore.liveWorkers`. */
export async function liveWorkers(db: Knex): Promise<number> {
  const row = await db(RUNS)
    .whereNotNull('lease_owner')
    .where('lease_until', '>', databaseClock(db))
    .countDistinct({ workers: 'lease_owner' })
    .first();
  return Math.max(1, Number(row?.workers ?? 0));
}

/** See `SmokeTestStore.releaseLeases`. */
export async function releaseLeases(db: Knex, claims: Claim[]): Promise<void> {
  if (claims.length === 0) {
    return;
  }
  const held = db(RUNS)
    .select('id')
    .whereIn(['id', 'epoch'], pairs(claims))
    .orderBy('id')
    .forUpdate();
  await db(RUNS)
    .whereIn('id', held)
    .update({ lease_owner: null, lease_until: null });
}

/** See `SmokeTestStore.requestCancel`. */
export async function requestCancel(db: Knex, buildId: string): Promise<void> {
  const undecided = db(RUNS)
    .select('id')
    .where('build_id', buildId)
    .whereNot('stage', 'finished')
    .whereNull('verdict')
    .whereNull('cancel_requested_at')
    .orderBy('id')
    .forUpdate();
  await db(RUNS)
    .whereIn('id', undecided)
    .update({ cancel_requested_at: databaseClock(db) });
}

function pairs(claims: Claim[]): [string, number][] {
  return claims.map(({ runId, epoch }) => [runId, epoch]);
}

function leaseEnd(db: Knex, leaseMs: number): Knex.Raw {
  return db.raw('? + ?', [databaseClock(db), leaseMs]);
}
