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
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
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
const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(databases.eachSupportedId())('pins on %s', databaseId => {
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

  const clientOf = () =>
    new AmiSmokeTestClient({
      discoveryApi: { getBaseUrl: async () => api.url },
    });
  const as = (caller: string) => ({
    token: headerOf(caller).replace('Bearer ', ''),
  });

  /** A build that was cancelled long ago. */
  async function oldBuild(): Promise<Build> {
    const { body } = await api.post(
      '/builds',
      {
        family: 'web-base',
        images: [{ region: REGION, imageId: IMAGES.healthy }],
      },
      ADMIN,
    );
    await api.post(`/builds/${body.id}/cancel`, {}, ADMIN);
    for await (const _ of clientOf().watchBuild(body.id, as(ADMIN)));
    await knex('smoke_test_builds')
      .where('id', body.id)
      .update({ created_at: Date.now() - 200 * DAY_MS });
    return body;
  }

  it('keep a build for who may pin it', async () => {
    const { id } = await oldBuild();
    const client = clientOf();
    for (const caller of [
      'user:default/developer',
      'external:packer',
      'external:auditor',
      'plugin:catalog',
    ]) {
      const refused = { name: 'NotAllowedError' };
      await expect(client.pinBuild(id, as(caller))).rejects.toMatchObject({
        cause: refused,
      });
      await expect(client.unpinBuild(id, as(caller))).rejects.toMatchObject({
        cause: refused,
      });
    }
    await expect(client.pinBuild(NOBODY, as(ADMIN))).rejects.toMatchObject({
      cause: {
        name: 'NotFoundError',
        message: expect.stringMatching(
          /There is no build .*amiSmokeTest\.retention/,
        ),
      },
    });
    expect(await client.getBuild(id, as(ADMIN))).not.toHaveProperty('pinned');

    const pinned = await client.pinBuild(id, as(ADMIN));
    expectToFit('Build', pinned);
    expect(pinned.pinned).toEqual({ by: ADMIN, at: expect.any(String) });
    expect(await client.pinBuild(id, as(ADMIN))).toEqual(pinned);
    expect(await client.getBuild(id, as(ADMIN))).toEqual(pinned);
    const unpinned = await client.unpinBuild(id, as(ADMIN));
    expect(unpinned).not.toHaveProperty('pinned');
    await client.pinBuild(id, as(ADMIN));
  });

  it('keep it from retention, which is on by itself', async () => {
    const pinned = (await api.get('/builds', ADMIN)).body.items[0] as Build;
    const old = await oldBuild();
    await api.stop();
    const config = structuredClone(world.config) as any;
    config.amiSmokeTest.retention = { keepBuildsPerFamily: 1 };
    // The newest of the family stays.
    await knex('smoke_test_builds')
      .where('id', old.id)
      .decrement('created_at', DAY_MS);
    await knex('smoke_test_builds')
      .where('id', pinned.id)
      .decrement('created_at', 2 * DAY_MS);
    api = await startBackend(world, { knex, config });
    const newest = await oldBuild();
    await api.stop();
    api = await startBackend(world, { knex, config });
    let ids: string[] = [];
    do {
      await sleep(100);
      const { body } = await api.get('/builds', ADMIN);
      ids = body.items.map(({ id }: Build) => id);
    } while (ids.includes(old.id));
    expect(ids.sort()).toEqual([newest.id, pinned.id].sort());
    const gone = await api.get(`/builds/${old.id}`, ADMIN);
    expect(gone.status).toBe(404);
    expect(gone.body.error.message).toMatch(/amiSmokeTest\.retention/);
    const run = await api.get(`/runs/${old.runs[0].id}`, ADMIN);
    expect(run.status).toBe(404);
  });

  it('are refused where they would keep nothing, and can be taken away', async () => {
    const { id } = await oldBuild();
    const client = clientOf();
    await client.pinBuild(id, as(ADMIN));
    await api.stop();
    const config = structuredClone(world.config) as any;
    config.amiSmokeTest.retention = { enabled: false, keep: ['failed'] };
    api = await startBackend(world, { knex, config });
    await expect(client.pinBuild(id, as(ADMIN))).rejects.toMatchObject({
      cause: {
        name: 'ConflictError',
        message: expect.stringContaining('amiSmokeTest.retention.keep'),
      },
    });
    await expect(
      client.pinBuild(id, as('user:default/developer')),
    ).rejects.toMatchObject({ cause: { name: 'NotAllowedError' } });
    const unpinned = await clientOf().unpinBuild(id, as(ADMIN));
    expect(unpinned).not.toHaveProperty('pinned');
  });
});
