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

import {
  AmiSmokeTestClient,
  type Build,
  type CreateBuildRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectToFit } from './__testUtils__/responses';
import {
  headerOf,
  startBackend,
  type TestApi,
} from './__testUtils__/startBackend';
import {
  IMAGES,
  REGION,
  startWorld,
  type World,
} from './__testUtils__/startWorld';

const databases = TestDatabases.create();
jest.setTimeout(90_000);

const ADMIN = 'user:default/admin';
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe.each(databases.eachSupportedId())('re-runs on %s', databaseId => {
  let world: World;
  let knex: Knex;
  let api: TestApi;

  beforeAll(async () => {
    world = await startWorld();
    knex = await databases.init(databaseId);
    api = await startBackend(world, { knex });
  });
  afterAll(async () => {
    await api.stop();
    await world.close();
  });

  async function accept(
    changes: Partial<CreateBuildRequest> = {},
  ): Promise<Build> {
    const response = await api.post(
      '/builds',
      {
        family: 'web-base',
        images: [{ region: REGION, imageId: IMAGES.healthy }],
        ...changes,
      },
      ADMIN,
    );
    expect(response.status).toBe(201);
    return response.body;
  }

  async function finished(id: string): Promise<Build> {
    const client = new AmiSmokeTestClient({
      discoveryApi: { getBaseUrl: async () => api.url },
    });
    const options = { token: headerOf(ADMIN).replace('Bearer ', '') };
    for await (const _ of client.watchBuild(id, options));
    return client.getBuild(id, options);
  }

  /** Starts the backend anew with another config, on the same database. */
  async function reconfigure(change: (smokeTest: any) => void) {
    const config = structuredClone(world.config) as JsonObject;
    change(config.amiSmokeTest);
    await api.stop();
    api = await startBackend(world, { knex, config });
  }

  const rerun = (id: string, caller = ADMIN) =>
    api.post(`/builds/${id}/rerun`, {}, caller);

  it('leaves a re-test a re-test: its family stands as it stood', async () => {
    const first = await accept();
    await finished(first.id);
    await knex('smoke_test_builds')
      .where('id', first.id)
      .update({ source: 'retest' });
    const { body: second, status } = await rerun(first.id);
    expect(status).toBe(201);
    expectToFit('Build', second);
    expect(second).toMatchObject({ source: 'retest', rerunOf: first.id });
    expect(await finished(second.id)).toMatchObject({ verdict: 'passed' });
  });

  it('tests a build once more, for who may', async () => {
    const first = await accept({
      entityRef: 'resource:default/web-prod',
      profile: 'flexible',
      packer: {
        runUuid: 'c0ffee00-0000-0000-0000-000000000001',
        buildName: 'web',
        builderType: 'amazon-ebs',
      },
      lineage: { gitRevision: '0a1b2c3' },
      overrides: { instanceTypes: ['t3.large'], budgetSeconds: 60 },
    });
    const { body: second, status } = await rerun(first.id, 'external:packer');
    expect(status).toBe(201);
    expectToFit('Build', second);
    expect(second).toMatchObject({
      family: 'web-base',
      entityRef: 'resource:default/web-prod',
      profile: 'flexible',
      source: 'rerun',
      rerunOf: first.id,
      images: first.images,
      lineage: first.lineage,
      createdBy: 'external:packer',
      status: 'running',
      runs: [{ instanceType: 't3.large', image: first.runs[0].image }],
    });
    expect(second).not.toHaveProperty('packer');
    expect(second.runs[0].id).not.toBe(first.runs[0].id);
    const third = await rerun(second.id);
    expect(third.status).toBe(201);
    expect(third.body).toMatchObject({
      rerunOf: second.id,
      createdBy: ADMIN,
      runs: [{ instanceType: 't3.large' }],
    });
    const { items } = (await api.get('/builds?source=rerun')).body;
    expect(items.map(({ id }: Build) => id)).toEqual([
      third.body.id,
      second.id,
    ]);

    for (const caller of [
      'external:auditor',
      'external:gha:repo:acme/images',
      'user:default/developer',
      'user:default/watcher',
    ]) {
      const refused = await rerun(first.id, caller);
      expect(refused.status).toBe(403);
    }
    expect((await rerun(NOBODY)).status).toBe(404);
    for (const { id } of [first, second, third.body]) {
      await api.post(`/builds/${id}/cancel`, {}, ADMIN);
      await finished(id);
    }
  });

  it('repeats with the profile as it is now, or says what stands in the way', async () => {
    const [third] = (await api.get('/builds?source=rerun&limit=1')).body
      .items as Build[];
    const plain = await accept();
    await api.post(`/builds/${plain.id}/cancel`, {}, ADMIN);

    await reconfigure(({ profiles }) => {
      profiles.flexible.allowedInstanceTypes = [];
      profiles.default.instanceTypes = ['t3.medium'];
    });
    const mended = await rerun(plain.id);
    expect(mended.status).toBe(201);
    expect(mended.body.runs).toMatchObject([{ instanceType: 't3.medium' }]);
    await api.post(`/builds/${mended.body.id}/cancel`, {}, ADMIN);
    const overridden = await rerun(third.id);
    expect(overridden.status).toBe(400);
    expect(overridden.body.error.message).toMatch(
      new RegExp(
        `The build ${third.id} cannot be run again as it was\\. overrides\\.instanceTypes\\[0\\]: t3\\.large is not among .*amiSmokeTest\\.profiles\\.flexible\\.allowedInstanceTypes\\. .*post a new build`,
      ),
    );

    await reconfigure(({ profiles }) => {
      delete profiles.flexible;
      profiles.default.imageOwners = ['210987654321'];
    });
    const without = await rerun(third.id);
    expect(without.status).toBe(400);
    expect(without.body.error).toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(
        /There is no profile 'flexible'; amiSmokeTest\.profiles has: default, elsewhere/,
      ),
    });
    const foreign = await rerun(plain.id);
    expect(foreign.status).toBe(403);
    expect(foreign.body.error.message).toMatch(
      /cannot be run again.*amiSmokeTest\.profiles\.default\.imageOwners/,
    );

    await reconfigure(() => {});
    await world.deregister(IMAGES.healthy);
    // EC2 goes on to know an image for a while.
    let gone = await rerun(plain.id);
    while (gone.status === 201) {
      await api.post(`/builds/${gone.body.id}/cancel`, {}, ADMIN);
      await sleep(100);
      gone = await rerun(plain.id);
    }
    expect(gone.status).toBe(400);
    expect(gone.body.error.message).toMatch(
      new RegExp(
        `cannot be run again.*images\\[0\\]\\.imageId: ${IMAGES.healthy} does not exist in ${REGION}`,
      ),
    );
  });
});
