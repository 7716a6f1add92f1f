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
import { databaseClock } from '../clock';
import type { NewNotice } from '../PromotionStore';
import { fromJson, storable, toJson } from '../rows';
import { NOTICES, type NoticeRow } from '../tables';

/** See `PromotionTransaction.addNotice`. */
export async function addNotice(db: Knex, tiding: NewNotice): Promise<void> {
  await db(NOTICES)
    .insert({
      key: tiding.key,
      family: tiding.family,
      entity_ref: storable(tiding.entityRef),
      recipients: toJson(tiding.recipients),
      payload: toJson(tiding.payload),
      at: databaseClock(db),
      attempts: 0,
    })
    .onConflict('key')
    // What is told once may be known better by now.
    .merge(['payload']);
}

/** See `PromotionStore.notice`. */
export async function notice(
  db: Knex,
  key: string,
): Promise<NewNotice | undefined> {
  const row: NoticeRow | undefined = await db(NOTICES).where({ key }).first();
  return row && toNotice(row);
}

/** See `PromotionStore.unsentNotices`. */
export async function unsentNotices(
  db: Knex,
  limit: number,
): Promise<(NewNotice & { attempts: number })[]> {
  const rows: NoticeRow[] = await db(NOTICES)
    .whereNull('sent_at')
    // Those that cannot be sent must not keep back those that can.
    .orderBy(['attempts', 'at', 'key'])
    .limit(limit);
  return rows.map(row => ({ ...toNotice(row), attempts: row.attempts }));
}

function toNotice(row: NoticeRow): NewNotice {
  return {
    key: row.key,
    family: row.family,
    entityRef: row.entity_ref,
    recipients: fromJson(row.recipients),
    payload: fromJson(row.payload),
  };
}

/** See `PromotionStore.noticeTried`. */
export async function noticeTried(
  db: Knex,
  key: string,
  sent: boolean,
): Promise<void> {
  await db(NOTICES)
    .where({ key })
    .update(sent ? { sent_at: databaseClock(db) } : {})
    .increment('attempts', 1);
}
