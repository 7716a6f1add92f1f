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

import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { databaseClock } from './clock';
import { withClaim } from './fence';
import type { Claim, LedgerRecord } from './records';
import { ledgerFromRow, storable, toJson } from './rows';
import type { SmokeTestStore } from './SmokeTestStore';
import { INSTALLATION, LEDGER, type LedgerRow } from './tables';

/** See `SmokeTestStore.intend`. */
export async function intend(
  db: Knex,
  claim: Claim,
  entry: Parameters<SmokeTestStore['intend']>[1],
): Promise<LedgerRecord> {
  return withClaim(db, claim, 'run', async ({ trx, run, now }) => {
    await trx(LEDGER)
      .insert({
        id: randomUUID(),
        run_id: run.id,
        account_id: run.account_id,
        region: run.region,
        kind: entry.kind,
        request: toJson(entry.request),
        token: entry.token,
        resource_id: entry.resourceId,
        state: entry.state ?? 'intended',
        intended_at: now,
      })
      .onConflict(['run_id', 'kind', 'token'])
      .ignore();
    const [row]: LedgerRow[] = await trx(LEDGER).where({
      run_id: run.id,
      kind: entry.kind,
      token: entry.token,
    });
    return ledgerFromRow(row);
  });
}

/** See `SmokeTestStore.settle`. */
export async function settle(
  db: Knex,
  claim: Claim,
  ledgerId: string,
  changes: Parameters<SmokeTestStore['settle']>[2],
): Promise<void> {
  await withClaim(db, claim, 'run', async ({ trx, run, now }) => {
    const updated = await trx(LEDGER)
      .where({ id: ledgerId, run_id: run.id })
      .update({
        state: changes.state,
        resource_id: changes.resourceId,
        proof: storable(changes.proof),
        // The first time that it was seen gone stays; what turns up after all is not gone.
        gone_at:
          changes.state === 'gone'
            ? trx.raw('coalesce(??, ?)', ['gone_at', now])
            : null,
      });
    if (updated === 0) {
      throw new NotFoundError(
        `The ledger of run ${run.id} has no entry ${ledgerId}`,
      );
    }
  });
}

/** A run's ledger, in the order in which it was written. */
export async function ledgerOf(
  db: Knex,
  runId: string,
): Promise<LedgerRecord[]> {
  const rows: LedgerRow[] = await db(LEDGER)
    .where('run_id', runId)
    .orderBy(['intended_at', 'id']);
  return rows.map(ledgerFromRow);
}

/** Everything that exists or may exist, of all runs, oldest first. */
export async function openLedger(db: Knex): Promise<LedgerRecord[]> {
  const rows: LedgerRow[] = await db(LEDGER)
    .whereIn('state', ['intended', 'exists'])
    .orderBy(['intended_at', 'id']);
  return rows.map(ledgerFromRow);
}

/** See `SmokeTestStore.rememberOwner`. */
export async function rememberOwner(db: Knex, owner: string): Promise<string> {
  await db(INSTALLATION)
    .insert({ id: 1, owner, created_at: databaseClock(db) })
    .onConflict('id')
    .ignore();
  const { owner: first } = await db(INSTALLATION).first('owner').where('id', 1);
  return first;
}
