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

import {
  LIMITS,
  type NewBuildEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from './chunks';
import { appendEvents } from './events';
import { changeClaimed, withClaim } from './fence';
import { upsertObjects } from './objects';
import type {
  AttemptsRecord,
  CheckChanges,
  Claim,
  ConsoleChunk,
  NewFrame,
  ScreenshotRecord,
} from './records';
import {
  attemptsFromRow,
  consoleFromRow,
  screenshotFromRow,
  storable,
  toJson,
} from './rows';
import type { WrittenEvents } from './SmokeTestStore';
import {
  ATTEMPTS,
  CONSOLE,
  PRINTS,
  RUNS,
  SCREENSHOTS,
  type AttemptsRow,
  type ConsoleRow,
  type ScreenshotRow,
} from './tables';

const INSERT_BATCH_SIZE = 100;

/** See `SmokeTestStore.addScreenshots`. */
export async function addScreenshots(
  db: Knex,
  claim: Claim,
  frames: NewFrame[],
): Promise<WrittenEvents> {
  return withClaim(db, claim, 'build', async ({ trx, run, now }) => {
    const inserted: Pick<ScreenshotRow, 'offset_ms'>[] = await trx(SCREENSHOTS)
      .insert(
        frames.map(({ screenshot }) => screenshotToRow(run.id, screenshot)),
      )
      .onConflict(['run_id', 'offset_ms'])
      .ignore()
      .returning('offset_ms');
    const fresh = new Set(inserted.map(({ offset_ms }) => offset_ms));
    const added = frames.filter(({ screenshot }) =>
      fresh.has(screenshot.offsetMs),
    );
    const taken = added.filter(
      ({ screenshot }) => screenshot.missing === undefined,
    );
    if (taken.length > 0) {
      await trx(RUNS)
        .where('id', run.id)
        .increment('screenshots', taken.length);
    }
    const prints = added.flatMap(({ screenshot, print }) =>
      print ? [{ run_id: run.id, offset_ms: screenshot.offsetMs, print }] : [],
    );
    if (prints.length > 0) await trx(PRINTS).insert(prints);
    const objects = added.flatMap(frame => frame.objects);
    await upsertObjects(trx, run.id, objects, now);
    const events = added.map(({ event }) => event);
    return appendEvents(trx, run.build_id, events, now);
  });
}

function screenshotToRow(runId: string, screenshot: ScreenshotRecord) {
  return {
    run_id: runId,
    offset_ms: screenshot.offsetMs,
    taken_at_ms: screenshot.takenAtMs,
    path: screenshot.path,
    thumbnail_path: screenshot.thumbnailPath,
    sha256: screenshot.sha256,
    bytes: screenshot.bytes,
    missing: storable(screenshot.missing),
  };
}

/** A run's screenshots by offset. */
export async function screenshotsOf(
  db: Knex,
  runId: string,
): Promise<ScreenshotRecord[]> {
  const rows: ScreenshotRow[] = await db(SCREENSHOTS)
    .where('run_id', runId)
    .orderBy('offset_ms');
  return rows.map(screenshotFromRow);
}

/** See `SmokeTestStore.filmStripsOf`. */
export async function filmStripsOf(
  db: Knex,
  runIds: string[],
): Promise<Map<string, number[]>> {
  const frames = await inChunks(runIds, chunk => stripFrames(db, chunk));
  const strips = new Map<string, number[]>();
  for (const { run_id, offset_ms } of frames) {
    const strip = strips.get(run_id);
    if (strip) strip.push(offset_ms);
    else strips.set(run_id, [offset_ms]);
  }
  return strips;
}

/** The database looks at every frame, but gives only those that are shown. */
function stripFrames(
  db: Knex,
  runIds: string[],
): PromiseLike<{ run_id: string; offset_ms: number }[]> {
  // Each picture once, where it was first seen; the one of the last frame at the last frame.
  const pictures = db(SCREENSHOTS)
    .select('run_id', {
      offset_ms: db.raw(
        `case when max(offset_ms) = max(max(offset_ms)) over (partition by run_id)
         then max(offset_ms) else min(offset_ms) end`,
      ),
    })
    .whereIn('run_id', runIds)
    .whereNotNull('sha256')
    .groupBy('run_id', 'sha256');
  const numbered = db('pictures').select('run_id', 'offset_ms', {
    position: db.raw(
      'row_number() over (partition by run_id order by offset_ms) - 1',
    ),
    newest: db.raw('count(*) over (partition by run_id) - 1'),
  });
  // At even distances, rounded to the nearest one.
  const gaps = LIMITS.filmStrip - 1;
  const places = Array.from(
    { length: LIMITS.filmStrip },
    (_, place) => `(${2 * place} * newest + ${gaps}) / ${2 * gaps}`,
  ).join(', ');
  return db
    .with('pictures', pictures)
    .with('numbered', numbered)
    .from('numbered')
    .select('run_id', 'offset_ms')
    .whereRaw(`(newest <= ${gaps} or position in (${places}))`)
    .orderBy(['run_id', 'offset_ms']);
}

/** See `SmokeTestStore.addConsole`. */
export async function addConsole(
  db: Knex,
  claim: Claim,
  chunk: ConsoleChunk,
  event: NewBuildEvent,
): Promise<WrittenEvents> {
  return withClaim(db, claim, 'build', async ({ trx, run, now }) => {
    const text = storable(chunk.text);
    // The run's row is locked, so nobody else takes the number.
    const last = await trx(CONSOLE)
      .where('run_id', run.id)
      .max({ seq: 'seq' })
      .first();
    await trx(CONSOLE).insert({
      run_id: run.id,
      seq: (last?.seq ?? 0) + 1,
      offset_ms: chunk.offsetMs,
      text,
    });
    await trx(RUNS)
      .where('id', run.id)
      .increment('console_bytes', Buffer.byteLength(text));
    return appendEvents(trx, run.build_id, [event], now);
  });
}

/** A run's console log, in the order in which it was read. */
export async function consoleOf(
  db: Knex,
  runId: string,
): Promise<ConsoleChunk[]> {
  const rows: ConsoleRow[] = await db(CONSOLE)
    .where('run_id', runId)
    .orderBy('seq');
  return rows.map(consoleFromRow);
}

/** See `SmokeTestStore.saveAttempts`. */
export async function saveAttempts(
  db: Knex,
  claim: Claim,
  attempts: AttemptsRecord[],
  { observedMs, checks }: CheckChanges,
): Promise<void> {
  const rows = numberedByCheck(attempts).map(([entry, position]) => ({
    run_id: claim.runId,
    check_name: storable(entry.check),
    position,
    outcome: entry.outcome,
    detail: storable(entry.detail),
    count: entry.count,
    first_offset_ms: entry.firstOffsetMs,
    last_offset_ms: entry.lastOffsetMs,
  }));
  const changes = { observed_ms: observedMs, checks: toJson(checks) };
  await changeClaimed(db, claim, changes, async trx => {
    for (let at = 0; at < rows.length; at += INSERT_BATCH_SIZE) {
      await trx(ATTEMPTS)
        .insert(rows.slice(at, at + INSERT_BATCH_SIZE))
        .onConflict(['run_id', 'check_name', 'position'])
        .merge();
    }
  });
}

/** Each entry with its place among those of its check. */
function numberedByCheck(attempts: AttemptsRecord[]) {
  const counts = new Map<string, number>();
  return attempts.map(entry => {
    const position = counts.get(entry.check) ?? 0;
    counts.set(entry.check, position + 1);
    return [entry, position] as const;
  });
}

/** A run's attempts, in the order in which they began. */
export async function attemptsOf(
  db: Knex,
  runId: string,
): Promise<AttemptsRecord[]> {
  const rows: AttemptsRow[] = await db(ATTEMPTS)
    .where('run_id', runId)
    .orderBy(['first_offset_ms', 'position', 'check_name']);
  return rows.map(attemptsFromRow);
}
