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
import { inChunks } from '../chunks';
import type { ChannelStays, Stay } from '../PromotionStore';
import { fromJson, optionalJson, toDate } from '../rows';
import { ACTS, type ActRow } from '../tables';

/** What changes what is on a channel. A clearing puts nothing there. */
const CHANGES: ActRow['type'][] = ['promotion', 'roll-back', 'clearing'];

type ChangeRow = Omit<ActRow, 'decision'>;

const COLUMNS = ['id', 'type', 'build_id', 'images', 'by', 'reason', 'at'];

/** So many changes of a channel are of interest to those who look at all families at once. */
const LATELY = 20;

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
  return withDecisions(db, staysFrom(changes));
}

/** See `PromotionStore.latestStays`. */
export async function latestStays(
  db: Knex,
  families: string[],
): Promise<ChannelStays[]> {
  const changes = await inChunks<ChangeRow>(families, chunk =>
    db
      .from(
        db(ACTS)
          .select(...COLUMNS, 'family', 'channel', 'seq', {
            age: db.raw(
              'row_number() over (partition by family, channel order by seq desc)',
            ),
          })
          .whereIn('family', chunk)
          .whereIn('type', CHANGES)
          .as('changes'),
      )
      .where('age', '<=', LATELY)
      .orderBy('seq', 'desc'),
  );
  const byChannel = new Map<string, ChangeRow[]>();
  for (const change of changes) {
    const key = `${change.family}/${change.channel}`;
    byChannel.set(key, [...(byChannel.get(key) ?? []), change]);
  }
  const channels = [...byChannel.values()].map(own => ({
    family: own[0].family,
    channel: own[0].channel!,
    stays: staysFrom(own),
  }));
  await withDecisions(
    db,
    channels.flatMap(one => one.stays),
  );
  return channels;
}

/** From what changed on one channel, the newest first. */
function staysFrom(changes: ChangeRow[]): Stay[] {
  return changes.flatMap((change, at) =>
    change.type === 'clearing' ? [] : [stayFromRow(change, changes[at - 1])],
  );
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

/** The decisions of what is there now. */
async function withDecisions(db: Knex, all: Stay[]): Promise<Stay[]> {
  const here = all.filter(({ to }) => to === undefined);
  const rows = await inChunks<Pick<ActRow, 'id' | 'decision'>>(
    here.map(({ actId }) => actId),
    chunk => db(ACTS).select('id', 'decision').whereIn('id', chunk),
  );
  const decisions = new Map(rows.map(({ id, decision }) => [id, decision]));
  for (const stay of here) {
    stay.decision = optionalJson(decisions.get(stay.actId) ?? null);
  }
  return all;
}
