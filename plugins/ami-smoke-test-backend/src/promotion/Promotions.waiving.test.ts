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
  image,
  MANAGER,
  TestPromotions,
} from '../database/__testUtils__/promotions';
import { inHours, TestDecisions } from './__testUtils__/deciding';

const databases = TestDatabases.create();

const EU = 'eu-central-1';
const A = image('ami-a');
const B = image('ami-b');
const HOUR_MS = 3_600_000;

describe.each(databases.eachSupportedId())('waivers (%s)', databaseId => {
  let world: TestPromotions;
  let deciding: TestDecisions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    deciding = new TestDecisions(world);
  });

  afterEach(() => deciding.clear());

  describe('a waiver', () => {
    const passes = (build: { id: string }, channel = 'staging') =>
      deciding.promote(build, channel, { dryRun: true }).then(
        () => true,
        () => false,
      );

    it('lets its rule pass, and stands in the decision', async () => {
      const build = await world.tested([A]);
      const waiver = await deciding.waive(build, 'previous-channel');
      const { decision } = await deciding.promote(build, 'staging');
      expect(
        decision?.rules.find(({ rule }) => rule === 'previous-channel'),
      ).toMatchObject({ state: 'waived', waiver: { id: waiver.id } });
    });

    it('helps no other rule, channel or build, but the same images again', async () => {
      const build = await world.tested([A]);
      await deciding.waive(build, 'required-runs');
      await deciding.waive(build, 'previous-channel', 'production');
      await deciding.waive(await world.tested([B]), 'previous-channel');
      expect(await passes(build)).toBe(false);

      const rerun = await world.tested([A], { source: 'rerun' });
      await deciding.waive(build, 'previous-channel');
      expect(await passes(build)).toBe(true);
      expect(await passes(rerun)).toBe(true);
      expect(await passes(await world.tested([A, image('ami-e', EU)]))).toBe(
        false,
      );
    });

    it('helps nothing that is revoked, gone or unknown', async () => {
      const build = await world.tested([A]);
      await deciding.waive(build, 'previous-channel');
      deciding.images.set(A, 'gone');
      expect(await passes(build)).toBe(false);
      deciding.images.set(A, 'away');
      expect(await passes(build)).toBe(false);
      deciding.images.clear();
      await deciding.revoke(build);
      expect(await passes(build)).toBe(false);
    });

    it('ends by itself, by the clock of the database', async () => {
      const build = await world.tested([A]);
      const { id } = await deciding.waive(build, 'previous-channel');
      expect(await passes(build)).toBe(true);
      await world.test
        .knex('smoke_test_promotion_acts')
        .where({ id })
        .update({ expires_at: Date.now() - HOUR_MS });
      expect(await passes(build)).toBe(false);
    });

    it('ends when it is withdrawn, once', async () => {
      const build = await world.tested([A]);
      const { id } = await deciding.waive(build, 'previous-channel');
      const withdrawn = await deciding.promotions.withdraw(
        id,
        'user:default/b',
      );
      expect(withdrawn.withdrawn).toMatchObject({ by: 'user:default/b' });
      expect(await passes(build)).toBe(false);
      expect(await deciding.promotions.withdraw(id, MANAGER)).toEqual(
        withdrawn,
      );
      expect(await deciding.actTypes()).toEqual([
        'waiver',
        'waiver-withdrawal',
      ]);
      await expect(
        deciding.promotions.withdraw(build.id, MANAGER),
      ).rejects.toThrow(`There is no waiver ${build.id}`);
    });

    it('is given once under its key, also when it is asked for again late', async () => {
      const build = await world.tested([A]);
      const key = '5f0c3a54-9f0b-4d3c-8f57-0d2b7d5a4e11';
      const request = {
        key,
        buildId: build.id,
        channel: 'staging',
        rule: 'previous-channel' as const,
        reason: 'urgent',
        expiresAt: inHours(1),
      };
      const ask = (changes: Partial<typeof request> = {}, by = MANAGER) =>
        deciding.promotions.waive({ ...request, ...changes }, by);
      const [given, again] = await Promise.all([ask(), ask()]);
      expect(given.id).toBe(key);
      expect(again).toEqual(given);
      for (const other of [
        ask({ reason: 'else' }),
        ask({}, 'user:default/b'),
      ]) {
        await expect(other).rejects.toThrow(
          "body.key: it belongs to another waiver (of previous-channel on 'staging', by user:default/manager)",
        );
      }
      await deciding.promotions.withdraw(key, MANAGER);
      expect((await ask()).withdrawn).toBeDefined();
      expect(await deciding.actTypes()).toEqual([
        'waiver',
        'waiver-withdrawal',
      ]);

      // An id of something else is told as what it is, and nothing is written.
      const { acts } = await deciding.promote(build, 'dev');
      await expect(ask({ key: acts[0].id })).rejects.toThrow(
        `The key ${acts[0].id} was used for something else before`,
      );
    });

    it('is of a rule that the channel has', async () => {
      const build = await world.tested([A]);
      await expect(
        deciding.waive(build, 'previous-channel', 'dev'),
      ).rejects.toThrow(
        "body.rule: nothing is to be waived, 'dev' does not ask for previous-channel (amiSmokeTest.promotion.channels.dev.after)",
      );
    });

    it('says when it may end', async () => {
      const build = await world.tested([A]);
      await expect(
        deciding.waive(build, 'previous-channel', 'staging', inHours(-1)),
      ).rejects.toThrow('body.expiresAt: is over already');
      await expect(
        deciding.waive(build, 'previous-channel', 'staging', inHours(31 * 24)),
      ).rejects.toThrow(
        /body.expiresAt: a waiver holds for 30 days at most \(amiSmokeTest.promotion.maxWaiverDays\): until 2/,
      );
      expect(await deciding.acts()).toEqual([]);
    });
  });
});
