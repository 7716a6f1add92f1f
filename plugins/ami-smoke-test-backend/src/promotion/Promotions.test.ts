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
  FAMILY,
  image,
  MANAGER,
  TestPromotions,
} from '../database/__testUtils__/promotions';
import { refusal, TestDecisions } from './__testUtils__/deciding';

const databases = TestDatabases.create();

const EU = 'eu-central-1';
const A = image('ami-a');
const B = image('ami-b');

describe.each(databases.eachSupportedId())('promotions (%s)', databaseId => {
  let world: TestPromotions;
  let deciding: TestDecisions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    deciding = new TestDecisions(world);
  });

  afterEach(() => deciding.clear());

  describe('a promotion', () => {
    it('is an act with its decision, what is desired, and a notice', async () => {
      const build = await world.tested([A, image('ami-a-eu', EU)]);
      expect(await deciding.promote(build, 'dev')).toMatchObject({
        outcome: 'done',
        acts: [{ type: 'promotion', channel: 'dev', by: MANAGER }],
        decision: { decision: 'allow', reasons: [] },
        publications: [],
      });
      expect(await deciding.on('dev')).toEqual({
        'us-east-1': 'ami-a',
        [EU]: 'ami-a-eu',
      });
      expect(await deciding.notices()).toEqual([
        {
          title: 'web-base was promoted to dev',
          recipients: [],
          entityRef: 'resource:default/web-base',
        },
      ]);
    });

    it('of the same images again changes nothing, also by another build and with another expectation', async () => {
      const build = await world.tested([A]);
      const rerun = await world.tested([A], { source: 'rerun' });
      await deciding.promote(build, 'dev');
      for (const again of [build, rerun]) {
        expect(
          await deciding.promote(again, 'dev', { expected: null }),
        ).toMatchObject({
          outcome: 'unchanged',
          acts: [],
        });
      }
      expect(await deciding.actTypes()).toEqual(['promotion']);
    });

    it('is refused whole when one region has failed, and the history and people are told', async () => {
      const build = await world.tested([A, image('ami-a-eu', EU)], {
        verdicts: ['passed', 'failed'],
      });
      const decision = await refusal(deciding.promote(build, 'dev'));
      expect(decision).toMatchObject({ decision: 'deny', buildId: build.id });
      expect(
        decision.rules
          .filter(({ state }) => state !== 'pass')
          .map(({ rule, image: about }) => [rule, about?.region]),
      ).toEqual([['required-runs', EU]]);
      expect(decision.reasons).toHaveLength(1);
      expect(await deciding.on('dev')).toEqual({});
      expect(await deciding.actTypes()).toEqual(['refusal']);
      expect(await deciding.notices()).toMatchObject([
        { title: 'web-base was not promoted to dev' },
      ]);
    });

    it('of a build without verdict fails its rules', async () => {
      const decision = await refusal(
        deciding.promote(await world.accept([A]), 'dev'),
      );
      expect(decision.reasons[0]).toMatch(/No run of the profile 'default'/);
    });

    it('cannot be told about while EC2 is away: nothing is written', async () => {
      const build = await world.tested([A]);
      deciding.images.set(A, 'away');
      const decision = await refusal(deciding.promote(build, 'dev'));
      expect(decision.decision).toBe('unknown');
      expect(decision.reasons[0]).toMatch(/could not be asked/);
      expect(await deciding.acts()).toEqual([]);
      expect(await deciding.notices()).toEqual([]);
    });

    it('is denied, and not unknown, when EC2 is away and a rule fails', async () => {
      const build = await world.tested([A], { verdicts: ['failed'] });
      deciding.images.set(A, 'away');
      expect((await refusal(deciding.promote(build, 'dev'))).decision).toBe(
        'deny',
      );
    });

    it.each(['gone', 'disabled', 'pending'])(
      'of an image that is %s is refused',
      async state => {
        const build = await world.tested([A]);
        deciding.images.set(A, state);
        expect((await refusal(deciding.promote(build, 'dev'))).decision).toBe(
          'deny',
        );
        expect(await deciding.on('dev')).toEqual({});
      },
    );

    it('wants the channel before, for as long as the policy says', async () => {
      const build = await world.tested([A]);
      expect(
        (await refusal(deciding.promote(build, 'staging'))).reasons[0],
      ).toMatch(/never on 'dev'/);
      await deciding.promote(build, 'dev');
      await deciding.promote(build, 'staging');
      expect(
        (await refusal(deciding.promote(build, 'production'))).reasons[0],
      ).toMatch(/of the 1 h that 'production' wants: it can be promoted from/);
    });

    it('wants an image wherever the channel has one', async () => {
      await deciding.promote(
        await world.tested([A, image('ami-a-eu', EU)]),
        'dev',
      );
      const small = await world.tested([B]);
      expect(
        (await refusal(deciding.promote(small, 'dev'))).reasons[0],
      ).toMatch(new RegExp(`no image in ${EU}`));
    });

    it('to no channel, or of no build, says what there is', async () => {
      const build = await world.tested([A]);
      await expect(deciding.promote(build, 'nowhere')).rejects.toThrow(
        "There is no channel 'nowhere': amiSmokeTest.promotion.channels has dev, staging, production",
      );
      await expect(
        deciding.promote({ id: '0b0e7a52-0000-4000-8000-000000000000' }, 'dev'),
      ).rejects.toThrow('There is no build 0b0e7a52');
    });

    it('that is tried only changes nothing, refused or not', async () => {
      const build = await world.tested([A]);
      expect(
        await deciding.promote(build, 'dev', { dryRun: true }),
      ).toMatchObject({
        outcome: 'planned',
        acts: [{ type: 'promotion', channel: 'dev', buildId: build.id }],
      });
      expect(deciding.planned).toEqual([
        [{ family: FAMILY, channel: 'dev', buildId: build.id, images: [A] }],
      ]);
      await refusal(deciding.promote(build, 'staging', { dryRun: true }));
      expect(await deciding.acts()).toEqual([]);
      expect(await deciding.on('dev')).toEqual({});
      expect(await deciding.notices()).toEqual([]);
    });
  });

  describe('two at once', () => {
    it('that both expect the channel empty: one is told who was faster', async () => {
      const builds = [await world.tested([A]), await world.tested([B])];
      const results = await Promise.allSettled(
        builds.map(build => deciding.promote(build, 'dev', { expected: null })),
      );
      const won = results.findIndex(({ status }) => status === 'fulfilled');
      expect(results[1 - won]).toMatchObject({
        status: 'rejected',
        reason: {
          name: 'ConflictError',
          message: expect.stringMatching(
            new RegExp(
              `^Somebody was faster: ${MANAGER} has put the build ${builds[won].id} on 'dev'`,
            ),
          ),
        },
      });
      expect(await deciding.on('dev')).toEqual({
        'us-east-1': won === 0 ? 'ami-a' : 'ami-b',
      });
      expect(await deciding.actTypes()).toEqual(['promotion']);
    });

    it('that expect nothing: both happen, one after the other', async () => {
      const builds = [await world.tested([A]), await world.tested([B])];
      await Promise.all(builds.map(build => deciding.promote(build, 'dev')));
      const history = await deciding.acts();
      expect(history.map(({ type }) => type)).toEqual([
        'promotion',
        'promotion',
      ]);
      const last = history[1].buildId;
      expect(await deciding.on('dev')).toEqual({
        'us-east-1': last === builds[0].id ? 'ami-a' : 'ami-b',
      });
    });

    it('a build that is revoked after EC2 was asked for its promotion is not promoted', async () => {
      const build = await world.tested([A]);
      deciding.images.onLook = async () => {
        deciding.images.onLook = () => {};
        await deciding.revoke(build);
      };
      const decision = await refusal(deciding.promote(build, 'dev'));
      expect(decision.reasons).toEqual([
        expect.stringMatching(/was revoked .*CVE-2026-1/),
      ]);
      expect(await deciding.on('dev')).toEqual({});
    });

    it('a build that is promoted after EC2 was asked for its revocation is taken off again', async () => {
      const good = await world.tested([A]);
      const bad = await world.tested([B]);
      await deciding.promote(good, 'dev');
      deciding.images.onLook = async () => {
        deciding.images.onLook = () => {};
        await deciding.promote(bad, 'dev');
      };
      await deciding.revoke(bad);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
      expect(await deciding.actTypes()).toEqual([
        'promotion',
        'promotion',
        'revocation',
        'roll-back',
      ]);
    });

    it('in whatever order, what is revoked ends on no channel', async () => {
      const build = await world.tested([A]);
      await Promise.allSettled([
        deciding.promote(build, 'dev'),
        deciding.revoke(build),
      ]);
      expect(Object.values(await deciding.on('dev')).filter(Boolean)).toEqual(
        [],
      );
    });

    it('an image that goes after EC2 was asked is promoted, and found by the next who asks', async () => {
      const build = await world.tested([A]);
      await deciding.promote(build, 'dev');
      deciding.images.set(A, 'gone');
      const decision = await deciding.gate.ofBuild(build.id, 'dev');
      expect(decision.decision).toBe('deny');
      expect(decision.reasons[0]).toMatch(/deregistered or disabled/);
    });
  });

  describe('a roll-back', () => {
    it('goes to what was there before, whatever else the gate would say now', async () => {
      const first = await world.tested([A]);
      await deciding.promote(first, 'dev');
      await deciding.promote(await world.tested([B]), 'dev');
      await world.tested([A], { verdicts: ['failed'], source: 'rerun' });
      await refusal(deciding.promote(first, 'dev'));
      expect(
        await deciding.promote(first, 'dev', { rollBack: true }),
      ).toMatchObject({
        outcome: 'done',
        acts: [{ type: 'roll-back' }],
        decision: {
          rules: [
            { rule: 'known-image' },
            { rule: 'image-available' },
            { rule: 'not-revoked' },
          ],
        },
      });
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('to what was never there is no roll-back', async () => {
      await deciding.promote(await world.tested([A]), 'dev');
      const other = await world.tested([B]);
      await expect(
        deciding.promote(other, 'dev', { rollBack: true }),
      ).rejects.toThrow(
        `body.rollBack: the build ${other.id} was never on 'dev'`,
      );
      expect(await deciding.actTypes()).toEqual(['promotion']);
    });

    it('to what is revoked or gone is refused', async () => {
      const first = await world.tested([A]);
      await deciding.promote(first, 'dev');
      await deciding.promote(await world.tested([B]), 'dev');
      deciding.images.set(A, 'gone');
      await refusal(deciding.promote(first, 'dev', { rollBack: true }));
      deciding.images.clear();
      await deciding.revoke(first);
      await refusal(deciding.promote(first, 'dev', { rollBack: true }));
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-b' });
    });
  });
});
