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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { inChunks } from '../chunks';
import type { ActRecord, AssignmentRecord } from '../PromotionStore';
import { toDate } from '../rows';
import { ASSIGNMENTS, BUILDS, type AssignmentRow } from '../tables';
import { imageOf } from './images';
import { moveImages } from './promotedImages';

const ORDER = ['family', 'channel', 'account_id', 'region'];

/** See `PromotionReader.assignments`. */
export async function assignments(
  db: Knex,
  families?: string[],
): Promise<AssignmentRecord[]> {
  const rows: AssignmentRow[] = families
    ? await inChunks([...families].sort(), chunk =>
        db(ASSIGNMENTS).whereIn('family', chunk).orderBy(ORDER),
      )
    : await db(ASSIGNMENTS).orderBy(ORDER);
  return rows.map(assignmentFromRow);
}

/** See `PromotionTransaction.assign`. */
export async function assign(
  trx: Knex,
  act: ActRecord,
  images: Image[],
): Promise<void> {
  const { family, channel } = act;
  if (channel === undefined) {
    throw new Error(`The act ${act.id} is about no channel`);
  }
  await keepBuild(trx, act);
  const before: AssignmentRow[] = await trx(ASSIGNMENTS).where({
    family,
    channel,
  });
  const places = new Map(before.map(row => [placeOf(imagePlace(row)), row]));
  const came: Image[] = [];
  const left: Image[] = [];
  for (const image of images) {
    const row = places.get(placeOf(image));
    places.delete(placeOf(image));
    if (row?.image_id === image.imageId) {
      await renameAssignment(trx, act, row);
      continue;
    }
    came.push(image);
    if (row && isTaken(row)) left.push(imageOf(row));
    await writeAssignment(trx, act, image, row);
  }
  for (const row of [...places.values()].filter(isTaken)) {
    left.push(imageOf(row));
    await writeAssignment(trx, act, imagePlace(row), row);
  }
  await moveImages(trx, act, { came, left });
}

/** Retention takes no build while it comes to a channel, nor afterwards: it asks for channels once it has the build's row. */
async function keepBuild(trx: Knex, act: ActRecord): Promise<void> {
  const build = await trx(BUILDS)
    .first('id')
    .where('id', act.buildId)
    .whereNull('expired_at')
    .forShare();
  // What a channel goes back to may have nothing left but its images.
  if (!build && act.type === 'promotion') {
    throw new ConflictError(
      `The build ${act.buildId} is not stored any more, so there is no evidence for it; test its images again and promote that`,
    );
  }
}

type Place = Pick<Image, 'accountId' | 'region'>;

function placeOf({ accountId, region }: Place): string {
  return `${accountId}/${region}`;
}

function imagePlace(row: AssignmentRow): Place {
  return { accountId: row.account_id, region: row.region };
}

function isTaken(
  row: AssignmentRow,
): row is AssignmentRow & { image_id: string } {
  return row.image_id !== null;
}

/** The same image, promoted as another build: nothing changes for anybody but who reads what is there. */
async function renameAssignment(
  trx: Knex,
  act: ActRecord,
  row: AssignmentRow,
): Promise<void> {
  await trx(ASSIGNMENTS)
    .where(keyOf(row))
    .update({ build_id: act.buildId, act_id: act.id });
}

async function writeAssignment(
  trx: Knex,
  act: ActRecord,
  to: Place & Partial<Image>,
  before: AssignmentRow | undefined,
): Promise<void> {
  await trx(ASSIGNMENTS)
    .insert({
      family: act.family,
      channel: act.channel,
      account_id: to.accountId,
      region: to.region,
      image_id: to.imageId ?? null,
      build_id: to.imageId === undefined ? null : act.buildId,
      act_id: act.id,
      since: act.at.getTime(),
      generation: (before?.generation ?? 0) + 1,
    })
    .onConflict(ORDER)
    .merge();
}

function keyOf({ family, channel, account_id, region }: AssignmentRow) {
  return { family, channel, account_id, region };
}

function assignmentFromRow(row: AssignmentRow): AssignmentRecord {
  return {
    family: row.family,
    channel: row.channel,
    accountId: row.account_id,
    region: row.region,
    imageId: row.image_id ?? undefined,
    buildId: row.build_id ?? undefined,
    actId: row.act_id,
    since: toDate(row.since),
    generation: row.generation,
  };
}
