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
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { databaseNow } from '../clock';
import { cursorAfterSeq, readSeqCursor } from '../cursors';
import type { ActRecord, NewAct } from '../PromotionStore';
import {
  fromJson,
  optionalDate,
  optionalJson,
  storable,
  toDate,
  toJson,
} from '../rows';
import { ACTS, type ActRow } from '../tables';

/** See `PromotionTransaction.addAct`. */
export async function addAct(trx: Knex, act: NewAct): Promise<ActRecord> {
  const { id = randomUUID() } = act;
  const [row]: (ActRow | undefined)[] = await trx(ACTS)
    .insert({
      id,
      type: act.type,
      family: act.family,
      channel: act.channel,
      build_id: act.buildId,
      images: toJson(act.images),
      by: storable(act.by),
      at: await databaseNow(trx),
      reason: storable(act.reason),
      replaces: act.replaces,
      decision: toJson(act.decision),
      waiver_id: act.type === 'waiver' ? id : act.waiverId,
      rule: act.rule,
      expires_at: act.expiresAt?.getTime(),
      because: act.because,
    })
    .onConflict('id')
    .ignore()
    .returning('*');
  if (!row) {
    throw new ConflictError(
      `The key ${id} was used for something else before; take a new one`,
    );
  }
  return actFromRow(row);
}

/** See `PromotionStore.acts`. */
export async function listActs(
  db: Knex,
  filter: { family: string; channel?: string; buildId?: string },
  page: { cursor?: string; limit: number },
): Promise<{ items: ActRecord[]; nextCursor?: string }> {
  const query = db(ACTS).where('family', filter.family);
  if (filter.channel !== undefined) query.where('channel', filter.channel);
  if (filter.buildId !== undefined) query.where('build_id', filter.buildId);
  if (page.cursor !== undefined) {
    query.where('seq', '<', readSeqCursor(page.cursor));
  }
  const rows: ActRow[] = await query
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);

  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(actFromRow),
    nextCursor:
      rows.length > page.limit && last
        ? cursorAfterSeq(Number(last.seq))
        : undefined,
  };
}

function actFromRow(row: ActRow): ActRecord {
  return {
    id: row.id,
    type: row.type,
    family: row.family,
    channel: row.channel ?? undefined,
    buildId: row.build_id,
    images: fromJson(row.images),
    by: row.by,
    at: toDate(row.at),
    reason: row.reason ?? undefined,
    replaces: row.replaces ?? undefined,
    decision: optionalJson(row.decision),
    waiverId: row.waiver_id ?? undefined,
    rule: row.rule ?? undefined,
    expiresAt: optionalDate(row.expires_at),
    because: row.because ?? undefined,
  };
}
