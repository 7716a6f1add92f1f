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
import { TestPromotions } from './__testUtils__/promotions';
import { oldBuild } from './__testUtils__/oldBuild';
import { newBuild, sleep, type TestStore } from './__testUtils__/store';
import type { RetentionPolicy } from './records';

const databases = TestDatabases.create();

const FAMILY = 'web-base';
const POLICY: RetentionPolicy = {
  maxAgeDays: 180,
  keepBuildsPerFamily: 2,
  keep: ['pinned'],
};

describe.each(databases.eachSupportedId())('retention (%s)', databaseId => {
  let world: TestPromotions;
  let test: TestStore;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    test = world.test;
  });

  afterEach(async () => {
    await world.clear();
  });

  /** Which builds expire, in their order. */
  async function expiredOf(builds: Record<string, string>, policy = POLICY) {
    const names: string[] = [];
    const gone = new Set<string>();
    while ((await test.store.expireBuilds(FAMILY, policy, 1)) > 0) {
      for (const [name, id] of Object.entries(builds)) {
        if (!gone.has(id) && !(await test.store.getBuild(id))) {
          gone.add(id);
          names.push(name);
        }
      }
    }
    return names;
  }

  async function build(...parameters: [number, object?]): Promise<string> {
    return (await oldBuild(test, ...parameters)).build.id;
  }

  async function history() {
    const failed = { verdict: 'failed' };
    const builds = {
      ancient: await build(400, failed),
      goodBefore: await build(390),
      lastGood: await build(380),
      firstBad: await build(370, failed),
      bad: await build(360, failed),
      pinned: await build(350, failed),
      leaking: await build(340, failed),
      running: await build(330, { running: true }),
      errored: await build(320, { verdict: 'errored' }),
      second: await build(200, failed),
      newest: await build(190, failed),
      ofOthers: await build(500, { family: 'db-base' }),
    };
    await test.store.pin(builds.pinned, 'user:default/admin');
    const [run] = await test.store.runsOf([builds.leaking]);
    await test.store.intend(
      { runId: run.id, epoch: run.epoch },
      { kind: 'instance', token: 'token' },
    );
    return builds;
  }

  it('takes the oldest builds first, and none that is under way, kept, or told of', async () => {
    const builds = await history();
    expect(await expiredOf(builds)).toEqual([
      'ancient',
      'goodBefore',
      'bad',
      'errored',
    ]);
    const [family] = await test.store.familyOverviews([FAMILY]);
    const lastGood = await test.store.getBuild(builds.lastGood);
    const firstBad = await test.store.getBuild(builds.firstBad);
    expect(family.lastPassedAt).toEqual(lastGood?.verdictAt);
    expect(family.failingSince).toEqual(firstBad?.verdictAt);
  });

  it.each([
    [{ keep: [] }, ['ancient', 'goodBefore', 'bad', 'pinned', 'errored']],
    [{ keep: ['failed' as const] }, ['goodBefore', 'errored']],
    [{ maxAgeDays: 365 }, ['ancient', 'goodBefore']],
    [
      { keepBuildsPerFamily: 1 },
      ['ancient', 'goodBefore', 'bad', 'errored', 'second'],
    ],
    [{ keepBuildsPerFamily: 11 }, []],
    [{ keepBuildsPerFamily: 10 }, ['ancient']],
  ])('keeps with %j what that says', async (changes, expected) => {
    const builds = await history();
    expect(await expiredOf(builds, { ...POLICY, ...changes })).toEqual(
      expected,
    );
  });

  it('leaves in each region the last run that was good, for comparisons', async () => {
    const us = 'us-east-1';
    const eu = 'eu-central-1';
    const both = (first: string, second: string) => ({
      verdict: { [us]: first, [eu]: second },
    });
    const builds = {
      good: await build(400, both('passed', 'passed')),
      lastGood: await build(395, both('passed', 'passed')),
      firstBad: await build(390, both('passed', 'failed')),
      goodInUs: await build(380, both('passed', 'failed')),
      bad: await build(370, both('failed', 'failed')),
      goodInEu: await build(360, both('failed', 'passed')),
      second: await build(2, both('failed', 'failed')),
      newest: await build(1, both('failed', 'failed')),
    };
    expect(await expiredOf(builds)).toEqual(['good', 'bad']);
    const [inUs, inEu] = await test.store.runsOf([builds.newest]);
    expect(await test.store.findLastGood(inUs)).toMatchObject({
      buildId: builds.goodInUs,
    });
    expect(await test.store.findLastGood(inEu)).toMatchObject({
      buildId: builds.goodInEu,
    });
  });

  describe('of what was promoted', () => {
    async function promoted() {
      const builds = {
        wasThere: await build(400),
        cameBack: await build(395),
        refused: await build(392),
        isThere: await build(390),
        never: await build(385),
        revoked: await build(382),
        lastGood: await build(380),
        second: await build(2),
        newest: await build(1),
      };
      const get = async (id: string) => (await test.store.getBuild(id))!;
      await world.promote(await get(builds.wasThere), 'dev');
      await world.promote(await get(builds.isThere), 'prod');
      await world.promote(await get(builds.cameBack), 'dev', {
        type: 'roll-back',
      });
      await world.clearChannel(await get(builds.cameBack), 'dev');
      await world.revoke(await get(builds.revoked), 'bad');
      const refused = await get(builds.refused);
      await world.store.inFamily(FAMILY, transaction =>
        transaction.addAct({
          type: 'refusal',
          family: FAMILY,
          channel: 'dev',
          buildId: refused.id,
          images: [],
          by: 'user:default/manager',
        }),
      );
      return builds;
    }

    it('leaves what is on a channel, whatever it is told to keep', async () => {
      expect(await expiredOf(await promoted())).toEqual([
        'wasThere',
        'cameBack',
        'refused',
        'never',
        'revoked',
        'lastGood',
      ]);
    });

    it('leaves with `promoted` all that ever was on one', async () => {
      const keep: RetentionPolicy['keep'] = ['promoted'];
      expect(await expiredOf(await promoted(), { ...POLICY, keep })).toEqual([
        'refused',
        'never',
        'revoked',
        'lastGood',
      ]);
    });

    it('takes no build that comes to a channel meanwhile', async () => {
      const id = await build(400);
      await build(2);
      await build(1);
      const old = (await test.store.getBuild(id))!;
      const { promoting, isExpiring } = await world.store.inFamily(
        FAMILY,
        async transaction => {
          const images = await transaction.imagesOf(id);
          const act = await transaction.addAct({
            type: 'promotion',
            family: FAMILY,
            channel: 'dev',
            buildId: id,
            images,
            by: 'user:default/manager',
          });
          await transaction.assign(act, images);
          const expiring = test.store.expireBuilds(FAMILY, POLICY, 10);
          // So long that retention has come to the row, where it waits for us.
          await sleep(200);
          return { promoting: act.id, isExpiring: () => expiring };
        },
      );
      expect(promoting).toBeDefined();
      expect(await isExpiring()).toBe(0);
      expect(await test.store.getBuild(id)).toEqual(old);
    });
  });

  it('takes re-tests for none of the newest builds, nor for what a standing is told from', async () => {
    const retest = { source: 'retest' as const };
    const builds = {
      lastGood: await build(400),
      lastGoodRetest: await build(395, retest),
      firstBad: await build(390, { verdict: 'failed' }),
      retestGood: await build(385, retest),
      retestBad: await build(380, { ...retest, verdict: 'failed' }),
      second: await build(300, { verdict: 'failed' }),
      newest: await build(290, { verdict: 'failed' }),
      newestRetest: await build(285, { ...retest, verdict: 'failed' }),
    };
    // The last re-test that passed is the last good run of its region.
    expect(await expiredOf(builds)).toEqual(['lastGoodRetest', 'retestBad']);
    const [run] = await test.store.runsOf([builds.newest]);
    expect(await test.store.findLastGood(run)).toMatchObject({
      buildId: builds.retestGood,
    });
  });

  it('leaves the last pass in each network, which proves it', async () => {
    const profileName = 'default';
    const inNetwork = (subnet: string): object => {
      const { profile, ...others } = newBuild();
      const region = { subnets: [subnet], securityGroups: ['sg-1'] };
      return {
        ...others,
        profileName,
        profile: { ...profile, regions: { 'us-east-1': region } },
      };
    };
    const builds = {
      firstPass: await build(400, inNetwork('subnet-old')),
      lastPass: await build(390, inNetwork('subnet-old')),
      failed: await build(385, {
        ...inNetwork('subnet-old'),
        verdict: 'failed',
      }),
      lastGood: await build(380),
      second: await build(2),
      newest: await build(1),
    };
    expect(await expiredOf(builds)).toEqual([
      'firstPass',
      'failed',
      'lastGood',
    ]);
    const [proof] = await test.store.runsOf([builds.lastPass]);
    const { networkHash, image } = proof;
    const network = { ...image, networkHash };
    expect(await test.store.hasPassed(network)).toBe(true);
    expect(await test.store.lastPass(network)).toMatchObject({
      runId: proof.id,
    });
  });

  it('removes what waits for S3 only while nobody uploads, and then takes no other connection', async () => {
    const { store, knex } = test;
    const old = await oldBuild(test, 400);
    const [{ runId }] = old.claims;
    await store.putObject(old.claims[0], {
      runId,
      path: 'console.log',
      contentType: 'text/plain',
      sha256: 'ab',
      size: 1,
      body: Buffer.from('x'),
    });
    await build(2);
    await build(1);
    await store.expireBuilds(FAMILY, POLICY, 10);
    const expired = await store.expiredBuilds(10, 0);
    expect(await store.uploadAlone(() => store.forgetWaiting(expired))).toBe(
      false,
    );
    expect(await store.waitingBytes(runId)).toBe(1);

    const { pool } = knex.client;
    const acquire = jest.spyOn(pool, 'acquire');
    expect(await store.forgetWaiting(expired)).toBe(true);
    expect(acquire).toHaveBeenCalledTimes(1);
    acquire.mockRestore();
    expect(await store.waitingBytes(runId)).toBe(0);
  });

  it('tells nobody of a build that has expired', async () => {
    const { store } = test;
    const key = 'packer/1';
    const region = 'ap-south-1';
    const old = await oldBuild(test, 400, {
      key,
      verdict: { [region]: 'failed' },
    });
    const [{ runId }] = old.claims;
    const object = {
      runId,
      path: 'console.log',
      contentType: 'text/plain',
      sha256: 'ab',
      size: 1,
      body: Buffer.from('x'),
    };
    await store.putObject(old.claims[0], object);
    const good = await build(390);
    await build(2);
    const newest = await build(1);
    const [{ id: lastGoodRun }] = await store.runsOf([good]);

    expect(await store.waitingObjects(10)).toHaveLength(1);
    expect(await store.expireBuilds(FAMILY, POLICY, 10)).toBe(2);
    for (const id of [old.build.id, good]) {
      expect(await store.getBuild(id)).toBeUndefined();
      expect(await store.pin(id, 'me')).toBeUndefined();
      expect(await store.unpin(id)).toBeUndefined();
    }
    expect(await store.getRun(runId)).toBeUndefined();
    expect(await store.runsOf([old.build.id, good])).toEqual([]);
    const listed = await store.listBuilds({}, { limit: 10 });
    expect(listed.items).toHaveLength(2);
    expect(
      (await store.listBuilds({ region }, { limit: 10 })).items,
    ).toHaveLength(0);
    const [family] = await store.familyOverviews();
    expect(family.regions.map(one => one.region)).toEqual(['us-east-1']);
    expect(family.failingSince).toBeUndefined();
    const [first] = await store.runsOf([listed.items[1].id]);
    expect(await store.findLastGood(first)).toBeUndefined();
    expect(await store.waitingObjects(10)).toEqual([]);

    const expired = await store.expiredBuilds(10, 0);
    expect(expired.map(({ id }) => id).sort()).toEqual(
      [old.build.id, good].sort(),
    );
    expect(
      expired.flatMap(({ runs }) => runs.map(({ id }) => id)).sort(),
    ).toEqual([runId, lastGoodRun].sort());
    expect(await store.expiredBuilds(10, 1)).toHaveLength(1);

    // Who posts it once more has it tested once more.
    expect(await store.findAccepted(key, 'hash')).toBeUndefined();
    const again = await test.accept({ key });
    expect(again.id).not.toBe(old.build.id);
    expect(await store.removeExpired(newest)).toBe(false);
    expect(await store.getBuild(newest)).toBeDefined();
  });

  it('does not remove what has turned up in AWS again', async () => {
    const { store } = test;
    const { build: old, claims } = await oldBuild(test, 400);
    await build(2);
    await build(1);
    expect(await store.expireBuilds(FAMILY, POLICY, 10)).toBe(1);
    const entry = await store.intend(claims[0], {
      kind: 'volume',
      token: 'token',
    });
    expect(await store.removeExpired(old.id)).toBe(false);
    await store.settle(claims[0], entry.id, { state: 'gone' });
    expect(await store.removeExpired(old.id)).toBe(true);
    expect(await store.removeExpired(old.id)).toBe(false);
    expect(await store.expiredBuilds(10, 0)).toEqual([]);
  });

  it('pins a build until it is unpinned, and tells of both', async () => {
    const { store } = test;
    const told = jest.fn();
    const id = await build(400);
    store.onEvents(told);
    const pinned = await store.pin(id, 'user:default/first');
    expect(pinned).toMatchObject({
      id,
      pinned: { by: 'user:default/first', at: expect.any(Date) },
    });
    expect(await store.pin(id, 'user:default/second')).toEqual(pinned);
    expect(await store.getBuild(id)).toEqual(pinned);
    expect(await store.unpin(id)).not.toHaveProperty('pinned.by');
    expect(await store.unpin(id)).toBeDefined();
    expect(told).toHaveBeenCalledWith({ buildId: id, types: [] });
    expect(
      await store.pin('00000000-0000-4000-8000-000000000000', 'me'),
    ).toBeUndefined();
  });
});
