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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { newRun, TestStore } from './__testUtils__/store';
import type { NewBuild, RunRecord } from './records';
import { verificationFamily } from './verifications';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('families (%s)', databaseId => {
  let test: TestStore;
  /** Builds are a second apart, whatever the clock says. */
  let second: number;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });
  beforeEach(() => {
    second = 0;
  });
  afterEach(async () => {
    await test.clear();
  });

  const START = Date.UTC(2026, 0, 1);
  const at = (seconds: number) => new Date(START + seconds * 1000);

  /** A build whose runs have these verdicts, by region and instance type; with `undefined` it runs. */
  async function build(
    family: string,
    verdicts: Record<string, Verdict | undefined>,
    changes: Partial<NewBuild> = {},
  ) {
    const places = Object.keys(verdicts).map(place => place.split(' '));
    const planned = places.map(([region, instanceType]) =>
      newRun({ region, instanceType }),
    );
    const created = await test.accept({ family, runs: planned, ...changes });
    second += 1;
    const now = START + second * 1000;
    for (const table of ['smoke_test_builds', 'smoke_test_runs']) {
      const key = table === 'smoke_test_builds' ? 'id' : 'build_id';
      await test.knex(table).where(key, created.id).update({ created_at: now });
    }
    for (const { runId, epoch } of await test.claim('worker-1')) {
      const index = planned.findIndex(({ id }) => id === runId);
      const verdict = Object.values(verdicts)[index];
      if (verdict) {
        await test.store.updateRun(
          { runId, epoch },
          { verdict, stage: 'finished' },
        );
      }
    }
    await test
      .knex('smoke_test_builds')
      .where('id', created.id)
      .whereNotNull('verdict')
      .update({ verdict_at: now + 500 });
    return { id: created.id, runs: planned, second };
  }

  it('tells how each family stands', async () => {
    await build('web', { 'eu-central-1': 'failed' });
    const passed = await build('web', {
      'eu-central-1': 'passed',
      'us-east-1': 'passed',
    });
    const firstFailed = await build('web', {
      'eu-central-1': 'failed',
      'us-east-1': 'passed',
    });
    await build('web', { 'eu-central-1': 'errored' });
    const failed = await build('web', { 'eu-central-1': 'failed' });
    const running = await build('web', { 'eu-central-1': undefined });

    await build('good', { 'eu-central-1': 'failed' });
    const good = await build('good', { 'eu-central-1': 'passed' });
    const leaking = await build('good', { 'eu-central-1': 'cancelled' });
    await test
      .knex('smoke_test_builds')
      .where('id', leaking.id)
      .update({ status: 'running' });

    await build('never', { 'eu-central-1': 'failed' });
    const never = await build('never', { 'eu-central-1': 'failed' });
    const fresh = await build('fresh', { 'eu-central-1': undefined });

    const overviews = await test.store.familyOverviews();
    expect(overviews).toMatchObject([
      { family: 'fresh', latest: { id: fresh.id }, running: 1, regions: [] },
      {
        family: 'good',
        running: 0,
        lastPassedAt: at(good.second + 0.5),
        regions: [{ region: 'eu-central-1', verdict: 'cancelled' }],
      },
      {
        family: 'never',
        latest: { id: never.id },
        failingSince: at(never.second - 1 + 0.5),
        regions: [{ verdict: 'failed', runId: never.runs[0].id }],
      },
      {
        family: 'web',
        latest: { id: running.id, entityRef: 'resource:default/web-base' },
        running: 1,
        lastPassedAt: at(passed.second + 0.5),
        failingSince: at(firstFailed.second + 0.5),
        regions: [
          {
            region: 'eu-central-1',
            verdict: 'failed',
            runId: failed.runs[0].id,
            imageId: failed.runs[0].image.imageId,
            at: expect.any(Date),
          },
          {
            region: 'us-east-1',
            verdict: 'passed',
            runId: firstFailed.runs[1].id,
          },
        ],
      },
    ]);
    expect(overviews[0].lastPassedAt).toBeUndefined();
    expect(overviews[0].failingSince).toBeUndefined();
    expect(overviews[1].failingSince).toBeUndefined();
    expect(overviews[2].lastPassedAt).toBeUndefined();

    const some = await test.store.familyOverviews(['web', 'nobody', 'good']);
    expect(some).toEqual([overviews[1], overviews[3]]);
    expect(await test.store.familyOverviews([])).toEqual([]);
  });

  it('says of a region what the worst of its instance types says', async () => {
    await build('web', {
      'eu-central-1 t3.micro': 'passed',
      'eu-central-1 t3.large': 'passed',
    });
    const { runs } = await build('web', {
      'eu-central-1 t3.micro': 'passed',
      'eu-central-1 t3.large': 'failed',
      'eu-central-1 m7g.large': 'errored',
      'eu-central-1 c7g.large': undefined,
    });
    const [{ regions }] = await test.store.familyOverviews();
    expect(regions).toMatchObject([{ verdict: 'failed', runId: runs[1].id }]);
  });

  it('knows nothing of nobody', async () => {
    expect(await test.store.familyOverviews()).toEqual([]);
  });

  it('finds the last good run: as like as there is, earlier, and of the family', async () => {
    const { store } = test;
    const good = await build('web', {
      'eu-central-1 t3.micro': 'passed',
      'eu-central-1 t3.large': 'passed',
    });
    const elsewhere = await build('web', { 'us-east-1 t3.micro': 'passed' });
    await build('db', { 'eu-central-1 t3.micro': 'passed' });
    await build('web', { 'eu-central-1 t3.micro': 'failed' });
    const { runs } = await build('web', {
      'eu-central-1 t3.micro': 'failed',
      'eu-central-1 t3.large': 'passed',
    });
    await build('web', { 'eu-central-1 t3.micro': 'passed' });

    const failed = (await store.getRun(runs[0].id))!;
    const lastGood = async (changes: Partial<RunRecord> = {}) =>
      (await store.findLastGood({ ...failed, ...changes }))?.id;
    const inRegion = (region: string) => ({
      image: { ...failed.image, region },
    });
    expect(await lastGood()).toBe(good.runs[0].id);
    expect(await lastGood({ instanceType: 't3.large' })).toBe(good.runs[1].id);
    expect(good.runs.map(({ id }) => id)).toContain(
      await lastGood({ instanceType: 'm7g.large' }),
    );
    expect(await lastGood(inRegion('us-east-1'))).toBe(elsewhere.runs[0].id);
    expect(await lastGood(inRegion('ap-south-1'))).toBe(elsewhere.runs[0].id);
    expect(await lastGood({ createdAt: at(good.second) })).toBeUndefined();
    expect(await lastGood({ family: 'nobody' })).toBeUndefined();
  });

  it('stand as their own builds say, not as re-tests do', async () => {
    const web = await build('web', { 'eu-central-1 t3.micro': 'passed' });
    const retest = { source: 'retest' as const };
    await build('web', { 'eu-central-1 t3.micro': 'failed' }, retest);
    await build('web', { 'us-east-1 t3.micro': 'passed' }, retest);
    await build('web', { 'eu-central-1 t3.micro': undefined }, retest);
    // One whose builds have gone, but for a re-test.
    await build('db', { 'eu-central-1 t3.micro': 'failed' }, retest);
    const overviews = await test.store.familyOverviews();
    expect(overviews).toMatchObject([
      {
        family: 'web',
        latest: { source: 'packer', verdict: 'passed' },
        running: 1,
        regions: [
          {
            region: 'eu-central-1',
            verdict: 'passed',
            runId: web.runs[0].id,
          },
        ],
        lastPassedAt: expect.any(Date),
        failingSince: undefined,
      },
    ]);

    const failed = await build('web', { 'eu-central-1 t3.micro': 'failed' });
    await build('web', { 'eu-central-1 t3.micro': 'passed' }, retest);
    const [overview] = await test.store.familyOverviews(['web', 'db']);
    expect(overview).toMatchObject({
      latest: { source: 'packer', verdict: 'failed' },
      regions: [{ verdict: 'failed', runId: failed.runs[0].id }],
      failingSince: expect.any(Date),
    });
    const { items } = await test.store.listBuilds(
      { family: 'web', source: 'retest' },
      { limit: 10 },
    );
    expect(items).toHaveLength(4);
    expect(
      (await test.store.listBuilds({ family: 'web' }, { limit: 10 })).items,
    ).toHaveLength(6);
  });

  it("are not the profiles that were verified, whose builds are kept like a family's", async () => {
    await build('web-base', { 'us-east-1 t3.micro': 'passed' });
    await build(
      verificationFamily('default'),
      { 'us-east-1 t3.micro': 'passed' },
      { source: 'verification', entityRef: undefined },
    );
    expect(await test.store.families()).toEqual(['web-base']);
    expect(await test.store.histories()).toEqual([
      'profile:default',
      'web-base',
    ]);
    const overviews = await test.store.familyOverviews();
    expect(overviews.map(({ family }) => family)).toEqual(['web-base']);
    const { items } = await test.store.listBuilds({}, { limit: 10 });
    expect(items.map(({ family }) => family)).toEqual(['web-base']);
    const { items: verifications } = await test.store.listBuilds(
      { source: 'verification' },
      { limit: 10 },
    );
    expect(verifications).toEqual([
      expect.objectContaining({
        family: 'profile:default',
        entityRef: undefined,
      }),
    ]);
  });
});
