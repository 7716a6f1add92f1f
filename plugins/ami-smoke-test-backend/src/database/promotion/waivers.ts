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
import type { WaiverRecord } from '../PromotionStore';
import { fromJson, toDate } from '../rows';
import { ACTS, type ActRow } from '../tables';

/** See `PromotionReader.waivers`. */
export async function waivers(
  db: Knex,
  family: string,
): Promise<WaiverRecord[]> {
  return waiversOf(await waiverActs(db).where({ family }));
}

/** See `PromotionStore.waiver`. */
export async function waiver(
  db: Knex,
  waiverId: string,
): Promise<WaiverRecord | undefined> {
  const acts = await waiverActs(db).where({ waiver_id: waiverId });
  return waiversOf(acts)[0];
}

/** Acts that give and withdraw waivers, the newest first. */
function waiverActs(db: Knex): Knex.QueryBuilder<ActRow, ActRow[]> {
  return db(ACTS)
    .whereIn('type', ['waiver', 'waiver-withdrawal'])
    .orderBy('seq', 'desc');
}

function waiversOf(acts: ActRow[]): WaiverRecord[] {
  const withdrawals = new Map(
    acts
      .filter(({ type }) => type === 'waiver-withdrawal')
      .map(act => [act.waiver_id, { by: act.by, at: toDate(act.at) }]),
  );
  return acts
    .filter(({ type }) => type === 'waiver')
    .map(act => ({
      id: act.id,
      family: act.family,
      channel: act.channel!,
      buildId: act.build_id,
      images: fromJson(act.images),
      rule: act.rule!,
      reason: act.reason ?? '',
      by: act.by,
      at: toDate(act.at),
      expiresAt: toDate(act.expires_at!),
      withdrawn: withdrawals.get(act.id),
    }));
}
