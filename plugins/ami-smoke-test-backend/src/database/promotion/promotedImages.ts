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
  BuildPromotion,
  Image,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { inChunks } from '../chunks';
import type { ActRecord, PromotedImageRecord } from '../PromotionStore';
import { fromJson, optionalDate, storable, toDate, toJson } from '../rows';
import {
  ASSIGNMENTS,
  PROMOTED_IMAGES,
  RUNS,
  type AssignmentRow,
  type PromotedImageRow,
} from '../tables';
import {
  distinctImages,
  imageColumns,
  imageKey,
  imageOf,
  ofImages,
} from './images';

/** See `PromotionReader.promotedImages`. */
export async function promotedImages(
  db: Knex,
  images: Image[],
): Promise<PromotedImageRecord[]> {
  const rows = await inChunks<PromotedImageRow>(idsOf(images), chunk =>
    db(PROMOTED_IMAGES).whereIn('image_id', chunk).orderBy('image_id'),
  );
  return withChannels(db, ofImages(rows, images));
}

/** Rows as records, with the channels that the images are on now. */
export async function withChannels(
  db: Knex,
  rows: PromotedImageRow[],
): Promise<PromotedImageRecord[]> {
  const channels = await channelsOf(db, rows.map(imageOf));
  return rows.map(row =>
    promotedFromRow(row, channels.get(imageKey(imageOf(row))) ?? []),
  );
}

/** By image: the channels that it is on now, in the order of their names. */
async function channelsOf(
  db: Knex,
  images: Image[],
): Promise<Map<string, string[]>> {
  const rows = await inChunks<AssignmentRow & { image_id: string }>(
    idsOf(images),
    chunk => db(ASSIGNMENTS).whereIn('image_id', chunk).orderBy('channel'),
  );
  const channels = new Map<string, Set<string>>();
  for (const row of rows) {
    const key = imageKey(imageOf(row));
    channels.set(key, (channels.get(key) ?? new Set()).add(row.channel));
  }
  return new Map([...channels].map(([key, names]) => [key, [...names]]));
}

function idsOf(images: Image[]): string[] {
  return [...new Set(images.map(({ imageId }) => imageId))];
}

function promotedFromRow(
  row: PromotedImageRow,
  channels: string[],
): PromotedImageRecord {
  return {
    ...imageOf(row),
    family: row.family,
    buildId: row.build_id,
    channels,
    wasOn: fromJson(row.was_on),
    leftAt: optionalDate(row.left_at),
    revoked:
      row.revoked_at === null
        ? undefined
        : {
            by: row.revoked_by!,
            at: toDate(row.revoked_at),
            reason: row.revoked_reason ?? '',
          },
    generation: row.generation,
  };
}

/** See `PromotionStore.promotionOf`. */
export async function promotionOf(
  db: Knex,
  buildIds: string[],
): Promise<Map<string, BuildPromotion>> {
  const rows = await inChunks<PromotedImageRow & { of_build: string }>(
    buildIds,
    chunk =>
      db({ run: RUNS })
        .join({ image: PROMOTED_IMAGES }, join =>
          join
            .on('image.image_id', 'run.image_id')
            .andOn('image.region', 'run.region')
            .andOn('image.account_id', 'run.account_id'),
        )
        .distinct('image.*', { of_build: 'run.build_id' })
        .whereIn('run.build_id', chunk)
        .whereNull('run.expired_at'),
  );
  const records = await withChannels(db, rows);
  const promotions = new Map<string, BuildPromotion>();
  for (const [at, { channels, revoked }] of records.entries()) {
    const build = rows[at].of_build;
    const before = promotions.get(build);
    const all = new Set([...(before?.channels ?? []), ...channels]);
    promotions.set(build, {
      channels: [...all].sort(),
      revoked:
        before?.revoked ??
        (revoked && { ...revoked, at: revoked.at.toISOString() }),
    });
  }
  return promotions;
}

/** Images came to a channel, and others left it: called when the channel has changed already. */
export async function moveImages(
  trx: Knex,
  act: ActRecord,
  moved: { came: Image[]; left: Image[] },
): Promise<void> {
  await keepImages(trx, act, [...moved.came, ...moved.left]);
  for (const image of moved.came) {
    const row: Pick<PromotedImageRow, 'was_on'> = await trx(PROMOTED_IMAGES)
      .first('was_on')
      .where(imageColumns(image));
    const wasOn = new Set([...fromJson<string[]>(row.was_on), act.channel]);
    await trx(PROMOTED_IMAGES)
      .where(imageColumns(image))
      .update({
        family: act.family,
        build_id: act.buildId,
        was_on: toJson([...wasOn].sort()),
        left_at: null,
      })
      .increment('generation', 1);
  }
  const channels = await channelsOf(trx, moved.left);
  for (const image of moved.left) {
    const isOnAnother = channels.has(imageKey(image));
    await trx(PROMOTED_IMAGES)
      .where(imageColumns(image))
      .update({ left_at: isOnAnother ? null : act.at.getTime() })
      .increment('generation', 1);
  }
}

/** See `PromotionTransaction.revoke`. */
export async function revokeImages(trx: Knex, act: ActRecord): Promise<void> {
  await keepImages(trx, act, act.images);
  for (const image of act.images) {
    await trx(PROMOTED_IMAGES)
      .where(imageColumns(image))
      .whereNull('revoked_at')
      .update({
        revoked_act_id: act.id,
        revoked_at: act.at.getTime(),
        revoked_by: storable(act.by),
        revoked_reason: storable(act.reason),
      })
      .increment('generation', 1);
  }
}

/**
 * Sees to it that the images have rows, and locks those: whoever decides about another family with the same image waits, and is
 * refused then, because an image is of one family only.
 *
 * @throws ConflictError when it is one of another family
 */
async function keepImages(
  trx: Knex,
  act: ActRecord,
  images: Image[],
): Promise<void> {
  // In one order, so that two who share images do not wait for each other.
  const inOrder = distinctImages(images).sort((a, b) =>
    imageKey(a) < imageKey(b) ? -1 : 1,
  );
  for (const image of inOrder) {
    const columns = imageColumns(image);
    await trx(PROMOTED_IMAGES)
      .insert({
        ...columns,
        family: act.family,
        build_id: act.buildId,
        generation: 0,
      })
      .onConflict(['image_id', 'region', 'account_id'])
      .ignore();
    const { family }: Pick<PromotedImageRow, 'family'> = await trx(
      PROMOTED_IMAGES,
    )
      .first('family')
      .where(columns)
      .forUpdate();
    if (family !== act.family) {
      // Which one is not told: not everybody who may decide about this family may see that one.
      throw new ConflictError(
        `${image.imageId} in ${image.region} was promoted or revoked as an image of another family: decide about it there`,
      );
    }
  }
}
