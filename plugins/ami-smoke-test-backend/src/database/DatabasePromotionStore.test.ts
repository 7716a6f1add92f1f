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
} from './__testUtils__/promotions';
import { sleep } from './__testUtils__/store';
import type { ActRecord, NewNotice } from './PromotionStore';

const databases = TestDatabases.create();

const US = 'us-east-1';

const notice: NewNotice = {
  key: 'promotion/1',
  family: FAMILY,
  entityRef: 'resource:default/web-base',
  recipients: ['group:default/release'],
  payload: {
    title: 'web-base is on production',
    link: '/ami-smoke-test/builds/1',
    severity: 'normal',
    topic: 'promotion',
  },
};

describe.each(databases.eachSupportedId())(
  'DatabasePromotionStore (%s)',
  databaseId => {
    let world: TestPromotions;

    beforeAll(async () => {
      world = await TestPromotions.create(databases, databaseId);
    });

    afterEach(async () => {
      await world.clear();
    });

    describe('deciding', () => {
      it('lets one decide about a family at a time, who sees what the one before has decided', async () => {
        const { store } = world;
        const first = await world.accept([image('ami-1')]);
        const second = await world.accept([image('ami-2')]);
        const seen: (string | undefined)[] = [];
        const promote = (build: typeof first) =>
          store.inFamily(FAMILY, async transaction => {
            const { [US]: before } = await imagesOn(transaction, 'dev');
            seen.push(before);
            // Long enough for the other one to come in, if there were no lock.
            await sleep(50);
            const images = await transaction.imagesOf(build.id);
            const act = { ...actOf(build, images), channel: 'dev' };
            await transaction.assign(await transaction.addAct(act), images);
          });
        await Promise.all([promote(first), promote(second)]);
        const { items } = await store.acts({ family: FAMILY }, { limit: 10 });
        const [last, before] = items.map(({ images }) => images[0].imageId);
        expect(seen).toEqual([undefined, before]);
        expect(await imagesOn(store, 'dev')).toEqual({ [US]: last });
        expect(new Set([last, before])).toEqual(new Set(['ami-1', 'ami-2']));
      });

      it('writes all of a decision or nothing, and tells of it once it is committed', async () => {
        const { store } = world;
        const told: ActRecord[][] = [];
        store.onChange(acts => told.push(acts));
        const build = await world.accept([image('ami-1')]);
        await expect(
          store.inFamily(FAMILY, async transaction => {
            const images = await transaction.imagesOf(build.id);
            const act = { ...actOf(build, images), channel: 'dev' };
            await transaction.assign(await transaction.addAct(act), images);
            await transaction.addNotice(notice);
            throw new Error('crash');
          }),
        ).rejects.toThrow('crash');
        expect(await store.acts({ family: FAMILY }, { limit: 10 })).toEqual({
          items: [],
        });
        expect(await store.assignments()).toEqual([]);
        expect(await store.unsentNotices(10)).toEqual([]);
        expect(await store.inFamily(FAMILY, async () => 'nothing')).toBe(
          'nothing',
        );
        expect(told).toEqual([]);

        const act = await world.promote(build, 'dev');
        expect(told).toEqual([[act]]);
      });

      it('is about one family only', async () => {
        const build = await world.accept([image('ami-1')], 'db-base');
        await expect(
          world.store.inFamily(FAMILY, transaction =>
            transaction.addAct(actOf(build, [])),
          ),
        ).rejects.toThrow('db-base cannot be added while web-base');
      });

      it('puts no build on a channel that is not stored any more, but goes back to one', async () => {
        const { store, test } = world;
        const build = await world.accept([image('ami-1')]);
        const expire = () =>
          test.knex('smoke_test_builds').update({ expired_at: 1 });
        await store.inFamily(FAMILY, async transaction => {
          const images = await transaction.imagesOf(build.id);
          const act = { ...actOf(build, images), channel: 'dev' };
          await transaction.assign(await transaction.addAct(act), images);
        });
        await expire();
        const again = (type: ActRecord['type']) =>
          store.inFamily(FAMILY, async transaction => {
            const images = [image('ami-1')];
            const act = { ...actOf(build, images), type, channel: 'prod' };
            await transaction.assign(await transaction.addAct(act), images);
          });
        await expect(again('promotion')).rejects.toThrow(
          'is not stored any more',
        );
        await again('roll-back');
        expect(await imagesOn(store, 'prod')).toEqual({ [US]: 'ami-1' });
      });
    });

    it('knows waivers from the acts that gave and withdrew them', async () => {
      const { store } = world;
      const build = await world.accept([image('ami-1')]);
      const expiresAt = new Date('2030-01-01T00:00:00Z');
      const give = (rule: ActRecord['rule']) =>
        store.inFamily(FAMILY, transaction =>
          transaction.addAct({
            ...actOf(build, [image('ami-1')]),
            type: 'waiver',
            channel: 'prod',
            reason: 'urgent',
            rule,
            expiresAt,
          }),
        );
      const first = await give('findings');
      const second = await give('regions');
      expect(first.waiverId).toBe(first.id);
      const withdrawal = await store.inFamily(FAMILY, transaction =>
        transaction.addAct({
          ...actOf(build, [image('ami-1')]),
          type: 'waiver-withdrawal',
          channel: 'prod',
          by: 'user:default/other',
          waiverId: first.id,
        }),
      );
      const record = {
        family: FAMILY,
        channel: 'prod',
        buildId: build.id,
        images: [image('ami-1')],
        reason: 'urgent',
        by: MANAGER,
        expiresAt,
      };
      const withdrawn = { by: 'user:default/other', at: withdrawal.at };
      expect(await store.waivers(FAMILY)).toEqual([
        { ...record, id: second.id, rule: 'regions', at: second.at },
        { ...record, id: first.id, rule: 'findings', at: first.at, withdrawn },
      ]);
      expect(await store.waiver(first.id)).toMatchObject({ withdrawn });
      expect(await store.waiver(withdrawal.id)).toBeUndefined();
      expect(await store.waivers('db-base')).toEqual([]);
    });

    it('gives the history in pages, the newest first', async () => {
      const { store } = world;
      const build = await world.accept([image('ami-1')]);
      const other = await world.accept([image('ami-2')], 'db-base');
      const ids: string[] = [];
      for (const channel of ['dev', 'prod', 'dev', 'prod', 'dev']) {
        ids.unshift((await world.promote(build, channel)).id);
        await world.promote(other, channel);
      }
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await store.acts({ family: FAMILY }, { cursor, limit: 2 });
        pages.push(page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
      const count = async (filter: { channel?: string; buildId?: string }) =>
        (await store.acts({ family: FAMILY, ...filter }, { limit: 100 })).items
          .length;
      expect(await count({ channel: 'prod' })).toBe(2);
      expect(await count({ buildId: build.id })).toBe(5);
      expect(await count({ buildId: other.id })).toBe(0);
      for (const wrong of ['x', 'WyJ4Il0', 'MS41']) {
        await expect(
          store.acts({ family: FAMILY }, { cursor: wrong, limit: 2 }),
        ).rejects.toThrow('`cursor` is malformed');
      }
    });

    it('has everybody told once', async () => {
      const { store } = world;
      await store.addNotice(notice);
      await store.addNotice({ ...notice, recipients: [] });
      const later = { ...notice, key: 'promotion/2' };
      await store.inFamily(FAMILY, transaction => transaction.addNotice(later));
      expect(await store.unsentNotices(10)).toEqual([
        { ...notice, attempts: 0 },
        { ...later, attempts: 0 },
      ]);
      await store.noticeTried(notice.key, false);
      // What cannot be told does not keep the others waiting.
      expect(await store.unsentNotices(10)).toEqual([
        { ...later, attempts: 0 },
        { ...notice, attempts: 1 },
      ]);
      await store.noticeTried(notice.key, true);
      await store.addNotice(notice);
      expect(await store.unsentNotices(10)).toEqual([
        { ...later, attempts: 0 },
      ]);
    });

    it('tends in one process at a time', async () => {
      const { store } = world;
      await store.tendAlone(async confirm => {
        await confirm();
        expect(await store.tendAlone(async () => 'both')).toBeUndefined();
      });
      expect(await store.tendAlone(async () => 'again')).toBe('again');
    });
  },
);
