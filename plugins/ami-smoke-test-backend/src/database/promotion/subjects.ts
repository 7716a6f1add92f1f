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
import { databaseClock } from '../clock';
import type {
  PublicationRecord,
  PublicationSubject,
  PublisherOf,
} from '../PromotionStore';
import {
  ASSIGNMENTS,
  PROMOTED_IMAGES,
  PUBLICATIONS,
  type AssignmentRow,
  type PromotedImageRow,
  type PublicationRow,
} from '../tables';
import { withChannels } from './promotedImages';
import { publicationFromRow } from './publications';

/** A narrowing of subjects `s` with their publications `p`. */
type Narrowing = (query: Knex.QueryBuilder) => void;

/** See `PublicationStore.dueSubjects`. */
export async function dueSubjects(
  db: Knex,
  publishers: PublisherOf[],
  limit: number,
): Promise<PublicationSubject[]> {
  const changed = 'p.generation is null or p.generation <> s.generation';
  const found = await subjects(db, publishers, query =>
    query
      .whereRaw(`(${changed} or p.next_at <= ?)`, [databaseClock(db)])
      // What nobody has seen yet comes before what has waited longest.
      .orderByRaw(`case when ${changed} then 0 else p.next_at end`)
      .limit(limit),
  );
  return found.slice(0, limit);
}

/** See `PublicationStore.subjectsOf`. */
export async function subjectsOf(
  db: Knex,
  family: string,
  publishers: PublisherOf[],
): Promise<PublicationSubject[]> {
  return subjects(db, publishers, query => query.where('s.family', family));
}

/** Channels before images; of each publisher in turn. */
async function subjects(
  db: Knex,
  publishers: PublisherOf[],
  narrow: Narrowing,
): Promise<PublicationSubject[]> {
  const found: PublicationSubject[] = [];
  for (const publisher of publishers.filter(
    ({ about }) => about === 'channel',
  )) {
    found.push(...(await channelSubjects(db, publisher, narrow)));
  }
  for (const publisher of publishers.filter(({ about }) => about === 'image')) {
    found.push(...(await imageSubjects(db, publisher, narrow)));
  }
  return found;
}

type Found<Row> = Row & { subject: string };

async function channelSubjects(
  db: Knex,
  { name, channels }: PublisherOf,
  narrow: Narrowing,
): Promise<PublicationSubject[]> {
  const rows: Found<AssignmentRow>[] = await withPublications(
    db,
    db({ s: ASSIGNMENTS }).whereIn('s.channel', channels),
    name,
    ['family', 'channel', 'account_id', 'region'],
    narrow,
  );
  const last = await lastOf(db, name, rows);
  return rows.map(row => ({
    publisher: name,
    about: 'channel',
    generation: row.generation,
    last: last.get(row.subject),
    subject: {
      family: row.family,
      channel: row.channel,
      accountId: row.account_id,
      region: row.region,
      imageId: row.image_id ?? undefined,
      buildId: row.build_id ?? undefined,
    },
  }));
}

async function imageSubjects(
  db: Knex,
  { name }: PublisherOf,
  narrow: Narrowing,
): Promise<PublicationSubject[]> {
  const rows: Found<PromotedImageRow>[] = await withPublications(
    db,
    db({ s: PROMOTED_IMAGES }),
    name,
    ['account_id', 'region', 'image_id'],
    narrow,
  );
  const last = await lastOf(db, name, rows);
  const records = await withChannels(db, rows);
  return records.map(({ generation, ...image }, at) => ({
    publisher: name,
    about: 'image',
    generation,
    last: last.get(rows[at].subject),
    subject: image,
  }));
}

/** Subjects `s`, each with what it is called, that have a publication `p` or none; see `subjectKey`. */
function withPublications(
  db: Knex,
  query: Knex.QueryBuilder,
  publisher: string,
  named: string[],
  narrow: Narrowing,
): Knex.QueryBuilder {
  const subject = named.map(column => `s.${column}`).join(" || '/' || ");
  return query
    .joinRaw(
      `left join ${PUBLICATIONS} p on p.publisher = ? and p.subject = ${subject}`,
      [publisher],
    )
    .select('s.*')
    .select(db.raw(`${subject} as subject`))
    .modify(narrow)
    .orderByRaw(subject);
}

/** What is known of subjects from the last time, by subject. */
async function lastOf(
  db: Knex,
  publisher: string,
  found: Found<object>[],
): Promise<Map<string, PublicationRecord>> {
  const rows = await inChunks<PublicationRow>(
    found.map(({ subject }) => subject),
    chunk => db(PUBLICATIONS).where({ publisher }).whereIn('subject', chunk),
  );
  return new Map(rows.map(row => [row.subject, publicationFromRow(row)]));
}
