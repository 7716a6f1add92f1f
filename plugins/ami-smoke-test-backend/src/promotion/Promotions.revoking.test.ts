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
  TestPromotions,
} from '../database/__testUtils__/promotions';
import { refusal, TestDecisions } from './__testUtils__/deciding';

const databases = TestDatabases.create();

const A = image('ami-a');
const B = image('ami-b');
const C = image('ami-c');

describe.each(databases.eachSupportedId())('revocations (%s)', databaseId => {
  let world: TestPromotions;
  let deciding: TestDecisions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    deciding = new TestDecisions(world);
  });

  afterEach(() => deciding.clear());

  describe('a revocation', () => {
    /** Three builds that were on dev and staging one after the other; the last is there. */
    const three = async () => {
      const builds = [];
      for (const one of [A, B, C]) {
        const build = await world.tested([one]);
        await deciding.promote(build, 'dev');
        await deciding.promote(build, 'staging');
        builds.push(build);
      }
      return builds;
    };

    it('puts the last good build on each channel, with the revocation as its cause', async () => {
      const [, second, third] = await three();
      const { acts: done } = await deciding.revoke(third);
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
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-b' });
      expect(await deciding.on('staging')).toEqual({ 'us-east-1': 'ami-b' });
    });

    it('leaves the channels empty on request', async () => {
      const [, , third] = await three();
      const { acts: done } = await deciding.revoke(third, { leaveEmpty: true });
      expect(done.map(({ type, channel }) => [type, channel]).sort()).toEqual([
        ['clearing', 'dev'],
        ['clearing', 'staging'],
        ['revocation', undefined],
      ]);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': undefined });
      expect(await deciding.on('staging')).toEqual({ 'us-east-1': undefined });
    });

    it.each<[string, (build: { id: string }) => Promise<unknown> | void]>([
      ['was revoked', build => deciding.revoke(build)],
      ['is gone', () => deciding.images.set(B, 'gone')],
      ['cannot be asked about', () => deciding.images.set(B, 'away')],
      [
        'has failed since',
        () => world.tested([B], { verdicts: ['failed'], source: 'retest' }),
      ],
    ])('passes over a build that %s', async (_, spoil) => {
      const [, second, third] = await three();
      await spoil(second);
      await deciding.revoke(third);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('empties no channel because EC2 does not say what it could go back to, but on request', async () => {
      const [first, second] = [
        await world.tested([A]),
        await world.tested([B]),
      ];
      for (const build of [first, second]) await deciding.promote(build, 'dev');
      deciding.images.set(A, 'away');
      await expect(deciding.revoke(second)).rejects.toThrow(
        /^Where 'dev' could go back to is not known: Whether ami-a is available could not be asked.*try again later, or leave the channel empty$/,
      );
      expect(await deciding.actTypes()).toEqual(['promotion', 'promotion']);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-b' });

      await deciding.revoke(second, { leaveEmpty: true });
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': undefined });
    });

    it('leaves a channel empty that never had another good build', async () => {
      const only = await world.tested([A]);
      await deciding.promote(only, 'dev');
      expect((await deciding.revoke(only)).acts).toMatchObject([
        { type: 'revocation' },
        { type: 'clearing', channel: 'dev', buildId: only.id },
      ]);
      expect(await deciding.notices()).toContainEqual(
        expect.objectContaining({
          title: 'web-base was taken off dev, which is empty now',
        }),
      );
    });

    it('looks for what is good behind all that was revoked', async () => {
      await deciding.promote(await world.tested([A]), 'dev');
      const bad = [];
      for (let at = 0; at < 11; at++) {
        bad.push(await world.tested([image(`ami-bad-${at}`)]));
        await deciding.promote(bad[at], 'dev');
      }
      for (const build of bad) await deciding.revoke(build);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it("is not of another family's image, which stays where it is", async () => {
      await deciding.promote(await world.tested([A]), 'dev');
      const foreign = await world.tested([B, A], { family: 'api-base' });
      await expect(deciding.revoke(foreign)).rejects.toThrow(
        /^ami-a in us-east-1 was promoted or revoked as an image of another family: decide about it there$/,
      );
      expect(await world.store.promotedImages([A, B])).toMatchObject([
        { imageId: 'ami-a', revoked: undefined },
      ]);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('again changes nothing, and is for good: also for other builds of the images', async () => {
      const build = await world.tested([A]);
      await deciding.revoke(build);
      expect(await deciding.revoke(build)).toMatchObject({
        outcome: 'unchanged',
        acts: [],
      });
      const again = await world.tested([A], { source: 'rerun' });
      await refusal(deciding.promote(again, 'dev'));
      expect(await deciding.actTypes()).toEqual(['revocation', 'refusal']);
    });

    it('that is tried only changes nothing, and tells of each channel', async () => {
      const [, second, third] = await three();
      const before = await deciding.acts();
      const planned = await deciding.revoke(third, { dryRun: true });
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
      expect(deciding.revoking).toMatchObject([
        { type: 'revocation', buildId: third.id, images: [C] },
      ]);
      expect(await deciding.acts()).toEqual(before);
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-c' });
    });
  });

  describe('a roll-back because of a failed re-test', () => {
    it('takes off what is still there', async () => {
      const first = await world.tested([A]);
      const second = await world.tested([B]);
      await deciding.promote(first, 'dev');
      await deciding.promote(second, 'dev');
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
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });

    it('leaves it there when nothing else is good', async () => {
      const only = await world.tested([A]);
      await deciding.promote(only, 'dev');
      expect(
        await deciding.promotions.rollBackFrom(
          only.id,
          'dev',
          'plugin:ami-smoke-test',
          'Its re-test has failed',
        ),
      ).toBeUndefined();
      expect(await deciding.on('dev')).toEqual({ 'us-east-1': 'ami-a' });
    });
  });
});
