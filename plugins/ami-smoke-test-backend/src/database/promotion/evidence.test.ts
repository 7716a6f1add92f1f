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
import { FAMILY, image, TestPromotions } from '../__testUtils__/promotions';
import { verificationFamily } from '../verifications';

const databases = TestDatabases.create();

const EU = 'eu-central-1';

describe.each(databases.eachSupportedId())('evidence (%s)', databaseId => {
  let world: TestPromotions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
  });

  afterEach(async () => {
    await world.clear();
  });

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
    const long = { created_at: 1000 };
    await test.knex('smoke_test_builds').where('id', first.id).update(long);
    await test.knex('smoke_test_runs').where('build_id', first.id).update(long);
    const rerun = await world.tested([image('ami-1')], { source: 'rerun' });
    await world.tested([image('ami-3')], { verdicts: ['failed'] });
    const retest = await world.tested([image('ami-1'), image('ami-2', EU)], {
      source: 'retest',
    });
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
