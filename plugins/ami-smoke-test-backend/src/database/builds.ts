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

import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { databaseNow } from './clock';
import { cursorAfter, readCursor } from './cursors';
import { appendEvents } from './events';
import { networkHash } from './networkHash';
import type { BuildRecord, NewBuild } from './records';
import { buildFromRow, toJson } from './rows';
import type { BuildFilter } from './SmokeTestStore';
import { BUILDS, RUNS, type BuildRow } from './tables';

/** Runs that the event of an accepted build names before it only counts. */
const RUNS_NAMED = 5;
const INSERT_BATCH_SIZE = 100;

/** See `SmokeTestStore.acceptBuild`. */
export async function acceptBuild(
  db: Knex,
  build: NewBuild,
): Promise<{ build: BuildRecord; created: boolean }> {
  return db.transaction(async trx => {
    const now = await databaseNow(trx);
    // A second request with the key waits here for the first one's end, and then finds its build.
    const [inserted]: BuildRow[] = await trx(BUILDS)
      .insert(buildRow(build, now))
      .onConflict('key')
      .ignore()
      .returning('*');
    if (!inserted) {
      const accepted = await findAccepted(trx, build.key, build.bodyHash);
      if (!accepted) {
        throw new ConflictError(
          `The build with the key '${build.key}' was removed just now; send it again`,
        );
      }
      return { build: accepted, created: false };
    }
    await trx.batchInsert(
      RUNS,
      runRows(build, inserted.id, now),
      INSERT_BATCH_SIZE,
    );
    await appendEvents(
      trx,
      inserted.id,
      [{ type: 'accepted', message: acceptedMessage(build) }],
      now,
    );
    return { build: buildFromRow(inserted), created: true };
  });
}

function buildRow(build: NewBuild, now: number) {
  return {
    id: randomUUID(),
    key: build.key,
    body_hash: build.bodyHash,
    family: build.family,
    entity_ref: build.entityRef ?? '',
    profile_name: build.profileName,
    profile: toJson(build.profile),
    source: build.source,
    rerun_of: build.rerunOf,
    packer: toJson(build.packer),
    lineage: toJson(build.lineage),
    overrides: toJson(build.overrides),
    images: toJson(build.images),
    created_by: build.createdBy,
    created_at: now,
    status: 'running',
    event_seq: 0,
  };
}

function runRows(build: NewBuild, buildId: string, now: number) {
  return build.runs.map((run, position) => ({
    id: run.id,
    build_id: buildId,
    position,
    family: build.family,
    profile_name: build.profileName,
    network_hash: networkHash(build.profile, run.image.region),
    account_id: run.image.accountId,
    region: run.image.region,
    image_id: run.image.imageId,
    instance_type: run.instanceType,
    stage: 'queued',
    stages: toJson([{ stage: 'queued', at: new Date(now).toISOString() }]),
    cleanup: 'pending',
    created_at: now,
    observed_ms: 0,
    checks: toJson([]),
    screenshots: 0,
    console_bytes: 0,
    archive_folder: run.archiveFolder,
    retest: build.source === 'retest',
    epoch: 0,
  }));
}

function acceptedMessage({ family, runs }: NewBuild): string {
  const names = runs
    .slice(0, RUNS_NAMED)
    .map(run => `${run.image.region} ${run.instanceType}`);
  if (runs.length > RUNS_NAMED) {
    names.push(`${runs.length - RUNS_NAMED} more`);
  }
  const count = runs.length === 1 ? '1 run' : `${runs.length} runs`;
  return `Accepted: ${family}, ${count} (${names.join(', ')})`;
}

/** See `SmokeTestStore.findAccepted`. */
export async function findAccepted(
  db: Knex,
  key: string,
  bodyHash: string,
): Promise<BuildRecord | undefined> {
  const row: BuildRow | undefined = await db(BUILDS).first().where('key', key);
  if (row && row.body_hash !== bodyHash) {
    throw new ConflictError(
      `The key '${key}' belongs to another build that asked for something else (${row.id}); send what was sent then, or another key`,
    );
  }
  return row && buildFromRow(row);
}

export async function getBuild(
  db: Knex,
  buildId: string,
): Promise<BuildRecord | undefined> {
  const row: BuildRow | undefined = await db(BUILDS)
    .first()
    .where('id', buildId)
    .whereNull('expired_at');
  return row && buildFromRow(row);
}

/** See `SmokeTestStore.listBuilds`. */
export async function listBuilds(
  db: Knex,
  filter: BuildFilter,
  page: { cursor?: string; limit: number },
): Promise<{ items: BuildRecord[]; nextCursor?: string }> {
  const query = db<BuildRow>(BUILDS)
    .select(`${BUILDS}.*`)
    .whereNull(`${BUILDS}.expired_at`);
  applyFilter(query, filter);
  const newestFirst = applyRunFilter(db, query, filter);
  if (page.cursor !== undefined) {
    query.whereRaw('(??, ??) < (?, ?)', [
      ...newestFirst,
      ...readCursor(page.cursor),
    ]);
  }
  const rows: BuildRow[] = await query
    .orderBy(newestFirst.map(column => ({ column, order: 'desc' })))
    .limit(page.limit + 1);

  const items = rows.slice(0, page.limit).map(buildFromRow);
  const last = items.at(-1);
  return rows.length > page.limit && last
    ? { items, nextCursor: cursorAfter(last) }
    : { items };
}

function applyFilter(query: Knex.QueryBuilder, filter: BuildFilter): void {
  const columns = {
    entity_ref: filter.entityRef,
    family: filter.family,
    status: filter.status,
    source: filter.source,
  };
  for (const [column, value] of Object.entries(columns)) {
    if (value !== undefined) {
      query.where(`${BUILDS}.${column}`, value);
    }
  }
  if (filter.source === undefined && filter.family === undefined) {
    query.whereNot(`${BUILDS}.source`, 'verification');
  }
  if (filter.verdict === 'none') {
    query.whereNull(`${BUILDS}.verdict`);
  } else if (filter.verdict !== undefined) {
    query.where(`${BUILDS}.verdict`, filter.verdict);
  }
  if (filter.families) {
    query.whereIn(`${BUILDS}.family`, filter.families);
  }
  if (filter.since !== undefined) {
    query.where(`${BUILDS}.created_at`, '>=', new Date(filter.since).getTime());
  }
}

/**
 * Leaves builds of which one run has all that is asked of a run.
 *
 * How far boots came, and what went wrong, may be rare or long ago, which no statistics tell: those runs lead to their builds, along an
 * index from the newest on. Where the builds are few anyway, each is asked for its runs.
 *
 * @returns by what the builds are ordered: when they were accepted, and their ids
 */
function applyRunFilter(
  db: Knex,
  query: Knex.QueryBuilder,
  filter: BuildFilter,
): [string, string] {
  const { family, entityRef, imageId, region } = filter;
  const ofTheBoot = present({
    furthest_stage: filter.furthestStage,
    headline_category: filter.category,
    headline_id: filter.finding,
  });
  const wanted = { ...ofTheBoot, ...present({ image_id: imageId, region }) };
  const areFew = family ?? entityRef ?? imageId;
  if (areFew !== undefined || Object.keys(ofTheBoot).length === 0) {
    if (Object.keys(wanted).length > 0) {
      query.whereExists(
        db(RUNS)
          .where(wanted)
          .whereRaw('?? = ??', [`${RUNS}.build_id`, `${BUILDS}.id`]),
      );
    }
    return [`${BUILDS}.created_at`, `${BUILDS}.id`];
  }
  // Of the runs of a build only the first that is alike leads to it; asked row by row, as far as the limit goes.
  const earlier = db({ earlier: RUNS })
    .select(db.raw('false'))
    .where(prefixed('earlier', wanted))
    .whereRaw('earlier.build_id = run.build_id')
    .whereRaw('earlier.position < run.position')
    .limit(1);
  query
    .join({ run: RUNS }, 'run.build_id', `${BUILDS}.id`)
    .where(prefixed('run', wanted))
    .where(db.raw('coalesce(?, true)', [earlier]));
  // A build and its runs are accepted in the same moment.
  return ['run.created_at', 'run.build_id'];
}

function prefixed(table: string, columns: object): object {
  return Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [`${table}.${name}`, value]),
  );
}

/** Without what is not there. */
function present<T extends object>(columns: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
