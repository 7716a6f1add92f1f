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

import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import type { Knex } from 'knex';
import { isPostgres } from './clock';

/**
 * What one process at a time does, among all that share the database. Each number names a lock among the advisory ones; the
 * numbers themselves mean nothing.
 */
export const LOCKS = {
  upload: 2026_1123,
  retention: 2026_1124,
  reaper: 2026_1125,
  publishing: 2026_1126,
  tending: 2026_1127,
} as const;

/** What is under way on a SQLite, which belongs to this process. */
const underWay = new WeakMap<Knex, Set<number>>();

/**
 * For how long a lock is held without a confirmation: longer than any one request between two of them may take, and short enough
 * that nothing waits long for a machine that has vanished.
 */
const HELD_MS = 60_000;

/**
 * So many connections of a pool are never held by locks. Each action needs others beside its lock's: where all were held, all would
 * wait for one.
 */
const SPARE_CONNECTIONS = 2;

/** Who may hold a connection of a pool for a lock; the others wait for their turn. */
const holders = new WeakMap<Knex, BulkheadPolicy>();

function holdersOf(db: Knex): BulkheadPolicy {
  const { max } = db.client.pool as { max: number };
  const known =
    holders.get(db) ?? bulkhead(Math.max(1, max - SPARE_CONNECTIONS), Infinity);
  holders.set(db, known);
  return known;
}

/** Makes sure that an action is still alone; throws when it may not be. */
export type Confirm = () => Promise<void>;

/**
 * Does something while no other process does it. The lock goes with its connection, so nobody has to free it after a crash; an
 * action that does anything outside the database confirms before that, since the connection may have gone.
 *
 * @param action - `own` is the lock's transaction, where there is one: what is written through it is written while alone, or not
 * at all, and takes no other connection
 * @param options - `heldMs`: who has not confirmed for so long loses the lock. A machine that vanished or froze would otherwise
 * hold it for as long as TCP lets it
 * @returns what the action gives; nothing, without having begun it, when it is under way elsewhere
 */
export async function alone<T>(
  db: Knex,
  lock: number,
  action: (confirm: Confirm, own: Knex) => Promise<T>,
  { heldMs = HELD_MS }: { heldMs?: number } = {},
): Promise<T | undefined> {
  // SQLite has no connection to spare for a transaction.
  if (!isPostgres(db)) {
    return aloneHere(db, lock, () => action(async () => {}, db));
  }
  return holdersOf(db).execute(() => aloneWith(db, lock, action, heldMs));
}

async function aloneWith<T>(
  db: Knex,
  lock: number,
  action: (confirm: Confirm, own: Knex) => Promise<T>,
  heldMs: number,
): Promise<T | undefined> {
  return db.transaction(async trx => {
    const { rows } = await trx.raw(
      'select pg_try_advisory_xact_lock(?) as alone',
      [lock],
    );
    if (!rows[0].alone) return undefined;
    await trx.raw(
      "select set_config('idle_in_transaction_session_timeout', ?, true)",
      [String(heldMs)],
    );
    const confirm = async () => {
      await trx.raw('select 1');
    };
    return action(confirm, trx);
  });
}

async function aloneHere<T>(
  db: Knex,
  lock: number,
  action: () => Promise<T>,
): Promise<T | undefined> {
  const locks = underWay.get(db) ?? new Set();
  underWay.set(db, locks);
  if (locks.has(lock)) return undefined;
  locks.add(lock);
  try {
    return await action();
  } finally {
    locks.delete(lock);
  }
}
