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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from '../chunks';
import { databaseClock, isPostgres } from '../clock';
import type { PublicationRecord, PublicationStore } from '../PromotionStore';
import { fromJson, optionalDate, storable, toDate, toJson } from '../rows';
import { LOSSES, PUBLICATIONS, type PublicationRow } from '../tables';
import { imageKey } from './images';

const KEY = ['publisher', 'subject'];

/**
 * What a publication is about, in one word: a channel in a region, or an image. It is the `subject` of a loss, too. `subjects.ts`
 * has the same in SQL.
 */
export function subjectKey(
  about:
    | { family: string; channel: string; accountId: string; region: string }
    | ({ channel?: undefined } & Image),
): string {
  return about.channel === undefined
    ? imageKey(about)
    : [about.family, about.channel, about.accountId, about.region].join('/');
}

function keyOf(publication: PublicationRecord): string {
  const { family, channel, accountId, region, imageId } = publication;
  if (channel !== undefined) {
    return subjectKey({ family, channel, accountId, region });
  }
  if (imageId === undefined) {
    throw new Error(
      `A publication of '${publication.publisher}' is about no channel and no image`,
    );
  }
  return subjectKey({ accountId, region, imageId });
}

/** Writes how far a publisher is, in the place of what was known before. */
export async function savePublication(
  db: Knex,
  publication: PublicationRecord,
): Promise<void> {
  await db(PUBLICATIONS)
    .insert({
      publisher: publication.publisher,
      subject: keyOf(publication),
      family: publication.family,
      channel: publication.channel ?? null,
      account_id: publication.accountId,
      region: publication.region,
      image_id: publication.imageId ?? null,
      generation: publication.generation,
      state: publication.state,
      facts: toJson(publication.facts),
      message: storable(publication.message) ?? null,
      attempts: publication.attempts,
      checked_at: publication.checkedAt?.getTime() ?? null,
      agreed_at: publication.agreedAt?.getTime() ?? null,
      next_at: publication.nextAt.getTime(),
    })
    .onConflict(KEY)
    .merge();
}

/** See `PublicationStore.publicationsOf`. */
export async function publicationsOf(
  db: Knex,
  families?: string[],
): Promise<PublicationRecord[]> {
  const order = ['family', 'subject', 'publisher'];
  const rows: PublicationRow[] = families
    ? await inChunks([...families].sort(), chunk =>
        db(PUBLICATIONS).whereIn('family', chunk).orderBy(order),
      )
    : await db(PUBLICATIONS).orderBy(order);
  return rows.map(publicationFromRow);
}

export function publicationFromRow(row: PublicationRow): PublicationRecord {
  return {
    publisher: row.publisher,
    family: row.family,
    channel: row.channel ?? undefined,
    accountId: row.account_id,
    region: row.region,
    imageId: row.image_id ?? undefined,
    generation: row.generation,
    state: row.state,
    facts: fromJson(row.facts),
    message: row.message ?? undefined,
    attempts: row.attempts,
    checkedAt: optionalDate(row.checked_at),
    agreedAt: optionalDate(row.agreed_at),
    nextAt: toDate(row.next_at),
  };
}

/** See `PublicationStore.recordLoss`. */
export async function recordLoss(
  db: Knex,
  loss: Parameters<PublicationStore['recordLoss']>[0],
): Promise<void> {
  await db(LOSSES).insert({
    at: databaseClock(db),
    publisher: loss.publisher,
    subject: loss.subject,
    fact: storable(loss.fact),
    lost: storable(loss.lost),
  });
}

/** See `PublicationStore.lookAgain`. */
export async function lookAgain(db: Knex, family: string): Promise<void> {
  const some = db(PUBLICATIONS).select(KEY).where({ family });
  // What is being published is being looked at: nobody waits for the end of that.
  if (isPostgres(db)) some.forUpdate().skipLocked();
  await db(PUBLICATIONS)
    .where({ family })
    .whereIn(KEY, some)
    .update({ next_at: databaseClock(db) });
}
