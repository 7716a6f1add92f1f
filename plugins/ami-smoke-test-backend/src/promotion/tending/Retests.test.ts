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
import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { TendedWorld } from './__testUtils__/TendedWorld';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

const requires = [{ profile: 'default' }];
const CHANNELS = {
  dev: { requires, retest: { everyHours: 24 } },
  staging: {
    requires,
    retest: { everyHours: 48 },
    notify: ['group:default/release'],
  },
  production: {
    requires,
    retest: { everyHours: 24, onFailure: 'roll-back' },
  },
  unwatched: { requires },
};

describe.each(databases.eachSupportedId())('re-tests (%s)', databaseId => {
  let world: TendedWorld;

  beforeAll(async () => {
    world = await TendedWorld.start(databases, databaseId, CHANNELS);
  });
  beforeEach(() => world.clear());
  afterAll(() => world.engines.close());

  const retestsOf = async (imageId: string) =>
    (await world.retests()).filter(({ images }) =>
      images.some(image => image.imageId === imageId),
    );

  it('tests what is on channels again when its time has come, once for several channels and replicas', async () => {
    const { build, image } = await world.tested();
    for (const channel of ['dev', 'staging', 'unwatched']) {
      await world.promote(build, channel);
    }
    await world.tending().round();
    expect(await retestsOf(image.imageId)).toEqual([]);

    await world.letPass(25);
    await Promise.all([world.tending().round(), world.tending().round()]);
    await world.tending().round();
    const [retest, ...more] = await retestsOf(image.imageId);
    expect(await world.retestState('dev')).toMatchObject({ state: 'running' });
    expect(more).toEqual([]);
    expect(retest).toMatchObject({
      source: 'retest',
      createdBy: 'plugin:ami-smoke-test',
      entityRef: build.entityRef,
      profileName: 'default',
    });

    world.engines.startEngine();
    expect(await world.finished(retest.id)).toMatchObject({
      verdict: 'passed',
    });
    await world.engines.endWithNothingLeft();
    await world.tending().round();
    expect(await retestsOf(image.imageId)).toHaveLength(1);
    expect(world.titles().join()).not.toMatch(/re-test/);
    await world.letPass(25);
    await world.tending().round();
    const [, second] = await retestsOf(image.imageId);
    await world.ends(second.id);
  });

  it('tells of what has rotted, and leaves it where it is', async () => {
    const { build, image } = await world.tested();
    await world.promote(build, 'staging');
    await world.letPass(49);
    const tending = world.tending();
    await tending.round();
    const [retest] = await retestsOf(image.imageId);
    await world.ends(retest.id, 'failed');

    await tending.round();
    await world.tending().round();
    expect(await world.on('staging')).toBe(build.id);
    expect(world.sent.filter(({ title }) => /re-test/.test(title))).toEqual([
      {
        to: ['group:default/web', 'group:default/release'],
        title: 'web-base on staging: the promoted image failed its re-test',
        scope: `retest-failed/${retest.id}/staging`,
      },
    ]);
  });

  it('rolls back where the policy says so, and says so when there is nothing to go back to', async () => {
    const good = await world.tested();
    await world.promote(good.build, 'production');
    const bad = await world.tested();
    await world.promote(bad.build, 'production');
    await world.letPass(25);
    await world.tending().round();
    const [retest] = await retestsOf(bad.image.imageId);
    await world.ends(retest.id, 'failed');
    await world.tending().round();
    expect(await world.on('production')).toBe(good.build.id);
    const { items: acts } = await world.store.acts(
      { family: 'web-base', channel: 'production' },
      { limit: 1 },
    );
    expect(acts).toMatchObject([
      {
        type: 'roll-back',
        by: 'plugin:ami-smoke-test',
        reason: expect.stringContaining(`Its re-test ${retest.id} failed`),
      },
    ]);

    // What it went back to is due as well, and is no better.
    await world.tending().round();
    const [last] = await retestsOf(good.image.imageId);
    await world.ends(last.id, 'failed');
    await world.tending().round();
    await world.tending().round();
    expect(await world.on('production')).toBe(good.build.id);
    expect(
      world.titles().filter(title => /could not be rolled back/.test(title)),
    ).toEqual([
      'web-base on production failed its re-test, and could not be rolled back',
    ]);
  });

  it('repeats what said nothing about the image, more and more seldom, and tells of three in a row', async () => {
    const { build, image } = await world.tested();
    await world.promote(build, 'dev');
    await world.letPass(25);
    for (const pauseMinutes of [5, 10, 20]) {
      await world.tending().round();
      const retests = await retestsOf(image.imageId);
      const last = retests[retests.length - 1];
      const { verdictAt } = await world.ends(last.id, 'errored');
      expect(await world.retestState('dev')).toMatchObject({
        state: 'errored',
        nextAt: new Date(
          verdictAt!.getTime() + pauseMinutes * 60_000,
        ).toISOString(),
      });
      await world.letPass((pauseMinutes - 1) / 60);
      await world.tending().round();
      expect(await retestsOf(image.imageId)).toHaveLength(retests.length);
      await world.letPass(2 / 60);
    }
    expect(await retestsOf(image.imageId)).toHaveLength(3);
    expect(world.titles().filter(title => /in a row/.test(title))).toEqual([
      'web-base on dev could not be tested again, 3 times in a row',
    ]);
    await world.tending().round();
    const [, , third, fourth] = await retestsOf(image.imageId);
    expect(fourth).toMatchObject({ rerunOf: third.id });
    expect(await world.ends(fourth.id)).toMatchObject({ verdict: 'passed' });
    expect(await world.retestState('dev')).toMatchObject({ state: 'passed' });
  });

  it('says why something cannot be tested again, once until it can', async () => {
    const { build, image } = await world.tested();
    await world.promote(build, 'dev');
    const { profiles } = world.config;
    const { default: profile } = profiles;
    const toldOf = () =>
      world.sent
        .filter(({ title }) => /cannot be tested again/.test(title))
        .map(({ to, title }) => ({ to, title }));
    const once = {
      to: ['group:default/web'],
      title: 'web-base on dev cannot be tested again',
    };
    await world.letPass(25);
    delete profiles.default;
    await world.tending().round();
    await world.tending().round();
    expect(toldOf()).toEqual([once]);
    expect(await world.retestState('dev')).toMatchObject({
      state: 'due',
      hindered: expect.stringMatching(/default/),
    });

    // Why it cannot be is told as it is by now.
    profiles.default = { ...profile, regions: {} };
    await world.tending().round();
    expect(await world.retestState('dev')).toMatchObject({
      hindered: expect.stringMatching(/us-east-1|region/),
    });
    expect(toldOf()).toEqual([once]);

    profiles.default = profile;
    await world.tending().round();
    const [retest] = await retestsOf(image.imageId);
    await world.ends(retest.id);
    expect((await world.retestState('dev'))?.hindered).toBeUndefined();

    await world.engines.ec2.somebody.send(
      new DeregisterImageCommand({ ImageId: image.imageId }),
    );
    await world.letPass(25);
    await world.tending().round();
    expect(await retestsOf(image.imageId)).toHaveLength(1);
    expect(toldOf()).toEqual([once, once]);
    expect(await world.retestState('dev')).toMatchObject({
      hindered: expect.stringContaining(image.imageId),
    });
  });
});
