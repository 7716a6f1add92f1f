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
import type { Stay } from '../PromotionStore';
import { fromJson, optionalJson, toDate } from '../rows';
import { ACTS, type ActRow } from '../tables';

/** What changes what is on a channel. A clearing puts nothing there. */
const CHANGES: ActRow['type'][] = ['promotion', 'roll-back', 'clearing'];

type ChangeRow = Omit<ActRow, 'decision'>;

const COLUMNS = ['id', 'type', 'build_id', 'images', 'by', 'reason', 'at'];

/** See `PromotionReader.stays`. */
export async function stays(
  db: Knex,
  family: string,
  channel: string,
): Promise<Stay[]> {
  // Without their decisions, which are long, and the history may be too.
  const changes: ChangeRow[] = await db(ACTS)
    .select(COLUMNS)
    .where({ family, channel })
    .whereIn('type', CHANGES)
    .orderBy('seq', 'desc');
  const all = changes.flatMap((change, at) =>
    change.type === 'clearing' ? [] : [stayFromRow(change, changes[at - 1])],
  );
  const here = all.find(({ to }) => to === undefined);
  if (here) here.decision = await decisionOf(db, here.actId);
  return all;
}

function stayFromRow(came: ChangeRow, went: ChangeRow | undefined): Stay {
  return {
    actId: came.id,
    buildId: came.build_id,
    images: fromJson(came.images),
    by: came.by,
    reason: came.reason ?? undefined,
    from: toDate(came.at),
    to: went && toDate(went.at),
  };
}

async function decisionOf(db: Knex, id: string): Promise<Stay['decision']> {
  const row: Pick<ActRow, 'decision'> = await db(ACTS)
    .first('decision')
    .where({ id });
  return optionalJson(row.decision);
}
