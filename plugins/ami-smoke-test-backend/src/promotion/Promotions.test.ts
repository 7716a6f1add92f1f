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
  imagesOn,
  MANAGER,
  TestPromotions,
} from '../database/__testUtils__/promotions';
import { decidingWith } from './__testUtils__/deciding';
import { PromotionRefusedError } from './errors';

const databases = TestDatabases.create();

const EU = 'eu-central-1';
const A = image('ami-a');
const B = image('ami-b');
const C = image('ami-c');
const HOUR_MS = 3_600_000;

describe.each(databases.eachSupportedId())('promotions (%s)', databaseId => {
  let world: TestPromotions;
  let deciding: ReturnType<typeof decidingWith>;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    deciding = decidingWith(world);
  });

  afterEach(async () => {
    await world.clear();
    deciding.images.clear();
    deciding.planned.length = 0;
  });

  /** Asks as somebody would by HTTP, where every setting that is missing has its default. */
  const promote = (
    build: { id: string },
    channel: string,
    changes: {
      rollBack?: boolean;
      dryRun?: boolean;
      expected?: null | string;
    } = {},
    by = MANAGER,
  ) =>
    deciding.promotions.promote(
      {
        buildId: build.id,
        channel,
        rollBack: false,
        dryRun: false,
        ...changes,
      },
      by,
    );
  const revoke = (
    build: { id: string },
    changes: { leaveEmpty?: boolean; dryRun?: boolean } = {},
  ) =>
    deciding.promotions.revoke(
      {
        buildId: build.id,
        reason: 'CVE-2026-1',
        leaveEmpty: false,
        dryRun: false,
        ...changes,
      },
      MANAGER,
    );
  const inHours = (hours: number) =>
    new Date(Date.now() + hours * HOUR_MS).toISOString();
  const waive = (
    build: { id: string },
    rule: 'previous-channel' | 'required-runs',
    channel = 'staging',
    expiresAt = inHours(1),
  ) =>
    deciding.promotions.waive(
      { buildId: build.id, channel, rule, reason: 'urgent', expiresAt },
      MANAGER,
    );

  const acts = async () =>
    (await world.store.acts({ family: FAMILY }, { limit: 100 })).items
      .map(({ type, channel, buildId, because }) => ({
        type,
        channel,
        buildId,
        because,
      }))
      .reverse();
  const actTypes = async () => (await acts()).map(({ type }) => type);
  const on = (channel: string) => imagesOn(world.store, channel);
  const refusal = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => undefined,
      caught => caught,
    );
    expect(error).toBeInstanceOf(PromotionRefusedError);
    return (error as PromotionRefusedError).decision;
  };
  const notices = async () =>
    (await world.store.unsentNotices(100)).map(
      ({ payload, recipients, entityRef }) => ({
        title: payload.title,
        recipients,
        entityRef,
      }),
    );

  describe('a promotion', () => {
    it('is an act with its decision, what is desired, and a notice', async () => {
      const build = await world.tested([A, image('ami-a-eu', EU)]);
      expect(await promote(build, 'dev')).toMatchObject({
        outcome: 'done',
        acts: [{ type: 'promotion', channel: 'dev', by: MANAGER }],
        decision: { decision: 'allow', reasons: [] },
        publications: [],
      });
      expect(await on('dev')).toEqual({
        'us-east-1': 'ami-a',
        [EU]: 'ami-a-eu',
      });
      expect(await notices()).toEqual([
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
      await promote(build, 'dev');
      for (const again of [build, rerun]) {
        expect(await promote(again, 'dev', { expected: null })).toMatchObject({
          outcome: 'unchanged',
          acts: [],
        });
      }
      expect(await actTypes()).toEqual(['promotion']);
    });

    it('is refused whole when one region has failed, and the history and people are told', async () => {
      const build = await world.tested([A, image('ami-a-eu', EU)], {
        verdicts: ['passed', 'failed'],
      });
      const decision = await refusal(promote(build, 'dev'));
      expect(decision).toMatchObject({ decision: 'deny', buildId: build.id });
      expect(
        decision.rules
          .filter(({ state }) => state !== 'pass')
          .map(({ rule, image: about }) => [rule, about?.region]),
      ).toEqual([['required-runs', EU]]);
      expect(decision.reasons).toHaveLength(1);
      expect(await on('dev')).toEqual({});
      expect(await actTypes()).toEqual(['refusal']);
      expect(await notices()).toMatchObject([
        { title: 'web-base was not promoted to dev' },
      ]);
    });

    it('of a build without verdict fails its rules', async () => {
      const decision = await refusal(promote(await world.accept([A]), 'dev'));
      expect(decision.reasons[0]).toMatch(/No run of the profile 'default'/);
    });

    it('cannot be told about while EC2 is away: nothing is written', async () => {
      const build = await world.tested([A]);
      deciding.images.set(A, 'away');
      const decision = await refusal(promote(build, 'dev'));
      expect(decision.decision).toBe('unknown');
      expect(decision.reasons[0]).toMatch(/could not be asked/);
      expect(await acts()).toEqual([]);
      expect(await notices()).toEqual([]);
    });

    it('is denied, and not unknown, when EC2 is away and a rule fails', async () => {
      const build = await world.tested([A], { verdicts: ['failed'] });
      deciding.images.set(A, 'away');
      expect((await refusal(promote(build, 'dev'))).decision).toBe('deny');
    });

    it.each(['gone', 'disabled', 'pending'])(
      'of an image that is %s is refused',
      async state => {
        const build = await world.tested([A]);
        deciding.images.set(A, state);
        expect((await refusal(promote(build, 'dev'))).decision).toBe('deny');
        expect(await on('dev')).toEqual({});
      },
    );

    it('wants the channel before, for as long as the policy says', async () => {
      const build = await world.tested([A]);
      expect((await refusal(promote(build, 'staging'))).reasons[0]).toMatch(
        /never on 'dev'/,
      );
      await promote(build, 'dev');
      await promote(build, 'staging');
      expect((await refusal(promote(build, 'production'))).reasons[0]).toMatch(
        /of the 1 h that 'production' wants: it can be promoted from/,
      );
    });

    it('wants an image wherever the channel has one', async () => {
      await promote(await world.tested([A, image('ami-a-eu', EU)]), 'dev');
      const small = await world.tested([B]);
      expect((await refusal(promote(small, 'dev'))).reasons[0]).toMatch(
        new RegExp(`no image in ${EU}`),
      );
    });

    it('to no channel, or of no build, says what there is', async () => {
      const build = await world.tested([A]);
      await expect(promote(build, 'nowhere')).rejects.toThrow(
        "There is no channel 'nowhere': amiSmokeTest.promotion.channels has dev, staging, production",
      );
      await expect(
        promote({ id: '0b0e7a52-0000-4000-8000-000000000000' }, 'dev'),
      ).rejects.toThrow('There is no build 0b0e7a52');
    });

    it('that is tried only changes nothing, refused or not', async () => {
      const build = await world.tested([A]);
      expect(await promote(build, 'dev', { dryRun: true })).toMatchObject({
        outcome: 'planned',
        acts: [{ type: 'promotion', channel: 'dev', buildId: build.id }],
      });
      expect(deciding.planned).toEqual([
        [{ family: FAMILY, channel: 'dev', buildId: build.id, images: [A] }],
      ]);
      await refusal(promote(build, 'staging', { dryRun: true }));
      expect(await acts()).toEqual([]);
      expect(await on('dev')).toEqual({});
      expect(await notices()).toEqual([]);
    });
  });

  describe('two at once', () => {
    it('that both expect the channel empty: one is told who was faster', async () => {
      const builds = [await world.tested([A]), await world.tested([B])];
      const results = await Promise.allSettled(
        builds.map(build => promote(build, 'dev', { expected: null })),
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
      expect(await on('dev')).toEqual({
        'us-east-1': won === 0 ? 'ami-a' : 'ami-b',
      });
      expect(await actTypes()).toEqual(['promotion']);
    });

    it('that expect nothing: both happen, one after the other', async () => {
      const builds = [await world.tested([A]), await world.tested([B])];
      await Promise.all(builds.map(build => promote(build, 'dev')));
      const history = await acts();
      expect(history.map(({ type }) => type)).toEqual([
        'promotion',
        'promotion',
      ]);
      const last = history[1].buildId;
      expect(await on('dev')).toEqual({
        'us-east-1': last === builds[0].id ? 'ami-a' : 'ami-b',
      });
    });

    it('a build that is revoked after EC2 was asked for its promotion is not promoted', async () => {
      const build = await world.tested([A]);
      deciding.images.onLook = async () => {
        deciding.images.onLook = () => {};
        await revoke(build);
      };
      const decision = await refusal(promote(build, 'dev'));
      expect(decision.reasons).toEqual([
        expect.stringMatching(/was revoked .*CVE-2026-1/),
      ]);
      expect(await on('dev')).toEqual({});
    });

    it('a build that is promoted after EC2 was asked for its revocation is taken off again', async () => {
      const good = await world.tested([A]);
      const bad = await world.tested([B]);
      await promote(good, 'dev');
      deciding.images.onLook = async () => {
        deciding.images.onLook = () => {};
        await promote(bad, 'dev');
      };
      await revoke(bad);
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-a' });
      expect(await actTypes()).toEqual([
        'promotion',
        'promotion',
        'revocation',
        'roll-back',
      ]);
    });

    it('in whatever order, what is revoked ends on no channel', async () => {
      const build = await world.tested([A]);
      await Promise.allSettled([promote(build, 'dev'), revoke(build)]);
      expect(Object.values(await on('dev')).filter(Boolean)).toEqual([]);
    });

    it('an image that goes after EC2 was asked is promoted, and found by the next who asks', async () => {
      const build = await world.tested([A]);
      await promote(build, 'dev');
      deciding.images.set(A, 'gone');
      const decision = await deciding.gate.ofBuild(build.id, 'dev');
      expect(decision.decision).toBe('deny');
      expect(decision.reasons[0]).toMatch(/deregistered or disabled/);
    });
  });

  describe('a roll-back', () => {
    it('goes to what was there before, whatever else the gate would say now', async () => {
      const first = await world.tested([A]);
      await promote(first, 'dev');
      await promote(await world.tested([B]), 'dev');
      await world.tested([A], { verdicts: ['failed'], source: 'rerun' });
      await refusal(promote(first, 'dev'));
      expect(await promote(first, 'dev', { rollBack: true })).toMatchObject({
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
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('to what was never there is no roll-back', async () => {
      await promote(await world.tested([A]), 'dev');
      const other = await world.tested([B]);
      await expect(promote(other, 'dev', { rollBack: true })).rejects.toThrow(
        `body.rollBack: the build ${other.id} was never on 'dev'`,
      );
      expect(await actTypes()).toEqual(['promotion']);
    });

    it('to what is revoked or gone is refused', async () => {
      const first = await world.tested([A]);
      await promote(first, 'dev');
      await promote(await world.tested([B]), 'dev');
      deciding.images.set(A, 'gone');
      await refusal(promote(first, 'dev', { rollBack: true }));
      deciding.images.clear();
      await revoke(first);
      await refusal(promote(first, 'dev', { rollBack: true }));
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-b' });
    });
  });

  describe('a revocation', () => {
    /** Three builds that were on dev and staging one after the other; the last is there. */
    const three = async () => {
      const builds = [];
      for (const one of [A, B, C]) {
        const build = await world.tested([one]);
        await promote(build, 'dev');
        await promote(build, 'staging');
        builds.push(build);
      }
      return builds;
    };

    it('puts the last good build on each channel, with the revocation as its cause', async () => {
      const [, second, third] = await three();
      const { acts: done } = await revoke(third);
      const [revocation, ...rest] = done;
      expect(revocation).toMatchObject({
        type: 'revocation',
        reason: 'CVE-2026-1',
      });
      expect(rest).toHaveLength(2);
      for (const act of rest) {
        expect(act).toMatchObject({
          type: 'roll-back',
          buildId: second.id,
          because: revocation.id,
          replaces: third.id,
          decision: { decision: 'allow' },
        });
      }
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-b' });
      expect(await on('staging')).toEqual({ 'us-east-1': 'ami-b' });
    });

    it('leaves the channels empty on request', async () => {
      const [, , third] = await three();
      const { acts: done } = await revoke(third, { leaveEmpty: true });
      expect(done.map(({ type, channel }) => [type, channel]).sort()).toEqual([
        ['clearing', 'dev'],
        ['clearing', 'staging'],
        ['revocation', undefined],
      ]);
      expect(await on('dev')).toEqual({ 'us-east-1': undefined });
      expect(await on('staging')).toEqual({ 'us-east-1': undefined });
    });

    it.each<[string, (build: { id: string }) => Promise<unknown> | void]>([
      ['was revoked', build => revoke(build)],
      ['is gone', () => deciding.images.set(B, 'gone')],
      ['cannot be asked about', () => deciding.images.set(B, 'away')],
      [
        'has failed since',
        () => world.tested([B], { verdicts: ['failed'], source: 'retest' }),
      ],
    ])('passes over a build that %s', async (_, spoil) => {
      const [, second, third] = await three();
      await spoil(second);
      await revoke(third);
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('leaves a channel empty that never had another good build', async () => {
      const only = await world.tested([A]);
      await promote(only, 'dev');
      expect((await revoke(only)).acts).toMatchObject([
        { type: 'revocation' },
        { type: 'clearing', channel: 'dev', buildId: only.id },
      ]);
      expect(await notices()).toContainEqual(
        expect.objectContaining({
          title: 'web-base was taken off dev, which is empty now',
        }),
      );
    });

    it('again changes nothing, and is for good: also for other builds of the images', async () => {
      const build = await world.tested([A]);
      await revoke(build);
      expect(await revoke(build)).toMatchObject({
        outcome: 'unchanged',
        acts: [],
      });
      const again = await world.tested([A], { source: 'rerun' });
      await refusal(promote(again, 'dev'));
      expect(await actTypes()).toEqual(['revocation', 'refusal']);
    });

    it('that is tried only changes nothing, and tells of each channel', async () => {
      const [, second, third] = await three();
      const before = await acts();
      const planned = await revoke(third, { dryRun: true });
      expect(planned).toMatchObject({ outcome: 'planned' });
      expect(planned.acts.map(({ type }) => type)).toEqual([
        'revocation',
        'roll-back',
        'roll-back',
      ]);
      expect(deciding.planned[0]).toHaveLength(2);
      expect(deciding.planned[0]).toContainEqual({
        family: FAMILY,
        channel: 'dev',
        buildId: second.id,
        images: [B],
      });
      expect(await acts()).toEqual(before);
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-c' });
    });
  });

  describe('a roll-back because of a failed re-test', () => {
    it('takes off what is still there', async () => {
      const first = await world.tested([A]);
      const second = await world.tested([B]);
      await promote(first, 'dev');
      await promote(second, 'dev');
      const back = () =>
        deciding.promotions.rollBackFrom(
          second.id,
          'dev',
          'plugin:ami-smoke-test',
          'Its re-test has failed',
        );
      expect(await back()).toMatchObject({
        outcome: 'done',
        acts: [{ type: 'roll-back', buildId: first.id }],
      });
      expect(await back()).toBeUndefined();
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('leaves it there when nothing else is good', async () => {
      const only = await world.tested([A]);
      await promote(only, 'dev');
      expect(
        await deciding.promotions.rollBackFrom(
          only.id,
          'dev',
          'plugin:ami-smoke-test',
          'Its re-test has failed',
        ),
      ).toBeUndefined();
      expect(await on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });
  });

  describe('a waiver', () => {
    const passes = (build: { id: string }, channel = 'staging') =>
      promote(build, channel, { dryRun: true }).then(
        () => true,
        () => false,
      );

    it('lets its rule pass, and stands in the decision', async () => {
      const build = await world.tested([A]);
      const waiver = await waive(build, 'previous-channel');
      const { decision } = await promote(build, 'staging');
      expect(
        decision?.rules.find(({ rule }) => rule === 'previous-channel'),
      ).toMatchObject({ state: 'waived', waiver: { id: waiver.id } });
    });

    it('helps no other rule, channel or build, but the same images again', async () => {
      const build = await world.tested([A]);
      await waive(build, 'required-runs');
      await waive(build, 'previous-channel', 'production');
      await waive(await world.tested([B]), 'previous-channel');
      expect(await passes(build)).toBe(false);

      const rerun = await world.tested([A], { source: 'rerun' });
      await waive(build, 'previous-channel');
      expect(await passes(build)).toBe(true);
      expect(await passes(rerun)).toBe(true);
      expect(await passes(await world.tested([A, image('ami-e', EU)]))).toBe(
        false,
      );
    });

    it('helps nothing that is revoked, gone or unknown', async () => {
      const build = await world.tested([A]);
      await waive(build, 'previous-channel');
      deciding.images.set(A, 'gone');
      expect(await passes(build)).toBe(false);
      deciding.images.set(A, 'away');
      expect(await passes(build)).toBe(false);
      deciding.images.clear();
      await revoke(build);
      expect(await passes(build)).toBe(false);
    });

    it('ends by itself, by the clock of the database', async () => {
      const build = await world.tested([A]);
      const { id } = await waive(build, 'previous-channel');
      expect(await passes(build)).toBe(true);
      await world.test
        .knex('smoke_test_promotion_acts')
        .where({ id })
        .update({ expires_at: Date.now() - HOUR_MS });
      expect(await passes(build)).toBe(false);
    });

    it('ends when it is withdrawn, once', async () => {
      const build = await world.tested([A]);
      const { id } = await waive(build, 'previous-channel');
      const withdrawn = await deciding.promotions.withdraw(
        id,
        'user:default/b',
      );
      expect(withdrawn.withdrawn).toMatchObject({ by: 'user:default/b' });
      expect(await passes(build)).toBe(false);
      expect(await deciding.promotions.withdraw(id, MANAGER)).toEqual(
        withdrawn,
      );
      expect(await actTypes()).toEqual(['waiver', 'waiver-withdrawal']);
      await expect(
        deciding.promotions.withdraw(build.id, MANAGER),
      ).rejects.toThrow(`There is no waiver ${build.id}`);
    });

    it('is of a rule that the channel has', async () => {
      const build = await world.tested([A]);
      await expect(waive(build, 'previous-channel', 'dev')).rejects.toThrow(
        "body.rule: nothing is to be waived, 'dev' does not ask for previous-channel (amiSmokeTest.promotion.channels.dev.after)",
      );
    });

    it('says when it may end', async () => {
      const build = await world.tested([A]);
      await expect(
        waive(build, 'previous-channel', 'staging', inHours(-1)),
      ).rejects.toThrow('body.expiresAt: is over already');
      await expect(
        waive(build, 'previous-channel', 'staging', inHours(31 * 24)),
      ).rejects.toThrow(
        /body.expiresAt: a waiver holds for 30 days at most \(amiSmokeTest.promotion.maxWaiverDays\): until 2/,
      );
      expect(await acts()).toEqual([]);
    });
  });
});
