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
import { databaseClock } from './clock';
import type { Claim } from './records';
import { ClaimLostError } from './SmokeTestStore';
import { endsAtStandstill } from './standstill';
import { BUILDS, RUNS, type Bigint, type RunRow } from './tables';

/** What a write has in its hands: the locked row of its run, and the database's clock. */
export interface HeldRun {
  trx: Knex.Transaction;
  run: RunRow;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Does a claim's write in one transaction, with the run's row locked in the claim's epoch; nothing is written when another
 * process has claimed the run.
 *
 * The epoch alone decides, not the lease's end: as long as nobody else has claimed the run, what its driver knows is true and
 * would be lost (say, the answer to a launch that took longer than the lease). The lease is for what cannot be rolled back: it
 * is checked before each call to AWS.
 *
 * @param locks - `build` for all that writes events or may settle the build. The build's row is locked first, always, so that
 * two runs of one build wait for each other instead of deadlocking.
 * @throws ClaimLostError when the run is not in the claim's epoch
 */
export async function withClaim<T>(
  db: Knex,
  claim: Claim,
  locks: 'run' | 'build',
  write: (held: HeldRun) => Promise<T>,
): Promise<T> {
  return db.transaction(async trx => {
    if (locks === 'build') {
      await trx(BUILDS)
        .select('id', { standstill: endsAtStandstill(trx) })
        .where('id', trx(RUNS).select('build_id').where('id', claim.runId))
        .forUpdate();
    }
    const run: (RunRow & { now: Bigint }) | undefined = await trx(RUNS)
      .first('*', {
        now: databaseClock(trx),
        standstill: endsAtStandstill(trx),
      })
      .where({ id: claim.runId, epoch: claim.epoch })
      .forUpdate();
    if (!run) {
      throw new ClaimLostError(claim);
    }
    return write({ trx, run, now: Number(run.now) });
  });
}

/**
 * As `withClaim`, for what is written of every run again and again: that the run is changed is the lock and the fence at once,
 * which saves two statements. It takes no lock of the build, and so can write no events.
 *
 * @throws ClaimLostError when the run is not in the claim's epoch
 */
export async function changeClaimed(
  db: Knex,
  claim: Claim,
  changes: Partial<RunRow>,
  write: (trx: Knex.Transaction) => Promise<void>,
): Promise<void> {
  await db.transaction(async trx => {
    const held = await trx(RUNS)
      .where({ id: claim.runId, epoch: claim.epoch })
      .update(changes)
      .returning(['id', endsAtStandstill(trx)]);
    if (held.length === 0) {
      throw new ClaimLostError(claim);
    }
    await write(trx);
  });
}
