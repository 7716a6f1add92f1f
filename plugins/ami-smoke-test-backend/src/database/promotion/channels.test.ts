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

import { TestDatabases } from '@backstage/backend-test-utils';
import {
  actOf,
  FAMILY,
  image,
  imagesOn,
  MANAGER,
  TestPromotions,
} from '../__testUtils__/promotions';
import type { ActRecord, Stay } from '../PromotionStore';

const databases = TestDatabases.create();

const US = 'us-east-1';
const EU = 'eu-central-1';

describe.each(databases.eachSupportedId())('channels (%s)', databaseId => {
  let world: TestPromotions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
  });

  afterEach(async () => {
    await world.clear();
  });

  const only = async (...parameters: Parameters<typeof image>) =>
    (await world.store.promotedImages([image(...parameters)]))[0];

  it('have what was put there last, and count what changes', async () => {
    const { store } = world;
    const first = await world.accept([image('ami-1'), image('ami-2', EU)]);
    const again = await world.accept([image('ami-1'), image('ami-3', EU)]);
    const small = await world.accept([image('ami-4')]);
    const generations = async () =>
      Object.fromEntries(
        (await store.assignments([FAMILY])).map(one => [
          one.region,
          one.generation,
        ]),
      );
    const came = await world.promote(first, 'dev');
    expect(await generations()).toEqual({ [US]: 1, [EU]: 1 });

    const renamed = await world.promote(again, 'dev');
    expect(await generations()).toEqual({ [US]: 1, [EU]: 2 });
    expect(await store.assignments([FAMILY, 'nobody'])).toMatchObject([
      { region: EU, imageId: 'ami-3', since: renamed.at },
      {
        region: US,
        imageId: 'ami-1',
        buildId: again.id,
        actId: renamed.id,
        since: came.at,
      },
    ]);

    const last = await world.promote(small, 'dev');
    expect(await generations()).toEqual({ [US]: 2, [EU]: 3 });
    const [empty] = await store.assignments();
    expect(empty).toEqual({
      family: FAMILY,
      channel: 'dev',
      accountId: image('').accountId,
      region: EU,
      imageId: undefined,
      buildId: undefined,
      actId: last.id,
      since: last.at,
      generation: 3,
    });

    await world.clearChannel(small, 'dev');
    expect(await generations()).toEqual({ [US]: 3, [EU]: 3 });
    expect(await imagesOn(store, 'dev')).toEqual({});
    expect(await store.assignments(['nobody'])).toEqual([]);
  });

  it('tell of images when they left the last one', async () => {
    const one = await world.accept([image('ami-1')]);
    const two = await world.accept([image('ami-2')]);
    await world.promote(one, 'dev');
    await world.promote(one, 'prod');
    expect(await only('ami-1')).toMatchObject({
      family: FAMILY,
      buildId: one.id,
      channels: ['dev', 'prod'],
      leftAt: undefined,
      generation: 2,
    });
    await world.promote(two, 'dev');
    expect(await only('ami-1')).toMatchObject({
      channels: ['prod'],
      leftAt: undefined,
      generation: 3,
    });
    const left = await world.clearChannel(one, 'prod');
    expect(await only('ami-1')).toMatchObject({
      channels: [],
      wasOn: ['dev', 'prod'],
      leftAt: left.at,
      generation: 4,
    });
    await world.promote(one, 'prod', { type: 'roll-back' });
    expect(await only('ami-1')).toMatchObject({
      channels: ['prod'],
      leftAt: undefined,
      generation: 5,
    });
    expect(await only('ami-2')).toMatchObject({ generation: 1 });
    expect(await only('ami-1', EU)).toBeUndefined();
  });

  it('take no image of another family, also when two families want it at once', async () => {
    const web = await world.accept([image('ami-1')]);
    const db = await world.accept([image('ami-1')], 'db-base');
    const both = await Promise.allSettled([
      world.promote(web, 'dev'),
      world.promote(db, 'dev'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const { family } = (await only('ami-1'))!;
    const other = family === web.family ? db : web;
    await expect(world.revoke(other, 'rotten')).rejects.toThrow(
      'ami-1 in us-east-1 was promoted or revoked as an image of another family: decide about it there',
    );
    expect(await world.store.assignments([other.family])).toEqual([]);
    expect(await only('ami-1')).toMatchObject({
      channels: ['dev'],
      revoked: undefined,
    });
  });

  it('remember who was there, over a long history', async () => {
    const { store } = world;
    const builds = await Promise.all(
      ['ami-0', 'ami-1', 'ami-2'].map(id => world.accept([image(id)])),
    );
    const acts: ActRecord[] = [];
    for (let at = 0; at < 30; at++) {
      const build = builds[at % 3];
      const type = at % 5 === 4 ? 'roll-back' : 'promotion';
      acts.push(
        at % 7 === 6
          ? await world.clearChannel(build, 'dev')
          : await world.promote(build, 'dev', { type, reason: `${at}` }),
      );
      // None of these changes what is there.
      if (at % 4 === 0) await world.promote(build, 'prod');
      if (at === 3) await world.revoke(build, 'bad');
      await store.inFamily(FAMILY, transaction =>
        transaction.addAct({
          ...actOf(
            build,
            build.images.map(({ imageId }) => image(imageId)),
          ),
          type: 'refusal',
          channel: 'dev',
        }),
      );
    }
    const expected = acts
      .map((act, at) => ({ act, to: acts[at + 1]?.at }))
      .filter(({ act }) => act.type !== 'clearing')
      .map(
        ({ act, to }): Stay => ({
          actId: act.id,
          buildId: act.buildId,
          images: act.images,
          by: MANAGER,
          reason: act.reason,
          from: act.at,
          to,
        }),
      )
      .reverse();
    expect(await store.stays(FAMILY, 'dev')).toEqual(expected);
    expect(expected).toHaveLength(26);
    expect(await store.stays('db-base', 'dev')).toEqual([]);
  });

  it('give the decision of what is there', async () => {
    const { store } = world;
    const decision: ActRecord['decision'] = {
      decision: 'allow',
      channel: 'dev',
      images: [image('ami-1')],
      at: new Date().toISOString(),
      rules: [],
      reasons: [],
    };
    const build = await world.accept([image('ami-1')]);
    await world.promote(build, 'dev', { decision });
    expect((await store.stays(FAMILY, 'dev'))[0]).toMatchObject({
      decision,
    });
    await world.clearChannel(build, 'dev');
    const [stay] = await store.stays(FAMILY, 'dev');
    expect(stay.decision).toBeUndefined();
    const { items } = await store.acts({ family: FAMILY }, { limit: 10 });
    expect(items[1].decision).toEqual(decision);
  });

  it('marks images as revoked, for good', async () => {
    const { store } = world;
    const build = await world.accept([image('ami-1'), image('ami-2', EU)]);
    const rerun = await world.accept([image('ami-1')]);
    const other = await world.accept([image('ami-3')]);
    await world.promote(build, 'dev');
    const act = await world.revoke(build, 'CVE\u0000!');
    const revoked = { by: MANAGER, at: act.at, reason: 'CVE\uFFFD!' };
    expect(await only('ami-1')).toMatchObject({ revoked, generation: 2 });
    expect(await only('ami-2', EU)).toMatchObject({ revoked });
    await world.revoke(rerun, 'once more');
    expect(await only('ami-1')).toMatchObject({ revoked, generation: 2 });
    await world.revoke(other, 'never promoted');
    expect(await only('ami-3')).toMatchObject({
      channels: [],
      leftAt: undefined,
      revoked: { reason: 'never promoted' },
    });

    const told = { ...revoked, at: act.at.toISOString() };
    const unpromoted = await world.accept([image('ami-4')]);
    const ids = [build, rerun, unpromoted].map(({ id }) => id);
    expect([...(await store.promotionOf(ids))].sort()).toEqual(
      [
        [build.id, { channels: ['dev'], revoked: told }],
        [rerun.id, { channels: ['dev'], revoked: told }],
      ].sort(),
    );
    expect(await store.promotionOf([])).toEqual(new Map());
  });
});
