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
  EVENT_TOPIC,
  type FamilyOverview,
  SIGNAL_CHANNEL,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
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

describe.each(databases.eachSupportedId())(
  'what the pages ask for, on %s',
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

    it('lays a run that failed beside the last good one, and shows logs only to who may see them', async () => {
      const good = await finished((await accept()).id);
      expect(good.verdict).toBe('passed');
      const bad = await finished(
        (
          await accept({
            images: [{ region: REGION, imageId: IMAGES.broken }],
            profile: 'flexible',
            overrides: { budgetSeconds: 5 },
          })
        ).id,
      );
      expect(bad.verdict).toBe('failed');
      const [goodRun, badRun] = [good.runs[0], bad.runs[0]];
      const path = `/runs/${badRun.id}/comparison`;

      const { body, status } = await api.get(path, 'external:viewer');
      expect(status).toBe(200);
      expectToFit('Comparison', body);
      expect(body).toMatchObject({
        run: {
          id: badRun.id,
          verdict: 'failed',
          build: { id: bad.id },
          evidence: true,
        },
        other: {
          id: goodRun.id,
          verdict: 'passed',
          build: { id: good.id },
          evidence: true,
        },
        chosen: 'last-good',
      });
      expect(body.console).toEqual({
        alike: 1,
        different: true,
        lines: [
          {
            kind: 'same',
            number: 1,
            otherNumber: 1,
            text: 'Linux version 6.1',
          },
          {
            kind: 'only-there',
            otherNumber: 2,
            text: '<script>alert(1)</script>',
          },
          { kind: 'only-there', otherNumber: 3, text: 'login: ' },
          { kind: 'only-here', number: 2, text: '[FAILED] web.service' },
        ],
        truncated: false,
      });
      // Neither says anything of hardware; what was said, the tests of the diagnosis compare.
      expect(body.hardware).toEqual({ missing: [], added: [] });

      const asked = await api.get(
        `/runs/${goodRun.id}/comparison?with=${badRun.id}`,
        'external:viewer',
      );
      expect(asked.body).toMatchObject({
        run: { id: goodRun.id },
        other: { id: badRun.id },
        chosen: 'asked',
      });
      // Nothing has passed before the first that did.
      const alone = await api.get(`/runs/${goodRun.id}/comparison`, ADMIN);
      expectToFit('Comparison', alone.body);
      expect(alone.body).not.toHaveProperty('other');
      expect(alone.body).not.toHaveProperty('console');
      expect(alone.body).not.toHaveProperty('hardware');

      const withoutEvidence = await api.get(path, 'external:packer');
      expect(withoutEvidence.status).toBe(200);
      expect(withoutEvidence.body).toMatchObject({
        run: { evidence: false },
        other: { id: goodRun.id, evidence: false },
      });
      expect(withoutEvidence.body).not.toHaveProperty('console');
      expect(withoutEvidence.body).not.toHaveProperty('hardware');
      const refused: [string, string, number, RegExp][] = [
        [path, 'external:stranger', 403, /'external:stranger' do 'read'/],
        [`/runs/${NOBODY}/comparison`, ADMIN, 404, /no run 00000000/],
        [`${path}?with=${NOBODY}`, ADMIN, 404, /no run 00000000/],
        [`${path}?with=7`, ADMIN, 400, /with/],
      ];
      for (const [question, caller, code, message] of refused) {
        const response = await api.get(question, caller);
        expect(response.body.error.message).toMatch(message);
        expect(response.status).toBe(code);
      }
      const other = await accept({ family: 'db-base' });
      const foreign = `${path}?with=${other.runs[0].id}`;
      expect((await api.get(foreign, 'external:viewer')).status).toBe(403);
      expect((await api.get(foreign, ADMIN)).status).toBe(200);
      await api.post(`/builds/${other.id}/cancel`, {}, ADMIN);
      await finished(other.id);
    });

    it('tells of a run its build, what it made in AWS, and the frames that tell how it went', async () => {
      const [{ runs }] = (await api.get('/builds?verdict=passed')).body.items;
      const { body: run } = await api.get(`/runs/${runs[0].id}`);
      expectToFit('Run', run);
      expect(run.build.id).toBe(run.buildId);
      expect(run.build.runs).toEqual(runs);
      expect(run.resources).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            kind: 'instance',
            resourceId: run.instanceId,
            state: 'gone',
            proof: expect.stringMatching(/terminated/),
          }),
          expect.objectContaining({ kind: 'key-pair', state: 'gone' }),
        ]),
      );
      expect(JSON.stringify(run.resources)).not.toMatch(/ClientToken|UserData/);

      const taken = run.frames.filter(
        ({ sha256 }: { sha256?: string }) => sha256,
      );
      expect(run.filmStrip).toEqual(runs[0].filmStrip);
      expect(run.filmStrip.at(-1)).toBe(taken.at(-1).offsetMs);
      const shown = run.filmStrip.map(
        (offsetMs: number) =>
          taken.find((one: { offsetMs: number }) => one.offsetMs === offsetMs)
            .sha256,
      );
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.length).toBe(
        new Set(taken.map(({ sha256 }: { sha256: string }) => sha256)).size,
      );
    });

    it('tells how each family stands to who may read it, and to the catalog', async () => {
      const familiesFor = async (caller: string) => {
        const { body, status } = await api.get('/families', caller);
        expect(status).toBe(200);
        expectToFit('FamilyList', body);
        return body.items as FamilyOverview[];
      };
      const all = await familiesFor(ADMIN);
      expect(all.map(({ family }) => family)).toEqual(['db-base', 'web-base']);
      expect(all.map(({ evidence }) => evidence)).toEqual([true, true]);
      const withoutEvidence = all.map(one => ({ ...one, evidence: false }));
      expect(await familiesFor('plugin:catalog')).toEqual(withoutEvidence);
      expect(await familiesFor('user:default/developer')).toEqual([
        withoutEvidence[1],
      ]);
      const [web] = await familiesFor('external:viewer');
      expect(web).toEqual(all[1]);
      const { items } = (await api.get('/builds?family=web-base')).body;
      expect(web).toMatchObject({
        entityRef: 'resource:default/web-base',
        latest: items[0],
        running: 0,
        lastPassedAt: items[1].verdictAt,
        failingSince: items[0].verdictAt,
        regions: [
          {
            region: REGION,
            verdict: 'failed',
            runId: items[0].runs[0].id,
            imageId: IMAGES.broken,
          },
        ],
      });
      for (const caller of [
        'external:stranger',
        'plugin:scaffolder',
        'user:default/guest',
      ]) {
        expect((await api.get('/families', caller)).status).toBe(403);
      }
      // What the catalog was given is to read, and nothing else.
      const [{ id, runs }] = items;
      expect(
        (await api.post(`/builds/${id}/rerun`, {}, 'plugin:catalog')).status,
      ).toBe(403);
      const console = `/runs/${runs[0].id}/console`;
      expect((await api.get(console, 'plugin:catalog')).status).toBe(403);
    });

    it('tells browsers which build has changed, and plugins what became of it', async () => {
      const [{ id }] = (await api.get('/builds?verdict=failed')).body.items;
      const told = api.published.filter(({ topic }) => topic === EVENT_TOPIC);
      const ofBuild = told
        .map(({ eventPayload }) => eventPayload as any)
        .filter(({ build }) => build.id === id);
      expect(ofBuild.map(({ change }) => change)).toEqual([
        'accepted',
        'verdict',
        'finished',
      ]);
      expect(ofBuild[2].build).toEqual({
        id,
        family: 'web-base',
        entityRef: 'resource:default/web-base',
        status: 'finished',
        verdict: 'failed',
        reason: expect.any(String),
        url: `http://backstage.example/ami-smoke-test/builds/${id}`,
      });

      const signals = () =>
        api.published
          .filter(({ topic }) => topic === 'signals')
          .map(({ eventPayload }) => eventPayload as any)
          .filter(({ message }) => message.buildId === id);
      expect(signals()[0]).toEqual({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_CHANNEL,
        message: { buildId: id },
      });
      const { body: events } = await api
        .get(`/builds/${id}/events`)
        .then(({ text }) => ({ body: text.match(/^id: /gm) ?? [] }));
      expect(signals().length).toBeGreaterThan(3);
      expect(signals().length).toBeLessThan(events.length);
    });
  },
);
