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

const HEADLINE = {
  id: 'root-device-missing',
  category: 'block-device',
  severity: 'error',
  title: expect.stringMatching(/root device .*\/dev\/sda1/),
};

describe.each(databases.eachSupportedId())(
  'the diagnosis of a run, on %s',
  databaseId => {
    let world: World;
    let knex: Knex;
    let api: TestApi;
    let build: Build;

    beforeAll(async () => {
      world = await startWorld();
      knex = await databases.init(databaseId);
      api = await startBackend(world, { knex });
      build = await testLost();
    });
    afterAll(async () => {
      await api.stop();
      await world.close();
    });

    async function testLost(): Promise<Build> {
      const client = new AmiSmokeTestClient({
        discoveryApi: { getBaseUrl: async () => api.url },
      });
      const token = headerOf('external:packer').replace('Bearer ', '');
      const { id } = await client.createBuild(
        {
          family: 'web-base',
          images: [{ region: REGION, imageId: IMAGES.lost }],
          profile: 'flexible',
          overrides: { budgetSeconds: 5 },
        },
        { token },
      );
      for await (const _ of client.watchBuild(id, { token }));
      return client.getBuild(id, { token });
    }

    it('says of a run, wherever it is listed, how far it came and what went wrong', async () => {
      expectToFit('Build', build);
      expect(build).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(
          /root device .*\/dev\/sda1 \(furthest stage: initramfs\)\. The service did not answer within 5 s: /,
        ),
        runs: [{ furthestStage: 'initramfs', headline: HEADLINE }],
      });
      const found = async (query: string) => {
        const { status, body } = await api.get(`/builds?${query}`);
        return status === 200
          ? body.items.map(({ id }: Build) => id)
          : body.error.message;
      };
      for (const query of [
        'furthestStage=initramfs',
        'category=block-device',
        'finding=root-device-missing',
      ]) {
        expect([query, await found(query)]).toEqual([query, [build.id]]);
      }
      expect(await found('furthestStage=login')).toEqual([]);
      expect(await found('furthestStage=heaven')).toMatch(/furthestStage/);
      expect(await found('category=weather')).toMatch(/category/);
    });

    it('is proven by what the machine wrote only to who may see that', async () => {
      const path = `/runs/${build.runs[0].id}`;
      const seen = await api.get(path, 'external:viewer');
      expectToFit('Run', seen.body);
      expect(seen.body.diagnosis.headline).toMatchObject({
        ...HEADLINE,
        evidence: {
          source: 'console',
          line: 3,
          text: expect.stringContaining('Dropping to a shell!'),
        },
      });
      const told = await api.get(path, 'external:packer');
      expectToFit('Run', told.body);
      const { diagnosis } = told.body;
      expect(diagnosis.headline).toMatchObject({
        ...HEADLINE,
        evidence: { source: 'console', line: 3 },
      });
      expect(JSON.stringify(diagnosis)).not.toMatch(
        /"text"|Dropping to a shell!|Linux version/,
      );
      const { stages } = seen.body.diagnosis;
      expect(diagnosis.stages).toHaveLength(stages.length);
    });

    it('has the text of screens, for who may see these', async () => {
      const [{ id }] = build.runs;
      await knex('smoke_test_screen_texts').insert([
        { run_id: id, offset_ms: 2000, text: 'grub rescue>' },
        { run_id: id, offset_ms: 1000, text: 'SeaBIOS' },
      ]);
      const path = `/runs/${id}/screen-texts`;
      expect((await api.get(path, 'external:packer')).status).toBe(403);
      const { status, body } = await api.get(path, 'external:viewer');
      expect(status).toBe(200);
      expectToFit('ScreenTextList', body);
      expect(body.items).toEqual([
        { offsetMs: 1000, text: 'SeaBIOS' },
        { offsetMs: 2000, text: 'grub rescue>' },
      ]);
    });
  },
);
