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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from './chunks';
import type { FamilyRecord, RegionRecord } from './records';
import { buildFromRow, toDate } from './rows';
import { VERDICT_PRECEDENCE } from './settlement';
import { BUILDS, RUNS, type Bigint, type BuildRow } from './tables';
import { VERIFICATION_PATTERN } from './verifications';

/*
 * However many builds there are, what is asked here goes from one family (or family and region) to the next along an index,
 * because neither database does so for `distinct` or a window, which read every build there is.
 *
 * Re-tests say nothing about how a family stands: they are of what is on its channels, which may be old. That they are left out is
 * written as in the indexes that have none of them, or PostgreSQL would not see that those will do.
 */

/** The common table `names`: every family that has a build, and every profile that was verified. */
function withNames(db: Knex): Knex.QueryBuilder {
  const next = db.raw(
    `select min(family) as family from ??
     union all
     select (select min(family) from ?? where family > names.family)
     from names where names.family is not null`,
    [BUILDS, BUILDS],
  );
  return db.withRecursive('names', next);
}

/** The names of all families that have a build, in order. */
export async function families(db: Knex): Promise<string[]> {
  return names(db).whereNot('family', 'like', VERIFICATION_PATTERN);
}

/** See `SmokeTestStore.histories`. */
export async function histories(db: Knex): Promise<string[]> {
  return names(db);
}

function names(db: Knex): Knex.QueryBuilder {
  return withNames(db)
    .from('names')
    .whereNotNull('family')
    .orderBy('family')
    .pluck('family');
}

/** See `SmokeTestStore.familyOverviews`. */
export async function familyOverviews(
  db: Knex,
  only?: string[],
): Promise<FamilyRecord[]> {
  return only
    ? inChunks([...only].sort(), chunk => overviews(db, chunk))
    : overviews(db);
}

async function overviews(db: Knex, only?: string[]): Promise<FamilyRecord[]> {
  const rows = await standings(db, only);
  const latest = await buildsById(
    db,
    rows.map(row => row.latest_id),
  );
  const regions = await newestByRegion(db, only);
  return rows.map(row => ({
    family: row.family,
    latest: latest.get(row.latest_id)!,
    running: Number(row.running),
    regions: regions.get(row.family) ?? [],
    lastPassedAt: row.passed_at === null ? undefined : toDate(row.passed_at),
    failingSince:
      row.failing_since === null ? undefined : toDate(row.failing_since),
  }));
}

interface StandingRow {
  family: string;
  latest_id: string;
  running: Bigint;
  passed_at: Bigint | null;
  failing_since: Bigint | null;
}

/** How each family stands: its newest build, the last that passed, and the first that has failed since. */
async function standings(db: Knex, only?: string[]): Promise<StandingRow[]> {
  const newest = db.raw(
    `select names.family,
       (select b.id from ?? b where b.family = names.family and b.source <> 'retest'
        order by b.created_at desc, b.id desc limit 1) as latest_id,
       (select b.id from ?? b where b.family = names.family and b.verdict = 'passed' and b.source <> 'retest'
        order by b.created_at desc, b.id desc limit 1) as passed_id
     from names where names.family is not null and names.family not like ?`,
    [BUILDS, BUILDS, VERIFICATION_PATTERN],
  );
  const query = withNames(db)
    .with('newest', newest)
    .from('newest')
    .leftJoin({ passed: BUILDS }, 'passed.id', 'newest.passed_id')
    .select('newest.family', 'newest.latest_id', {
      passed_at: 'passed.verdict_at',
      running: db.raw(
        `(select count(*) from ?? r where r.family = newest.family and r.verdict is null)`,
        [BUILDS],
      ),
      failing_since: db.raw(
        `(select f.verdict_at from ?? f
          where f.family = newest.family and f.verdict = 'failed' and f.source <> 'retest'
            and f.expired_at is null
            and (f.created_at, f.id) > (coalesce(passed.created_at, 0), coalesce(passed.id, ''))
          order by f.created_at, f.id limit 1)`,
        [BUILDS],
      ),
    })
    .whereNotNull('newest.latest_id')
    .orderBy('newest.family');
  if (only) query.whereIn('newest.family', only);
  return query;
}

async function buildsById(db: Knex, ids: string[]) {
  const rows = await inChunks<BuildRow>(ids, chunk =>
    db(BUILDS).whereIn('id', chunk),
  );
  return new Map(rows.map(row => [row.id, buildFromRow(row)]));
}

type RegionRow = {
  id: string;
  family: string;
  region: string;
  image_id: string;
  verdict: Verdict;
  verdict_at: Bigint;
};

/** By family: what the newest build that has a verdict in a region found there; the worst where it ran on several types. */
async function newestByRegion(
  db: Knex,
  only?: string[],
): Promise<Map<string, RegionRecord[]>> {
  // Backwards along the index, the first run of each family and region is its newest.
  const newest = db.raw(
    `select (select r.id from ?? r
             where r.verdict is not null and not r.retest and r.expired_at is null
             order by r.family desc, r.region desc, r.created_at desc, r.id desc limit 1) as id
     union all
     select (select r.id from ?? r
             where r.verdict is not null and not r.retest and r.expired_at is null
               and (r.family, r.region) < (here.family, here.region)
             order by r.family desc, r.region desc, r.created_at desc, r.id desc limit 1)
     from newest join ?? here on here.id = newest.id`,
    [RUNS, RUNS, RUNS],
  );
  const query = db
    .withRecursive('newest', newest)
    .from('newest')
    .join({ one: RUNS }, 'one.id', 'newest.id')
    .join({ run: RUNS }, join =>
      join
        .on('run.build_id', 'one.build_id')
        .andOn('run.region', 'one.region')
        .andOnNotNull('run.verdict'),
    )
    .select(
      'run.id',
      'run.family',
      'run.region',
      'run.image_id',
      'run.verdict',
      'run.verdict_at',
    )
    .orderBy(['run.family', 'run.region', 'run.position']);
  if (only) query.whereIn('one.family', only);
  const rows: RegionRow[] = await query;

  const byFamily = new Map<string, RegionRecord[]>();
  for (const row of rows) {
    const regions = byFamily.get(row.family) ?? [];
    byFamily.set(row.family, regions);
    const before = regions.findIndex(({ region }) => region === row.region);
    if (before < 0) regions.push(regionFromRow(row));
    else if (isWorse(row.verdict, regions[before].verdict)) {
      regions[before] = regionFromRow(row);
    }
  }
  return byFamily;
}

function isWorse(verdict: Verdict, other: Verdict): boolean {
  return (
    VERDICT_PRECEDENCE.indexOf(verdict) < VERDICT_PRECEDENCE.indexOf(other)
  );
}

function regionFromRow(row: RegionRow): RegionRecord {
  return {
    region: row.region,
    verdict: row.verdict,
    at: toDate(row.verdict_at),
    runId: row.id,
    imageId: row.image_id,
  };
}
