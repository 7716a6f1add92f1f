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
import { alone, LOCKS } from './alone';
import { getBuild } from './builds';
import { databaseClock, databaseNow } from './clock';
import type { BuildRecord, ExpiredBuild, RetentionPolicy } from './records';
import { toDate } from './rows';
import {
  ACTS,
  ASSIGNMENTS,
  BUILDS,
  LEDGER,
  OBJECTS,
  RUNS,
  type BuildRow,
  type RunRow,
} from './tables';

const DAY_MS = 24 * 60 * 60 * 1000;

/*
 * Which builds go
 * ---------------
 * A build has expired from the moment in which `expired_at` is set, in its row and in those of its runs: no statement that
 * answers anybody gives it any more. Its rows are there until what it has in the archive is gone, because they alone know what
 * that is.
 *
 * What is under way, or not seen gone, never expires; nor does what a family's standing is told from: its newest builds, the
 * last good one (and the last that was good in each region, for comparisons), and the one that has failed first since; nor does
 * the last pass in a network, whatever its family, as that network's proof. Re-tests are none of the newest builds, and none that
 * the standing is told from (`families.ts`).
 *
 * What is on a channel never expires either: the evidence for it stands there. With `keep: promoted` neither does a build that a
 * promotion or roll-back ever put on one, so that the history has its evidence, and a channel can go back. Both are asked for once
 * the builds' rows are locked, as a promotion has the row of its build (`assign`): it comes first and is seen, or it finds nothing.
 */

/** See `SmokeTestStore.expireBuilds`. */
export async function expireBuilds(
  db: Knex,
  family: string,
  policy: RetentionPolicy,
  limit: number,
): Promise<number> {
  return db.transaction(async trx => {
    const now = await databaseNow(trx);
    const locked: string[] = await trx(BUILDS)
      .whereIn('id', expirable(trx, family, policy, now).limit(limit))
      .forUpdate()
      .pluck('id');
    // Whoever has pinned or promoted one of them until now has come first: asked again, now that the rows are locked.
    const expired: { id: string }[] = await trx(BUILDS)
      .whereIn('id', locked)
      .whereNull('expired_at')
      .modify(unlessKept, trx, policy, BUILDS)
      .update({
        expired_at: now,
        // The same build may be posted again.
        key: trx.raw("'expired/' || id"),
      })
      .returning('id');
    if (expired.length > 0) {
      await trx(RUNS)
        .whereIn(
          'build_id',
          expired.map(({ id }) => id),
        )
        .update({ expired_at: now });
    }
    return expired.length;
  });
}

/** The ids of a family's builds that are to expire, the oldest first, along the index of its builds. */
export function expirable(
  db: Knex,
  family: string,
  policy: RetentionPolicy,
  now: number,
): Knex.QueryBuilder {
  return db({ b: BUILDS })
    .select('b.id')
    .where('b.family', family)
    .where('b.created_at', '<', now - policy.maxAgeDays * DAY_MS)
    .where('b.status', 'finished')
    .whereNull('b.expired_at')
    .modify(unlessKept, db, policy, 'b')
    .whereRaw(
      `(b.created_at, b.id) < (
         select created_at, id from ?? where family = ? and source <> 'retest' and expired_at is null
         order by created_at desc, id desc limit 1 offset ?)`,
      [BUILDS, family, policy.keepBuildsPerFamily - 1],
    )
    .whereNotIn('b.id', standing(db, family))
    .where(none(db, openLedger(db, 'b.id')))
    .where(none(db, lastGoodInRegion(db)))
    .where(none(db, proofOfNetwork(db)))
    .orderBy([{ column: 'b.created_at' }, { column: 'b.id' }]);
}

function unlessKept(
  query: Knex.QueryBuilder,
  db: Knex,
  { keep }: RetentionPolicy,
  build: string,
): void {
  if (keep.includes('pinned')) query.whereNull(`${build}.pinned_at`);
  if (keep.includes('failed')) query.whereNot(`${build}.verdict`, 'failed');
  if (keep.includes('promoted')) query.where(none(db, promotedAs(db, build)));
  query.where(none(db, onChannelAs(db, build)));
}

/** Acts that put a build on a channel, along the index of a build's acts. */
function promotedAs(db: Knex, build: string): Knex.QueryBuilder {
  return db({ act: ACTS })
    .whereRaw('?? = ??', ['act.build_id', `${build}.id`])
    .whereIn('act.type', ['promotion', 'roll-back']);
}

/** Where a build is now. */
function onChannelAs(db: Knex, build: string): Knex.QueryBuilder {
  return db({ on_channel: ASSIGNMENTS }).whereRaw('?? = ??', [
    'on_channel.build_id',
    `${build}.id`,
  ]);
}

/** The last good build of the family, and the first that has failed since. */
function standing(db: Knex, family: string): Knex.QueryBuilder {
  return db
    .with('good', good =>
      good
        .from(BUILDS)
        .select('id', 'created_at')
        .where({ family, verdict: 'passed' })
        .whereRaw("source <> 'retest'")
        .whereNull('expired_at')
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(1),
    )
    .with('bad', bad =>
      bad
        .from(BUILDS)
        .select('id')
        .where({ family, verdict: 'failed' })
        .whereRaw("source <> 'retest'")
        .whereNull('expired_at')
        .whereRaw(
          `(created_at, id) > (
             coalesce((select created_at from good), 0), coalesce((select id from good), ''))`,
        )
        .orderBy(['created_at', 'id'])
        .limit(1),
    )
    .select('id')
    .from('good')
    .unionAll(db.select('id').from('bad'));
}

/**
 * SQL for whether a query has no row. Unlike `not exists` it is asked row by row, as far as the limit goes: PostgreSQL makes joins
 * of that one, and reads every run there is.
 */
function none(db: Knex, query: Knex.QueryBuilder): Knex.Raw {
  return db.raw('coalesce(?, true)', [query.select(db.raw('false')).limit(1)]);
}

/** What the runs of a build made and nobody has seen gone. */
function openLedger(db: Knex, buildId: string): Knex.QueryBuilder {
  return db({ l: LEDGER })
    .join({ r: RUNS }, 'r.id', 'l.run_id')
    .whereRaw('?? = ??', ['r.build_id', buildId])
    .whereIn('l.state', ['intended', 'exists']);
}

/** Runs of the build that are the last to have passed in their region. */
function lastGoodInRegion(db: Knex): Knex.QueryBuilder {
  return lastPassesOf(
    db,
    'later.family = r.family and later.region = r.region',
  );
}

/** Runs of the build that are the last to have passed in their network: `SmokeTestStore.hasPassed` is told from them. */
function proofOfNetwork(db: Knex): Knex.QueryBuilder {
  return lastPassesOf(
    db,
    'later.network_hash = r.network_hash and later.account_id = r.account_id and later.region = r.region',
  );
}

/** Runs `r` of the build `b` that have passed, and no `later` one that is like it in another build. */
function lastPassesOf(db: Knex, alike: string): Knex.QueryBuilder {
  // Written out, so that PostgreSQL sees that the indexes of passed runs will do.
  const later = db({ later: RUNS }).whereRaw(
    `${alike} and later.verdict = 'passed'
     and (later.created_at, later.id) > (r.created_at, r.id) and later.build_id <> r.build_id`,
  );
  return db({ r: RUNS })
    .whereRaw("r.build_id = b.id and r.verdict = 'passed'")
    .where(none(db, later));
}

/** See `SmokeTestStore.expiredBuilds`. */
export async function expiredBuilds(
  db: Knex,
  limit: number,
  skip: number,
): Promise<ExpiredBuild[]> {
  const builds: BuildRow[] = await db(BUILDS)
    .whereNotNull('expired_at')
    .orderBy(['expired_at', 'id'])
    .offset(skip)
    .limit(limit);
  const runs: RunRow[] = await db(RUNS)
    .whereIn(
      'build_id',
      builds.map(({ id }) => id),
    )
    .orderBy(['build_id', 'position']);
  return builds.map(build => ({
    id: build.id,
    family: build.family,
    verdict: build.verdict ?? undefined,
    createdAt: toDate(build.created_at),
    runs: runs
      .filter(run => run.build_id === build.id)
      .map(run => ({
        id: run.id,
        image: {
          accountId: run.account_id,
          region: run.region,
          imageId: run.image_id,
        },
        archiveFolder: run.archive_folder,
      })),
  }));
}

/** See `SmokeTestStore.forgetWaiting`. */
export async function forgetWaiting(
  db: Knex,
  builds: ExpiredBuild[],
): Promise<boolean> {
  const forgotten = await alone(db, LOCKS.upload, async (_, own) => {
    await own(OBJECTS)
      .whereIn(
        'run_id',
        builds.flatMap(({ runs }) => runs.map(({ id }) => id)),
      )
      .whereNotNull('body')
      .delete();
    return true;
  });
  return forgotten ?? false;
}

/** See `SmokeTestStore.removeExpired`. */
export async function removeExpired(
  db: Knex,
  buildId: string,
): Promise<boolean> {
  // One statement: all that belongs to the build goes with it.
  const removed = await db(BUILDS)
    .where('id', buildId)
    .whereNotNull('expired_at')
    .where(none(db, openLedger(db, `${BUILDS}.id`)))
    .delete();
  return removed > 0;
}

/** See `SmokeTestStore.pin`. */
export async function pin(
  db: Knex,
  buildId: string,
  by: string,
): Promise<BuildRecord | undefined> {
  await db(BUILDS)
    .where('id', buildId)
    .whereNull('expired_at')
    .whereNull('pinned_at')
    .update({ pinned_by: by, pinned_at: databaseClock(db) });
  return getBuild(db, buildId);
}

/** See `SmokeTestStore.unpin`. */
export async function unpin(
  db: Knex,
  buildId: string,
): Promise<BuildRecord | undefined> {
  await db(BUILDS)
    .where('id', buildId)
    .whereNull('expired_at')
    .update({ pinned_by: null, pinned_at: null });
  return getBuild(db, buildId);
}
