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
  Diagnosis,
  NewBuildEvent,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from './chunks';
import { appendEvents } from './events';
import { withClaim } from './fence';
import type { Claim, PrintedFrame } from './records';
import { fromJson, storable, toJson } from './rows';
import type { WrittenEvents } from './SmokeTestStore';
import {
  DIAGNOSES,
  PRINTS,
  RUNS,
  SCREEN_TEXTS,
  SCREENSHOTS,
  type DiagnosisRow,
  type PrintRow,
  type ScreenshotRow,
  type ScreenTextRow,
} from './tables';

/** See `SmokeTestStore.saveDiagnosis`. */
export async function saveDiagnosis(
  db: Knex,
  claim: Claim,
  diagnosis: Diagnosis,
  events: NewBuildEvent[],
): Promise<WrittenEvents> {
  const locks = events.length > 0 ? 'build' : 'run';
  return withClaim(db, claim, locks, async ({ trx, run, now }) => {
    const { headline, furthestStage } = diagnosis;
    await trx(RUNS)
      .where('id', run.id)
      .update({
        furthest_stage: furthestStage,
        headline_id: headline?.id ?? null,
        headline_category: headline?.category ?? null,
        headline_severity: headline?.severity ?? null,
        headline_title: headline ? storable(headline.title) : null,
      });
    await trx(DIAGNOSES)
      .insert({ run_id: run.id, diagnosis: toJson(diagnosis) })
      .onConflict('run_id')
      .merge();
    return appendEvents(trx, run.build_id, events, now);
  });
}

/** See `SmokeTestStore.diagnosesOf`. */
export async function diagnosesOf(
  db: Knex,
  runIds: string[],
): Promise<Map<string, Diagnosis>> {
  const rows = await inChunks<DiagnosisRow>(runIds, chunk =>
    db(DIAGNOSES).whereIn('run_id', chunk),
  );
  return new Map(
    rows.map(row => [row.run_id, fromJson<Diagnosis>(row.diagnosis)]),
  );
}

/** See `SmokeTestStore.addScreenText`. */
export async function addScreenText(
  db: Knex,
  claim: Claim,
  { offsetMs, text }: ScreenText,
): Promise<void> {
  await withClaim(db, claim, 'run', ({ trx, run }) =>
    trx(SCREEN_TEXTS)
      .insert({ run_id: run.id, offset_ms: offsetMs, text: storable(text) })
      .onConflict(['run_id', 'offset_ms'])
      .ignore(),
  );
}

/** What was read from a run's screenshots, by offset. */
export async function screenTextsOf(
  db: Knex,
  runId: string,
): Promise<ScreenText[]> {
  const rows: ScreenTextRow[] = await db(SCREEN_TEXTS)
    .where('run_id', runId)
    .orderBy('offset_ms');
  return rows.map(row => ({ offsetMs: row.offset_ms, text: row.text }));
}

/** See `SmokeTestStore.printedFramesOf`. */
export async function printedFramesOf(
  db: Knex,
  runId: string,
): Promise<PrintedFrame[]> {
  const rows: (PrintRow & ScreenshotRow)[] = await db({
    print: PRINTS,
  })
    .join({ shot: SCREENSHOTS }, join =>
      join
        .on('shot.run_id', 'print.run_id')
        .andOn('shot.offset_ms', 'print.offset_ms'),
    )
    .select('shot.offset_ms', 'shot.path', 'shot.sha256', 'print.print')
    .where('print.run_id', runId)
    .orderBy('shot.offset_ms');
  return rows.map(row => ({
    offsetMs: row.offset_ms,
    path: row.path!,
    sha256: row.sha256!,
    print: row.print,
  }));
}
