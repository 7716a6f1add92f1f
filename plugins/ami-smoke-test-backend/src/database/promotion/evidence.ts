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
  BuildImage,
  Image,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { inChunks } from '../chunks';
import type { EvidenceRecord } from '../PromotionStore';
import type { BuildRecord } from '../records';
import { buildFromRow, fromJson, headlineFromRow, toDate } from '../rows';
import { BUILDS, RUNS, type BuildRow, type RunRow } from '../tables';
import {
  distinctImages,
  type ImageColumns,
  imageKey,
  imageOf,
  ofImages,
} from './images';

/*
 * Runs of an image are found by the index of images, whatever builds they are of. An image is tested again and again, so that of
 * runs that were planned alike only the newest leaves the database.
 */

/** See `PromotionReader.buildOf`. */
export async function buildOf(
  db: Knex,
  image: Image,
): Promise<BuildRecord | undefined> {
  const row: BuildRow | undefined = await buildsOfImage(db, image)
    .first('build.*')
    .whereNot('build.source', 'verification')
    // A build and its runs are accepted in the same moment.
    .orderBy(['run.created_at', 'run.build_id']);
  return row && buildFromRow(row);
}

/** The runs `run` of an image with their builds `build`. */
function buildsOfImage(db: Knex, image: Image): Knex.QueryBuilder {
  return db({ run: RUNS })
    .join({ build: BUILDS }, 'build.id', 'run.build_id')
    .where({
      'run.account_id': image.accountId,
      'run.region': image.region,
      'run.image_id': image.imageId,
    })
    .whereNull('run.expired_at');
}

/** See `PromotionReader.imagesOf`. */
export async function imagesOf(db: Knex, buildId: string): Promise<Image[]> {
  const rows: RunRow[] = await db(RUNS)
    .where('build_id', buildId)
    .whereNull('expired_at')
    .orderBy('position');
  return distinctImages(rows.map(imageOf));
}

type EvidenceRow = RunRow &
  Pick<BuildRow, 'profile'> & { verdict: EvidenceRecord['verdict'] };

/** See `PromotionReader.evidenceOf`. */
export async function evidenceOf(
  db: Knex,
  images: Image[],
): Promise<EvidenceRecord[]> {
  const rows = await inChunks<EvidenceRow>(imageIdsOf(images), chunk =>
    newestAlike(db, chunk),
  );
  const newest = new Map<string, EvidenceRecord>();
  for (const record of ofImages(rows, images).map(evidenceFromRow)) {
    const { image, profileName, wantedInstanceType } = record;
    const key = `${imageKey(image)} ${profileName} ${wantedInstanceType}`;
    const before = newest.get(key);
    if (!before || before.at < record.at) newest.set(key, record);
  }
  return [...newest.values()];
}

/** Of the runs that said something, and that were planned alike: the one that did so last. */
function newestAlike(db: Knex, imageIds: string[]): Knex.QueryBuilder {
  const runs = db({ run: RUNS })
    .join({ build: BUILDS }, 'build.id', 'run.build_id')
    .select('run.*', 'build.profile', {
      age: db.raw(
        `row_number() over (
           partition by run.account_id, run.region, run.image_id, run.profile_name, run.position, build.profile
           order by run.verdict_at desc, run.id desc)`,
      ),
    })
    .whereIn('run.image_id', imageIds)
    .whereIn('run.verdict', ['passed', 'failed'])
    .whereNull('run.expired_at')
    .whereNot('build.source', 'verification');
  return db
    .from(runs.as('runs'))
    .where('age', 1)
    .orderBy([
      'image_id',
      'region',
      'profile_name',
      'position',
      { column: 'verdict_at', order: 'desc' },
    ]);
}

function evidenceFromRow(row: EvidenceRow): EvidenceRecord {
  return {
    runId: row.id,
    buildId: row.build_id,
    image: imageOf(row),
    profileName: row.profile_name,
    wantedInstanceType: plannedType(row),
    instanceType: row.instance_type,
    verdict: row.verdict,
    at: toDate(row.verdict_at!),
    headline: headlineFromRow(row),
  };
}

/** A build is planned image by image, each on every instance type of its profile; where it ran may be a fallback. */
function plannedType({ profile, position }: EvidenceRow): string {
  const { instanceTypes } = fromJson<{ instanceTypes: string[] }>(profile);
  return instanceTypes[position % instanceTypes.length];
}

/** See `PromotionStore.newestPassed`. */
export async function newestPassed(
  db: Knex,
  family: string,
): Promise<BuildRecord | undefined> {
  // Written out, so that PostgreSQL sees that the index without re-tests will do.
  const row: BuildRow | undefined = await db(BUILDS)
    .first()
    .where({ family, verdict: 'passed' })
    .whereRaw("source <> 'retest'")
    .whereNot('source', 'verification')
    .whereNull('expired_at')
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
  return row && buildFromRow(row);
}

/** See `PromotionStore.newestRetest`. */
export async function newestRetest(
  db: Knex,
  images: Image[],
  profileName: string,
): Promise<BuildRecord | undefined> {
  const [newest] = await newestRetests(db, [{ images, profileName }]);
  return newest;
}

type RetestRow = ImageColumns &
  Pick<RunRow, 'build_id' | 'profile_name'> &
  Pick<BuildRow, 'images'>;

/** See `PromotionStore.newestRetests`. */
export async function newestRetests(
  db: Knex,
  asked: { images: Image[]; profileName: string }[],
): Promise<(BuildRecord | undefined)[]> {
  // A build is found by its first image; of those that have tested the same images, the newest leaves the database.
  const firsts = asked.flatMap(({ images }) => images.slice(0, 1));
  const retests = await inChunks<RetestRow>(imageIdsOf(firsts), chunk =>
    newestRetestsOf(db, chunk),
  );
  const byFirst = new Map<string, RetestRow[]>();
  for (const row of retests) {
    const key = imageKey(imageOf(row));
    byFirst.set(key, [...(byFirst.get(key) ?? []), row]);
  }
  const found = asked.map(({ images, profileName }) => {
    const [first] = images;
    const wanted = idsOf(images);
    return (first ? byFirst.get(imageKey(first)) ?? [] : []).find(
      row =>
        row.profile_name === profileName &&
        idsOf(fromJson<BuildImage[]>(row.images)) === wanted,
    )?.build_id;
  });
  const builds = await inChunks<BuildRow>(
    found.flatMap(id => id ?? []),
    chunk => db(BUILDS).whereIn('id', chunk),
  );
  const byId = new Map(builds.map(row => [row.id, buildFromRow(row)]));
  return found.map(id => id && byId.get(id)).map(one => one || undefined);
}

function newestRetestsOf(db: Knex, imageIds: string[]): Knex.QueryBuilder {
  const retests = db({ run: RUNS })
    .join({ build: BUILDS }, 'build.id', 'run.build_id')
    .select(
      'run.account_id',
      'run.region',
      'run.image_id',
      'run.profile_name',
      'run.build_id',
      'run.created_at',
      'build.images',
      {
        age: db.raw(
          `row_number() over (
             partition by run.account_id, run.region, run.image_id, run.profile_name, build.images
             order by run.created_at desc, run.build_id desc)`,
        ),
      },
    )
    .whereIn('run.image_id', imageIds)
    .whereNull('run.expired_at')
    .whereRaw('run.retest');
  return db
    .from(retests.as('retests'))
    .where('age', 1)
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'build_id', order: 'desc' },
    ]);
}

/** See `PromotionStore.entityRefsOf`. */
export async function entityRefsOf(
  db: Knex,
  buildIds: string[],
): Promise<Map<string, string>> {
  const rows = await inChunks<Pick<BuildRow, 'id' | 'entity_ref'>>(
    [...new Set(buildIds)],
    chunk => db(BUILDS).select('id', 'entity_ref').whereIn('id', chunk),
  );
  return new Map(
    rows.flatMap(({ id, entity_ref: ref }) => (ref ? [[id, ref]] : [])),
  );
}

function imageIdsOf(images: Image[]): string[] {
  return [...new Set(images.map(({ imageId }) => imageId))];
}

function idsOf(images: BuildImage[]): string {
  return images
    .map(({ region, imageId }) => `${region} ${imageId}`)
    .sort()
    .join();
}
