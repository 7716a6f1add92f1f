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
import type { RunRecord } from './records';
import { runFromRow } from './rows';
import { getRun, selectRuns } from './runs';
import type { SmokeTestStore } from './SmokeTestStore';
import { RUNS, type RunRow } from './tables';

/*
 * The index of passed runs knows a family's, by when they came, and no more of them: so that a question costs the same however long
 * the history is, only the newest are looked at.
 */
const MOST_PASSES = 300;

const NEWEST_FIRST = [
  { column: 'created_at', order: 'desc' as const },
  { column: 'id', order: 'desc' as const },
];

/** See `SmokeTestStore.findLastGood`. */
export async function findLastGood(
  db: Knex,
  run: Parameters<SmokeTestStore['findLastGood']>[0],
): Promise<RunRecord | undefined> {
  const { image, instanceType: instance_type } = run;
  const { region } = image;
  for (const likeness of [{ region, instance_type }, { region }, {}]) {
    const row: Pick<RunRow, 'id'> | undefined = await passesBefore(db, run)
      .first('id')
      .where(likeness);
    if (row) return getRun(db, row.id);
  }
  return undefined;
}

/** See `SmokeTestStore.goodRunsLike`. */
export async function goodRunsLike(
  db: Knex,
  run: Parameters<SmokeTestStore['goodRunsLike']>[0],
  limit: number,
): Promise<RunRecord[]> {
  const newest = passesBefore(db, run)
    .select('id', 'created_at', 'region', 'instance_type', 'profile_name')
    .limit(MOST_PASSES)
    .as('passes');
  const ids: string[] = await db
    .from(newest)
    .where({
      region: run.image.region,
      instance_type: run.instanceType,
      profile_name: run.profileName,
    })
    .orderBy(NEWEST_FIRST)
    .limit(limit)
    .pluck('id');
  const rows = await selectRuns(db).whereIn(`${RUNS}.id`, ids);
  return rows.map(runFromRow);
}

/** The runs of the family that passed and are of earlier builds, the newest first. */
function passesBefore(
  db: Knex,
  run: Pick<RunRecord, 'family' | 'createdAt'>,
): Knex.QueryBuilder {
  // Written out, so that PostgreSQL sees that the index of passed runs will do.
  return db(RUNS)
    .where({ family: run.family })
    .whereRaw("verdict = 'passed'")
    .whereNull('expired_at')
    .where('created_at', '<', run.createdAt.getTime())
    .orderBy(NEWEST_FIRST);
}
