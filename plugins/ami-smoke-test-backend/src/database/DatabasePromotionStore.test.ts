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
import type { ActRecord, NewNotice, Stay } from './PromotionStore';
import { verificationFamily } from './verifications';

const databases = TestDatabases.create();

const US = 'us-east-1';
const EU = 'eu-central-1';

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

    const only = async (...parameters: Parameters<typeof image>) =>
      (await world.store.promotedImages([image(...parameters)]))[0];

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

    describe('channels', () => {
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

      it('share an image that two families have', async () => {
        const web = await world.accept([image('ami-1')]);
        const db = await world.accept([image('ami-1')], 'db-base');
        await Promise.all([
          world.promote(web, 'dev'),
          world.promote(db, 'dev'),
        ]);
        await world.clearChannel(web, 'dev');
        expect(await only('ami-1')).toMatchObject({
          channels: ['dev'],
          leftAt: undefined,
        });
        const { at } = await world.clearChannel(db, 'dev');
        expect(await only('ami-1')).toMatchObject({
          channels: [],
          leftAt: at,
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

    describe('evidence', () => {
      it('is the newest run that said something, for each image, profile and instance type that was wanted', async () => {
        const { store } = world;
        const images = [image('ami-1'), image('ami-2', EU)];
        const instanceTypes = ['t3.micro', 'm7i.large'];
        const first = await world.tested(images, {
          instanceTypes,
          verdicts: ['passed', 'failed', 'passed', 'errored'],
          ranOn: 'c7i.large',
        });
        // An override of what is tested, and another profile.
        const overridden = await world.tested([image('ami-1')], {
          source: 'rerun',
          instanceTypes: ['m7i.large'],
        });
        const other = await world.tested([image('ami-1')], {
          profileName: 'hardened',
          verdicts: ['failed'],
        });
        const retest = await world.tested([image('ami-2', EU)], {
          source: 'retest',
          instanceTypes,
          verdicts: ['failed', 'cancelled'],
        });
        await world.tested([image('ami-1')], { verdicts: ['errored'] });
        await world.tested([image('ami-1')], {
          source: 'verification',
          family: verificationFamily('default'),
          verdicts: ['failed'],
        });
        // The same id in another account is another image.
        const elsewhere = { ...image('ami-1'), accountId: '999999999999' };
        expect(await store.evidenceOf([elsewhere])).toEqual([]);

        const found = await store.evidenceOf([...images, elsewhere]);
        expect(
          found
            .map(one =>
              [
                one.image.imageId,
                one.profileName,
                one.wantedInstanceType,
                one.instanceType,
                one.verdict,
                one.buildId,
              ].join(' '),
            )
            .sort(),
        ).toEqual(
          [
            `ami-1 default t3.micro c7i.large passed ${first.id}`,
            `ami-1 default m7i.large m7i.large passed ${overridden.id}`,
            `ami-1 hardened t3.micro t3.micro failed ${other.id}`,
            `ami-2 default t3.micro t3.micro failed ${retest.id}`,
          ].sort(),
        );
        expect(found[0]).toMatchObject({
          at: expect.any(Date),
          headline: undefined,
        });
      });

      it('is none of builds that have expired', async () => {
        const { store, test } = world;
        const { id } = await world.tested([image('ami-1')]);
        expect(await store.evidenceOf([image('ami-1')])).toHaveLength(1);
        expect(await store.imagesOf(id)).toEqual([image('ami-1')]);
        const now = { expired_at: 1 };
        await test.knex('smoke_test_builds').where({ id }).update(now);
        await test.knex('smoke_test_runs').where({ build_id: id }).update(now);
        expect(await store.evidenceOf([image('ami-1')])).toEqual([]);
        expect(await store.buildOf(image('ami-1'))).toBeUndefined();
        expect(await store.imagesOf(id)).toEqual([]);
        expect(await store.newestPassed(FAMILY)).toBeUndefined();
      });

      it('leads to the build by which an image is known, and to its newest ones', async () => {
        const { store, test } = world;
        await world.tested([image('ami-1')], {
          source: 'verification',
          family: verificationFamily('default'),
        });
        const first = await world.tested([image('ami-1'), image('ami-2', EU)]);
        await test
          .knex('smoke_test_builds')
          .where('id', first.id)
          .update({ created_at: 1000 });
        const rerun = await world.tested([image('ami-1')], { source: 'rerun' });
        await world.tested([image('ami-3')], { verdicts: ['failed'] });
        const retest = await world.tested(
          [image('ami-1'), image('ami-2', EU)],
          {
            source: 'retest',
          },
        );
        await world.tested([image('ami-1'), image('ami-2', EU)], {
          verdicts: ['errored'],
        });
        expect(await store.buildOf(image('ami-1'))).toMatchObject({
          id: first.id,
        });
        expect(await store.buildOf(image('ami-1', EU))).toBeUndefined();
        expect(await store.newestPassed(FAMILY)).toMatchObject({
          id: rerun.id,
        });
        const asked = [image('ami-2', EU), image('ami-1')];
        expect(await store.newestRetest(asked, 'default')).toMatchObject({
          id: retest.id,
        });
        expect(await store.newestRetest(asked, 'hardened')).toBeUndefined();
        expect(
          await store.newestRetest([image('ami-1')], 'default'),
        ).toBeUndefined();
        expect(await store.newestRetest([], 'default')).toBeUndefined();
      });
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
      expect(await store.unsentNotices(1)).toEqual([
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
