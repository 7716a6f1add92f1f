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

import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { FAMILY } from '../database/__testUtils__/promotions';
import {
  EU,
  OTHER_ACCOUNT,
  PARAMETER,
  PublishingWorld,
  REGIONS,
  US,
} from './__testUtils__/PublishingWorld';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

const ALL = {
  ssmParameter: {},
  launchPermissions: { accounts: [OTHER_ACCOUNT] },
  deprecation: { afterDays: 10 },
  disableRevoked: true,
};
const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(databases.eachSupportedId())(
  'what is decided, in AWS (%s)',
  databaseId => {
    let world: PublishingWorld;

    beforeAll(async () => {
      world = await PublishingWorld.create(databases, databaseId);
    });
    beforeEach(() => world.start());
    afterEach(() => world.clear());

    it('is there after a promotion, follows the next one, and goes when the channel is emptied', async () => {
      const { promotions } = world;
      const reconciler = world.reconciler({ publish: ALL });
      const one = await world.build('one', REGIONS);
      const two = await world.build('two', [US]);
      const [first, second] = [world.imageId('one'), world.imageId('two')];
      const snapshot = (await world.describe(first)).BlockDeviceMappings?.[0]
        .Ebs?.SnapshotId as string;
      const tag = 'ami-smoke-test:channel:prod';

      await promotions.promote(one, 'prod');
      await world.agree(reconciler);
      for (const region of REGIONS) {
        const imageId = world.imageId('one', region);
        expect(await world.parameter(region)).toBe(imageId);
        expect(await world.tags(imageId, region)).toEqual({
          [tag]: FAMILY,
          'ami-smoke-test:published-by': 'tests',
        });
        expect(await world.launchPermissions(imageId, region)).toEqual([
          OTHER_ACCOUNT,
        ]);
      }
      expect(await world.tags(snapshot)).toEqual({ [tag]: FAMILY });
      const { Parameters = [] } = await world.ssm().describeParameters({});
      expect(Parameters).toMatchObject([
        {
          Name: PARAMETER,
          DataType: 'aws:ec2:image',
          Description: `The image of ${FAMILY} on prod, kept by AMI Smoke Test (tests)`,
        },
      ]);

      const { at } = await promotions.promote(two, 'prod');
      await world.agree(reconciler);
      expect(await world.parameter()).toBe(second);
      // The second build has no image there.
      expect(await world.parameter(EU)).toBeUndefined();
      expect(await world.tags(first)).toEqual({});
      expect(await world.tags(snapshot)).toEqual({});
      expect(await world.launchPermissions(first)).toEqual([]);
      expect(await world.tags(second)).toMatchObject({ [tag]: FAMILY });
      const deprecatedAt = (await world.describe(first)).DeprecationTime;
      const expected = at.getTime() + 10 * DAY_MS;
      expect(Date.parse(String(deprecatedAt))).toBeGreaterThanOrEqual(expected);
      expect(Date.parse(String(deprecatedAt))).toBeLessThan(expected + 60_001);

      // It comes back, and is deprecated no more.
      await promotions.promote(one, 'prod');
      await world.agree(reconciler);
      expect((await world.describe(first)).DeprecationTime).toBeUndefined();

      await promotions.clearChannel(one, 'prod');
      await world.agree(reconciler);
      for (const region of REGIONS) {
        expect(await world.parameter(region)).toBeUndefined();
      }
      // What we wrote ourselves was no loss, but for times of deprecation, which nobody desired any more.
      expect(
        (await world.losses()).filter(
          ({ publisher }) => publisher !== 'deprecation',
        ),
      ).toEqual([]);
    });

    it('is nothing that is written again and again', async () => {
      const reconciler = world.reconciler({ publish: ALL });
      await world.promotions.promote(await world.build('one'), 'prod');
      await world.agree(reconciler);
      const { Parameters = [] } = await world
        .ssm()
        .getParameterHistory({ Name: PARAMETER });
      await world.lookAgain(reconciler);
      expect(Parameters).toHaveLength(1);
      const again = await world.ssm().getParameterHistory({ Name: PARAMETER });
      expect(again.Parameters).toHaveLength(1);
    });

    it('takes everything from a revoked image, and remembers what AWS will not give back', async () => {
      const { promotions } = world;
      const reconciler = world.reconciler({ publish: ALL });
      const build = await world.build('one');
      const imageId = world.imageId('one');
      await promotions.promote(build, 'prod');
      await world.agree(reconciler);
      await world.ec2().modifyImageAttribute({
        ImageId: imageId,
        LaunchPermission: { Add: [{ UserId: '333333333333' }] },
      });
      // What others gave is theirs.
      await world.lookAgain(reconciler);
      expect(await world.launchPermissions(imageId)).toContain('333333333333');

      await promotions.clearChannel(build, 'prod');
      await promotions.revoke(build, 'it  leaks');
      await world.agree(reconciler);
      const image = await world.describe(imageId);
      expect(image.State).toBe('disabled');
      expect(Date.parse(String(image.DeprecationTime))).toBeLessThan(
        Date.now() + 10 * 60_000,
      );
      expect(await world.launchPermissions(imageId)).toEqual([]);
      expect((await world.tags(imageId))['ami-smoke-test:revoked']).toMatch(
        /^20\S+Z it leaks$/,
      );
      expect(await world.losses()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            publisher: 'launch-permissions',
            fact: 'launch permission of account 333333333333',
            lost: 'given',
          }),
        ]),
      );
      // It stays so, whatever the time.
      await world.lookAgain(reconciler);
      expect(new Set(Object.values(await world.states()))).toEqual(
        new Set(['agreed']),
      );
    });

    it("reaches another account's Parameter Store, which may launch the image then", async () => {
      const publish = {
        ssmParameter: { accounts: [OTHER_ACCOUNT] },
        launchPermissions: { accounts: [OTHER_ACCOUNT] },
      };
      const reconciler = world.reconciler({ publish });
      await world.promotions.promote(await world.build('one'), 'prod');
      await world.agree(reconciler);
      expect(await world.parameter(US, PARAMETER, OTHER_ACCOUNT)).toBe(
        world.imageId('one'),
      );
      expect(await world.parameter()).toBeUndefined();
    });

    it('fails where SSM accepts what it does not take, and says why', async () => {
      const reconciler = world.reconciler({
        publish: { ssmParameter: { accounts: [OTHER_ACCOUNT] } },
      });
      await world.promotions.promote(await world.build('one'), 'prod');
      await reconciler.round();
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'pending',
        message: expect.stringContaining('only after it has answered'),
      });
      await world.settle(reconciler);
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'failing',
        agreedAt: undefined,
        message: `SSM has accepted ${world.imageId(
          'one',
        )} and not taken it: the AMI is not there, not available, or account ${OTHER_ACCOUNT} may not launch it`,
      });
    });

    it('fails in one region alone, and is there when that answers again', async () => {
      const reconciler = world.reconciler({ publish: ALL });
      await world.promotions.promote(await world.build('one', REGIONS), 'prod');
      world.local.setFaults({
        calls: [
          {
            actions: ['PutParameter'],
            imageIds: [world.imageId('one', EU)],
            do: { error: { code: 'InternalServerError', status: 500 } },
          },
        ],
      });
      await world.settle(reconciler);
      const states = await world.states();
      const failing = Object.keys(states).filter(
        name => states[name] !== 'agreed',
      );
      expect(failing).toEqual([`ssm-parameter ${EU} prod`]);
      expect((await world.publication('ssm-parameter', EU))?.message).toContain(
        `ssm:PutParameter on parameter${PARAMETER} (account 123456789012, ${EU}): InternalServerError: As the fault plan says`,
      );
      world.local.setFaults({});
      await world.agree(reconciler);
      expect(await world.parameter(EU)).toBe(world.imageId('one', EU));
    });

    it('does not wait for a region that does not answer, which is asked for no more in that round', async () => {
      const reconciler = world.reconciler({ publish: ALL });
      const build = await world.build('one', REGIONS);
      await world.promotions.promote(build, 'prod');
      const hold = world.local.hold(({ region }) => region === EU);
      const round = reconciler.round();
      await hold.reached();
      const others = REGIONS.filter(region => region !== EU);
      for (const region of others) {
        while ((await world.parameter(region)) === undefined) await sleep(20);
      }
      // The region was asked once, and nothing else was waited for.
      expect(hold.calls).toHaveLength(1);
      await round;
      expect(hold.calls).toHaveLength(1);
      // Nor is it asked in the next ones, for a while.
      await world.lookAgain(reconciler);
      expect(hold.calls).toHaveLength(1);
      hold.release();
      const states = await world.states();
      const failing = Object.keys(states).filter(
        name => states[name] === 'failing',
      );
      expect(failing).toEqual(
        Object.keys(states).filter(name => name.includes(EU)),
      );
      expect(failing.length).toBeGreaterThan(0);
      await world.agree(reconciler);
      expect(await world.parameter(EU)).toBe(world.imageId('one', EU));
    });

    it("is refused of another account's image, in words", async () => {
      await world.ec2().modifyImageAttribute({
        ImageId: world.imageId('one'),
        LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] },
      });
      const reconciler = world.reconciler({ publish: ALL });
      const { store } = world.promotions;
      const build = await world.build('one');
      await store.inFamily(FAMILY, async transaction => {
        const images = [
          {
            accountId: OTHER_ACCOUNT,
            region: US,
            imageId: world.imageId('one'),
          },
        ];
        const act = await transaction.addAct({
          type: 'promotion',
          family: FAMILY,
          channel: 'prod',
          buildId: build.id,
          images,
          by: 'user:default/manager',
        });
        await transaction.assign(act, images);
      });
      await reconciler.round();
      await world.settle(reconciler);
      expect(await world.publication('tags')).toMatchObject({
        state: 'failing',
        message: expect.stringMatching(
          /belongs to account 123456789012, and only that account can change tags: build or copy it in account 210987654321/,
        ),
      });
      // Its account has the parameter all the same.
      expect(await world.parameter(US, PARAMETER, OTHER_ACCOUNT)).toBe(
        world.imageId('one'),
      );
    });

    it('can be planned, and nothing is changed', async () => {
      const reconciler = world.reconciler({ publish: ALL });
      await world.promotions.promote(await world.build('one'), 'prod');
      const planned = await reconciler.plan(
        await world.promotions.publications.subjectsOf(FAMILY, [
          { name: 'ssm-parameter', about: 'channel', channels: ['prod'] },
        ]),
      );
      expect(planned).toEqual([
        expect.objectContaining({
          publisher: 'ssm-parameter',
          region: US,
          state: 'pending',
          facts: [
            {
              name: PARAMETER,
              desired: world.imageId('one'),
              observed: undefined,
            },
          ],
        }),
      ]);
      expect(await world.parameter()).toBeUndefined();
      expect(await world.states()).toEqual({});
    });
  },
);
