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
import { withClaim } from './fence';
import type { Claim, ObjectRecord } from './records';
import { objectFromRow } from './rows';
import { OBJECTS, RUNS, type ObjectRow } from './tables';

const WITHOUT_BODY = ['run_id', 'path', 'content_type', 'sha256', 'size'];

/** See `SmokeTestStore.putObject`. */
export async function putObject(
  db: Knex,
  claim: Claim,
  object: ObjectRecord,
): Promise<void> {
  await withClaim(db, claim, 'run', ({ trx, run, now }) =>
    upsertObjects(trx, run.id, [object], now),
  );
}

/** Writes objects of the run that the caller holds, each of another path, and replaces those that have the same. */
export async function upsertObjects(
  trx: Knex.Transaction,
  runId: string,
  objects: ObjectRecord[],
  now: number,
): Promise<void> {
  if (objects.length === 0) {
    return;
  }
  await trx(OBJECTS)
    .insert(
      objects.map(object => ({
        run_id: runId,
        path: object.path,
        content_type: object.contentType,
        sha256: object.sha256,
        size: object.size,
        written_at: now,
        body: object.body ?? null,
      })),
    )
    .onConflict(['run_id', 'path'])
    .merge();
}

/** A run's objects by path, without bodies. */
export async function objectsOf(
  db: Knex,
  runId: string,
): Promise<ObjectRecord[]> {
  const rows: Omit<ObjectRow, 'body' | 'written_at'>[] = await db(OBJECTS)
    .select(WITHOUT_BODY)
    .where('run_id', runId)
    .orderBy('path');
  return rows.map(objectFromRow);
}

/** See `SmokeTestStore.objectOf`. */
export async function objectOf(
  db: Knex,
  runId: string,
  path: string,
): Promise<ObjectRecord | undefined> {
  const row: ObjectRow | undefined = await db(OBJECTS)
    .first()
    .where({ run_id: runId, path });
  return row && objectFromRow(row);
}

/** How many bytes wait for the archive, of one run or of all. */
export async function waitingBytes(db: Knex, runId?: string): Promise<number> {
  const query = db(OBJECTS).whereNotNull('body').sum({ bytes: 'size' }).first();
  if (runId !== undefined) {
    query.where('run_id', runId);
  }
  const row = await query;
  return Number(row?.bytes ?? 0);
}

/** See `SmokeTestStore.waitingObjects`. */
export async function waitingObjects(
  db: Knex,
  limit: number,
  skip = 0,
): Promise<ObjectRecord[]> {
  const rows: Omit<ObjectRow, 'body' | 'written_at'>[] = await db(OBJECTS)
    .select(WITHOUT_BODY)
    .whereNotNull('body')
    .whereNotExists(
      db(RUNS)
        .select(db.raw('1'))
        .whereRaw('?? = ??', [`${RUNS}.id`, `${OBJECTS}.run_id`])
        .whereNotNull(`${RUNS}.expired_at`),
    )
    .orderBy(['written_at', 'run_id', 'path'])
    .offset(skip)
    .limit(limit);
  return rows.map(objectFromRow);
}

/** See `SmokeTestStore.markStored`. */
export async function markStored(
  db: Knex,
  object: ObjectRecord,
): Promise<void> {
  await db(OBJECTS)
    .where({ run_id: object.runId, path: object.path, sha256: object.sha256 })
    .update({ body: null });
}
