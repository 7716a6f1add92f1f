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

import type {
  BuildEvent,
  NewBuildEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from './chunks';
import { eventFromRow, storable, toDate, toJson } from './rows';
import type { WrittenEvents } from './SmokeTestStore';
import { BUILDS, EVENTS, type BuildRow, type EventRow } from './tables';

/**
 * Adds events to a build. Raising the build's counter locks its row until the transaction ends, so the numbers have no gaps and
 * become visible in their order: whoever has read up to a number misses none below it.
 *
 * @returns what others may be told, once the transaction is committed
 */
export async function appendEvents(
  trx: Knex.Transaction,
  buildId: string,
  events: NewBuildEvent[],
  now: number,
): Promise<WrittenEvents> {
  const written = { buildId, types: events.map(({ type }) => type) };
  if (events.length === 0) {
    return written;
  }
  const [{ event_seq: last }] = await trx(BUILDS)
    .where('id', buildId)
    .increment('event_seq', events.length)
    .returning('event_seq');
  await trx(EVENTS).insert(
    events.map(({ type, runId, message, ...data }, index) => ({
      build_id: buildId,
      seq: last - events.length + 1 + index,
      at: now,
      type,
      run_id: runId,
      message: storable(message),
      data: Object.keys(data).length > 0 ? toJson(data) : undefined,
    })),
  );
  return written;
}

/** See `SmokeTestStore.lastEvents`. */
export async function lastEvents(
  db: Knex,
  buildIds: string[],
): Promise<Map<string, number>> {
  const rows = await inChunks<Pick<BuildRow, 'id' | 'event_seq'>>(
    buildIds,
    ids => db(BUILDS).select('id', 'event_seq').whereIn('id', ids),
  );
  return new Map(rows.map(({ id, event_seq: last }) => [id, last]));
}

/** A build's events after a number, in order. */
export async function eventsAfter(
  db: Knex,
  buildId: string,
  seq: number,
  limit: number,
): Promise<BuildEvent[]> {
  const rows: EventRow[] = await db(EVENTS)
    .where('build_id', buildId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit);
  return rows.map(eventFromRow);
}

/** What went wrong in a run without ending it. */
export async function noticesOf(
  db: Knex,
  runId: string,
): Promise<{ at: Date; message: string }[]> {
  const rows: EventRow[] = await db(EVENTS)
    .where({ run_id: runId, type: 'notice' })
    .orderBy('seq');
  return rows.map(row => ({ at: toDate(row.at), message: row.message }));
}
