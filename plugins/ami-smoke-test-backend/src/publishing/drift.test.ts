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
import { DatabasePublicationStore } from '../database/DatabasePublicationStore';
import type { PublicationStore } from '../database/PromotionStore';
import { PARAMETER, PublishingWorld } from './__testUtils__/PublishingWorld';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

/** Its process ends before it has stored what it did. */
class CrashingStore extends DatabasePublicationStore {
  publishAlone<T>(
    ...[action, options]: Parameters<PublicationStore['publishAlone']>
  ) {
    return super.publishAlone(
      confirm =>
        action(confirm, async () => {
          throw new Error('crash');
        }) as Promise<T>,
      options,
    );
  }
}

describe.each(databases.eachSupportedId())(
  'what comes between publishers and AWS (%s)',
  databaseId => {
    let world: PublishingWorld;

    beforeAll(async () => {
      world = await PublishingWorld.create(databases, databaseId);
    });
    beforeEach(() => world.start());
    afterEach(() => world.clear());

    /** Somebody moves the parameter. */
    async function move(imageId: string) {
      await world.ssm().putParameter({
        Name: PARAMETER,
        Value: imageId,
        Overwrite: true,
      });
      while ((await world.parameter()) !== imageId) await sleep(20);
    }

    it('is mended, told once, and kept as a loss', async () => {
      const reconciler = world.reconciler();
      await world.promotions.promote(await world.build('one'), 'prod');
      await world.agree(reconciler);
      const theirs = world.imageId('two');
      await move(theirs);
      await world.lookAgain(reconciler);
      await world.agree(reconciler);
      expect(await world.parameter()).toBe(world.imageId('one'));
      expect(world.audits).toMatchObject([
        {
          eventId: 'publication-drift',
          meta: {
            publisher: 'ssm-parameter',
            facts: [
              {
                name: PARAMETER,
                desired: world.imageId('one'),
                observed: theirs,
              },
            ],
          },
        },
      ]);
      expect(world.warnings).toHaveLength(1);
      expect(await world.losses()).toMatchObject([
        { fact: PARAMETER, lost: theirs },
      ]);
    });

    it('is shown and left where the policy says so, until something else is desired', async () => {
      const reconciler = world.reconciler({ publishing: { drift: 'report' } });
      const build = await world.build('one');
      await world.promotions.promote(build, 'prod');
      await world.agree(reconciler);
      const theirs = world.imageId('two');
      await move(theirs);
      for (let looks = 0; looks < 3; looks++) await world.lookAgain(reconciler);
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'drifted',
        message: expect.stringMatching(
          /was changed by somebody to ami-\w+, seen at .*; left as it is, because of amiSmokeTest\.promotion\.publishing\.drift: report/,
        ),
      });
      expect(world.audits).toHaveLength(1);
      expect(await world.parameter()).toBe(theirs);
      await world.promotions.clearChannel(build, 'prod');
      await world.promotions.promote(build, 'prod');
      await world.settle(reconciler);
      expect(await world.parameter()).toBe(world.imageId('one'));
    });

    it('is left where the policy says so, also what was to be at once', async () => {
      const reconciler = world.reconciler({
        publish: { deprecation: { afterDays: 1 } },
        publishing: { drift: 'report' },
      });
      const build = await world.build('one');
      const imageId = world.imageId('one');
      await world.promotions.promote(build, 'prod');
      await world.agree(reconciler);
      await world.promotions.clearChannel(build, 'prod');
      await world.promotions.revoke(build, 'bad');
      await world.agree(reconciler);
      await world.ec2().disableImageDeprecation({ ImageId: imageId });
      await world.lookAgain(reconciler);
      expect(await world.publication('deprecation')).toMatchObject({
        state: 'drifted',
        facts: [{ name: `deprecation of ${imageId}`, desired: 'at once' }],
      });
      expect((await world.describe(imageId)).DeprecationTime).toBeUndefined();
    });

    it('tells of what it has mended until it looks the next time', async () => {
      const reconciler = world.reconciler();
      await world.promotions.promote(await world.build('one'), 'prod');
      await world.agree(reconciler);
      await world.ec2().deleteTags({
        Resources: [world.imageId('one')],
        Tags: [{ Key: 'ami-smoke-test:channel:prod' }],
      });
      await world.lookAgain(reconciler);
      expect(await world.publication('tags')).toMatchObject({
        state: 'agreed',
        message: expect.stringMatching(
          /ami-smoke-test:channel:prod of ami-\w+ was removed by somebody, seen at .*; mended/,
        ),
      });
      await world.lookAgain(reconciler);
      expect((await world.publication('tags'))?.message).toBeUndefined();
    });

    it('does not win when a change takes effect long after everything has agreed on something else', async () => {
      const one = await world.build('one');
      const two = await world.build('two');
      const late = world.imageId('one');
      const hold = world.local.hold(
        ({ action, parameters }) =>
          action === 'PutParameter' && parameters.Value === late,
      );
      await world.promotions.promote(one, 'prod');
      const reconciler = world.reconciler();
      const frozen = reconciler.round();
      await hold.reached(1);
      // It is given up after a while; what it sent is still on its way.
      await frozen;
      await world.promotions.promote(two, 'prod');
      await world.agree(reconciler);
      expect(await world.parameter()).toBe(world.imageId('two'));
      hold.release();
      while ((await world.parameter()) !== late) await sleep(20);
      await world.lookAgain(reconciler);
      await world.agree(reconciler);
      expect(await world.parameter()).toBe(world.imageId('two'));
      expect(world.audits).toHaveLength(1);
    });

    it('is no second reconciler', async () => {
      const one = world.reconciler();
      const two = world.reconciler();
      await world.promotions.promote(await world.build('one'), 'prod');
      one.start();
      two.start();
      await world.promotions.promote(await world.build('two'), 'prod');
      one.hint();
      const until = Date.now() + 20_000;
      while (
        (await world.parameter()) !== world.imageId('two') &&
        Date.now() < until
      ) {
        await sleep(20);
      }
      await Promise.all([one.stop(), two.stop()]);
      // Whoever comes next finds nothing left to do but to read it back.
      await world.agree(world.reconciler());
      expect(await world.parameter()).toBe(world.imageId('two'));
      const { Parameters = [] } = await world
        .ssm()
        .getParameterHistory({ Name: PARAMETER });
      const values = Parameters.map(({ Value }) => Value);
      expect(values.at(-1)).toBe(world.imageId('two'));
      expect(world.audits).toEqual([]);
    });

    it('is no crash between a change and what is stored of it', async () => {
      const crashing = new CrashingStore(world.promotions.test.knex);
      await world.promotions.promote(await world.build('one'), 'prod');
      await expect(
        world.reconciler({ store: crashing }).round(),
      ).rejects.toThrow('crash');
      expect(await world.states()).toEqual({});
      const heir = world.reconciler();
      await world.agree(heir);
      expect(await world.parameter()).toBe(world.imageId('one'));
      expect(world.audits).toEqual([]);
    });
  },
);
