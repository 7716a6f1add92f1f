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

import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { isPostgres } from '../clock';
import type { ActRecord, PromotionTransaction } from '../PromotionStore';
import { DatabasePromotionTransaction } from './DatabasePromotionTransaction';

/** Advisory locks of families have two numbers, so none is one of `alone.ts`; this is the first of them. */
const FAMILY_LOCKS = 2026_1125;

/**
 * See `PromotionStore.inFamily`. Whoever decides has the family's lock, and reads after that what is committed: what the one before
 * has decided. SQLite has one connection, which the transaction takes.
 *
 * @returns what was decided, with the acts that were committed
 */
export async function inFamily<T>(
  db: Knex,
  family: string,
  decide: (transaction: PromotionTransaction) => Promise<T>,
): Promise<{ decided: T; acts: ActRecord[] }> {
  const locked = async (trx: Knex.Transaction) => {
    if (isPostgres(trx)) {
      await trx.raw('select pg_advisory_xact_lock(?, ?)', [
        FAMILY_LOCKS,
        hashOf(family),
      ]);
    }
    const transaction = new DatabasePromotionTransaction(trx, family);
    const decided = await decide(transaction);
    return { decided, acts: transaction.acts };
  };
  return isPostgres(db)
    ? db.transaction(locked, { isolationLevel: 'read committed' })
    : db.transaction(locked);
}

/** A number as PostgreSQL takes it. Families that share one wait for each other, and no more than that. */
function hashOf(family: string): number {
  return createHash('sha256').update(family).digest().readInt32BE();
}
