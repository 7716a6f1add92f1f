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

import { amiSmokeTestPermissions } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { buildConditions } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import request from 'supertest';
import { expectToFit } from './__testUtils__/responses';
import { startBackend, type TestApi } from './__testUtils__/startBackend';
import {
  IMAGES,
  REGION,
  startWorld,
  type World,
} from './__testUtils__/startWorld';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

const build = {
  family: 'web-base',
  images: [{ region: REGION, imageId: IMAGES.healthy }],
};

describe.each(databases.eachSupportedId())(
  'who may do what, on %s',
  databaseId => {
    let world: World;
    let api: TestApi;

    beforeAll(async () => {
      world = await startWorld();
      const knex = await databases.init(databaseId);
      api = await startBackend(world, { knex });
    });
    afterAll(async () => {
      await api.stop();
      await world.close();
    });

    it('lets nobody in without credentials, and a service only as far as amiSmokeTest.access says', async () => {
      const anonymous = await request(api.url).post('/builds').send(build);
      expect(anonymous.status).toBe(401);
      const wrong = await request(api.url)
        .post('/builds')
        .set('authorization', mockCredentials.service.invalidHeader())
        .send(build);
      expect(wrong.status).toBe(401);

      const refused: [string, string, RegExp][] = [
        ['external:stranger', 'web-base', /'external:stranger' do 'create'/],
        ['external:packer', 'db-base', /'create' with the family 'db-base'/],
        ['external:auditor', 'web-base', /'external:auditor' do 'create'/],
        [
          'external:gha:repo:acme-evil/images',
          'db-base',
          /amiSmokeTest\.access.*acme-evil/,
        ],
        ['plugin:catalog', 'web-base', /'plugin:catalog'/],
        ['user:default/developer', 'web-base', /ami-smoke-test\.build\.create/],
      ];
      for (const [caller, family, message] of refused) {
        for (const path of ['/builds', '/preflight']) {
          const body = path === '/builds' ? { ...build, family } : { family };
          const response = await api.post(path, body, caller);
          expect(response.body.error.message).toMatch(message);
          expect(response.status).toBe(403);
        }
      }
      expect((await api.get('/builds', 'external:stranger')).status).toBe(403);
      expect((await api.get('/ledger', 'external:packer')).status).toBe(403);
      expect((await api.get('/ledger', 'external:viewer')).status).toBe(403);
      expect((await api.get('/ledger', 'user:default/developer')).status).toBe(
        403,
      );
      expect(
        world
          .journal()
          .some(
            event => event.type === 'call' && event.action === 'RunInstances',
          ),
      ).toBe(false);
    });

    it('shows each caller the builds of its families, and no others', async () => {
      const web = await api.post('/builds', build);
      expect(web.status).toBe(201);
      const db = await api.post(
        '/builds',
        { ...build, family: 'db-base', entityRef: 'Resource:default/DB-Base' },
        'external:gha:repo:acme/images:ref:refs/heads/main',
      );
      expect(db.status).toBe(201);
      const { id, runs } = db.body;

      const familiesFor = async (caller: string, query = '') => {
        const { body, status } = await api.get(`/builds${query}`, caller);
        expect(status).toBe(200);
        expectToFit('BuildPage', body);
        return [
          ...new Set(body.items.map((item: { family: string }) => item.family)),
        ].sort();
      };
      expect(await familiesFor('external:packer')).toEqual(['web-base']);
      expect(await familiesFor('external:gha:repo:acme/x')).toEqual([
        'db-base',
      ]);
      expect(await familiesFor('external:auditor')).toEqual([
        'db-base',
        'web-base',
      ]);
      expect(await familiesFor('user:default/admin')).toEqual([
        'db-base',
        'web-base',
      ]);
      expect(await familiesFor('user:default/developer')).toEqual(['web-base']);
      expect(
        await familiesFor('user:default/developer', '?family=db-base'),
      ).toEqual([]);
      expect(
        await familiesFor(
          'user:default/admin',
          '?entityRef=resource:default/db-base&limit=1',
        ),
      ).toEqual(['db-base']);
      expect((await api.get('/builds', 'user:default/guest')).status).toBe(403);

      for (const path of [
        `/builds/${id}`,
        `/builds/${id}/events`,
        `/runs/${runs[0].id}`,
      ]) {
        for (const caller of ['external:packer', 'user:default/developer']) {
          expect((await api.get(path, caller)).status).toBe(403);
        }
      }
      const cancel = `/builds/${id}/cancel`;
      expect((await api.post(cancel, {}, 'external:packer')).status).toBe(403);
      expect((await api.post(cancel, {}, 'external:auditor')).status).toBe(403);
      const cancelled = await api.post(cancel, {}, 'user:default/admin');
      expect(cancelled.status).toBe(200);
      expectToFit('Build', cancelled.body);
      const nowhere = '/builds/00000000-0000-4000-8000-000000000000';
      expect((await api.get(nowhere, 'user:default/admin')).status).toBe(404);
      expect((await api.post(`${nowhere}/cancel`, {})).status).toBe(404);
    });

    it('shows the build of a service on no entity of another family', async () => {
      const post = (
        entityRef: string,
        caller = 'external:packer',
        family = 'web-base',
      ) => api.post('/builds', { ...build, family, entityRef }, caller);

      for (const entityRef of [
        'resource:default/db-base',
        'component:other/my-web-base',
      ]) {
        const refused = await post(entityRef);
        expect(refused.body.error.message).toMatch(
          /^body\.entityRef: \w+:\w+\/(db-base|my-web-base) .*amiSmokeTest\.access.*'external:packer'.*'create'/,
        );
        expect(refused.status).toBe(403);
      }
      const { body: shown } = await api.get(
        '/builds?entityRef=resource:default/db-base&family=web-base',
        'user:default/admin',
      );
      expect(shown.items).toEqual([]);

      const own = await post('Resource:default/Web-Prod');
      expect(own.status).toBe(201);
      expect(own.body.entityRef).toBe('resource:default/web-prod');
      const anywhere = await post(
        'component:default/db-base',
        'user:default/admin',
      );
      expect(anywhere.status).toBe(201);
    });

    it('tells Backstage its permissions, and what policies may decide about builds and promotion on', async () => {
      const wellKnown = '/.well-known/backstage/permissions';
      const { body: metadata } = await api.get(`${wellKnown}/metadata`);
      expect(
        metadata.permissions.map(({ name }: { name: string }) => name).sort(),
      ).toEqual(amiSmokeTestPermissions.map(({ name }) => name).sort());
      expect(metadata.rules).toEqual([
        expect.objectContaining({
          name: 'HAS_FAMILY',
          resourceType: 'ami-smoke-test-build',
          paramsSchema: expect.objectContaining({ required: ['families'] }),
        }),
        expect.objectContaining({
          name: 'HAS_FAMILY',
          resourceType: 'ami-smoke-test-promotion',
        }),
        expect.objectContaining({
          name: 'ON_CHANNEL',
          resourceType: 'ami-smoke-test-promotion',
          paramsSchema: expect.objectContaining({ required: ['channels'] }),
        }),
      ]);

      const [{ id }] = (await api.get('/builds')).body.items;
      const decision = (families: string[]) => ({
        id: families.join(),
        resourceRef: id,
        resourceType: 'ami-smoke-test-build',
        conditions: buildConditions.hasFamily({ families }),
      });
      const applied = await api.post(`${wellKnown}/apply-conditions`, {
        items: [decision(['web-*']), decision(['db-*'])],
      });
      expect(applied.body.items).toEqual([
        { id: 'web-*', result: 'ALLOW' },
        { id: 'db-*', result: 'DENY' },
      ]);
    });
  },
);
