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
  EVENT_TOPIC,
  type ProfileOverview,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { defaultNetwork } from '@ami-smoke-test/local-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { expectToFit } from './__testUtils__/responses';
import {
  headerOf,
  startBackend,
  type TestApi,
} from './__testUtils__/startBackend';
import {
  ACCOUNT,
  IMAGES,
  REGION,
  startWorld,
  type World,
} from './__testUtils__/startWorld';

const databases = TestDatabases.create();
jest.setTimeout(90_000);

const ADMIN = 'user:default/admin';
const [SUBNET, OTHER_SUBNET] = defaultNetwork(REGION, ACCOUNT).subnets.map(
  ({ subnetId }) => subnetId,
);
const SECRET = 'a secret of its author';

/** Of the profiles below, each in a network of its own. */
function withProfiles(world: World): JsonObject {
  const config = structuredClone(world.config) as any;
  const { profiles, access } = config.amiSmokeTest;
  const [group] = profiles.default.regions[REGION].securityGroups;
  const of = (changes: object, network: object, knownGoodImage?: string) => ({
    ...profiles.default,
    regions: {
      [REGION]: {
        subnets: [SUBNET],
        securityGroups: [group],
        ...network,
        ...(knownGoodImage && { knownGoodImage }),
      },
    },
    budgets: { serviceSeconds: 5 },
    ...changes,
  });
  const { checks } = profiles.default;
  config.amiSmokeTest.profiles = {
    good: of(
      {
        instanceTypes: ['t3.small', 't3.large'],
        userData: `#!/bin/sh\necho ${SECRET}`,
        checks: [
          { ...checks[0], path: '/nowhere', headers: { 'x-key': SECRET } },
          { type: 'tcp', port: 8080 },
        ],
      },
      {},
      IMAGES.healthy,
    ),
    dark: of({}, { subnets: [OTHER_SUBNET] }, IMAGES.silent),
    deaf: of({}, { subnets: [OTHER_SUBNET, SUBNET] }, IMAGES.broken),
    bare: of(
      { checks: [{ type: 'tcp', port: 9090 }] },
      { subnets: [OTHER_SUBNET] },
    ),
    wide: of(
      {
        regions: Object.fromEntries(
          [REGION, 'us-east-1'].map(region => [
            region,
            { subnets: [SUBNET], securityGroups: [group] },
          ]),
        ),
      },
      {},
    ),
  };
  access.push({
    subject: 'external:operator',
    permissions: ['create'],
    families: ['profile:good'],
  });
  return config;
}

describe.each(databases.eachSupportedId())(
  'the verification of a profile, on %s',
  databaseId => {
    let world: World;
    let api: TestApi;

    beforeAll(async () => {
      world = await startWorld();
      const knex = await databases.init(databaseId);
      api = await startBackend(world, { knex, config: withProfiles(world) });
    });
    afterAll(async () => {
      await api.stop();
      await world.close();
    });

    const verify = (profile: string, body: object = {}, caller = ADMIN) =>
      api.post(`/profiles/${profile}/verifications`, body, caller);

    async function finished(id: string): Promise<Build> {
      const client = new AmiSmokeTestClient({
        discoveryApi: { getBaseUrl: async () => api.url },
      });
      const options = { token: headerOf(ADMIN).replace('Bearer ', '') };
      for await (const _ of client.watchBuild(id, options));
      return client.getBuild(id, options);
    }

    async function profileOf(name: string): Promise<ProfileOverview> {
      const { body } = await api.get('/profiles', ADMIN);
      expectToFit('ProfileList', body);
      return body.items.find((item: ProfileOverview) => item.name === name);
    }

    const preflight = async (name: string) =>
      (
        await api.post(
          '/preflight',
          { family: 'web-base', profile: name },
          ADMIN,
        )
      ).body;

    it('proves the network with an image that listens at the ports of the checks, whatever they ask there', async () => {
      expect(await profileOf('good')).toEqual({
        name: 'good',
        accountId: ACCOUNT,
        instanceTypes: ['t3.small', 't3.large'],
        address: 'public',
        ports: [8080],
        regions: [
          { region: REGION, knownGoodImage: IMAGES.healthy, verified: false },
        ],
      });
      const before = await preflight('good');
      expectToFit('PreflightResult', before);
      expect(before).toMatchObject({
        problems: [],
        notices: [
          {
            field: `amiSmokeTest.profiles.good.regions.${REGION}`,
            message: expect.stringContaining(
              `ami-smoke-test profile verify --profile good --region ${REGION}\``,
            ),
          },
        ],
      });

      const started = await verify('good', {}, 'external:operator');
      expectToFit('Build', started.body);
      expect(started.status).toBe(201);
      expect(started.body).toMatchObject({
        family: 'profile:good',
        profile: 'good',
        source: 'verification',
        createdBy: 'external:operator',
        images: [{ region: REGION, imageId: IMAGES.healthy }],
        runs: [{ instanceType: 't3.small' }],
      });
      expect(started.body).not.toHaveProperty('entityRef');

      const build = await finished(started.body.id);
      expect(build).toMatchObject({
        verdict: 'passed',
        runs: [
          {
            cleanup: 'clean',
            checks: [{ type: 'tcp', target: 'tcp :8080', state: 'passed' }],
          },
        ],
      });
      const [{ id: runId, verdictAt }] = build.runs;
      expect((await profileOf('good')).regions).toEqual([
        {
          region: REGION,
          knownGoodImage: IMAGES.healthy,
          verified: true,
          verifiedAt: verdictAt,
          verifiedBy: { runId, buildId: build.id, url: build.url },
        },
      ]);
      expect((await preflight('good')).notices).toEqual([]);
      const { text } = await api.get('/profiles', ADMIN);
      expect(text).not.toContain(SECRET);
    });

    it('is no family: its page opens, and nobody else hears of it', async () => {
      const { id } = (await verify('good')).body;
      const build = await finished(id);
      const run = await api.get(`/runs/${build.runs[0].id}`, ADMIN);
      expectToFit('Run', run.body);
      expect(run.body).toMatchObject({
        family: 'profile:good',
        verdict: 'passed',
      });

      expect((await api.get('/families', ADMIN)).body).toEqual({ items: [] });
      expect((await api.get('/builds', ADMIN)).body.items).toEqual([]);
      for (const query of ['source=verification', 'family=profile:good']) {
        const { items } = (await api.get(`/builds?${query}`, ADMIN)).body;
        expect(items.map((item: Build) => item.id)).toContain(id);
      }
      expect(
        api.published.filter(({ topic }) => topic === EVENT_TOPIC),
      ).toEqual([]);
    });

    it('is errored where nothing answers, also after a pass, and says what to look at', async () => {
      const dark = await finished((await verify('dark')).body.id);
      expect(dark.verdict).toBe('errored');
      expect(dark.reason).toMatch(
        /^Unreachable from here: nothing answers at tcp :8080 .*routes.*subnet-\w+.*sg-\w+ lets these ports in.*`address: public`.*amiSmokeTest\.profiles\.dark/,
      );
      expect((await profileOf('dark')).regions[0].verified).toBe(false);

      const silent = { imageId: IMAGES.silent };
      expect((await profileOf('good')).regions[0].verified).toBe(true);
      const again = await finished((await verify('good', silent)).body.id);
      expect(again.verdict).toBe('errored');
      expect(again.reason).toMatch(/^Unreachable from here/);
    });

    it('is failed where the instance is reached, but its image does not listen', async () => {
      const deaf = await finished((await verify('deaf')).body.id);
      expect(deaf).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(
          /can be reached, but did not listen at tcp :8080: the image ami-0e+ did not run .*another knownGoodImage/,
        ),
      });
    });

    it('can be repeated, and sent twice', async () => {
      const request = { key: 'once', regions: [REGION] };
      const first = await verify('good', request);
      expect(first.status).toBe(201);
      const same = await verify('good', request);
      expect(same.status).toBe(200);
      expect(same.body.id).toBe(first.body.id);
      const other = { ...request, imageId: IMAGES.silent };
      expect((await verify('good', other)).status).toBe(409);

      const again = await api.post(`/builds/${first.body.id}/rerun`, {}, ADMIN);
      expect(again.status).toBe(201);
      expect(again.body).toMatchObject({
        family: 'profile:good',
        source: 'verification',
        rerunOf: first.body.id,
      });
      expect(await finished(again.body.id)).toMatchObject({
        verdict: 'passed',
        runs: [{ checks: [{ type: 'tcp' }] }],
      });
    });

    it.each([
      [
        'bare',
        {},
        400,
        /amiSmokeTest\.profiles\.bare\.regions\.eu-central-1\.knownGoodImage: is not set.*--image-id/,
      ],
      ['nobody', {}, 404, /no profile 'nobody'.*has: good, dark/],
      [
        'good',
        { regions: ['us-west-2'] },
        400,
        /regions\[0\]: .*no network in us-west-2/,
      ],
      [
        'wide',
        { imageId: IMAGES.healthy },
        400,
        /regions: is eu-central-1, us-east-1.*one of them/,
      ],
      [
        'good',
        { imageId: IMAGES.foreign },
        403,
        /imageId: .*belongs to the account.*imageOwners/,
      ],
      ['good', { imageId: IMAGES.unknown }, 400, /imageId: .*does not exist/],
      ['good', { imageId: 'healthy' }, 400, /imageId/],
    ])(
      'of %s with %j is refused with a %i',
      async (name, body, status, message) => {
        const response = await verify(name, body);
        expect(response.body.error.message).toMatch(message);
        expect(response.status).toBe(status);
      },
    );

    it('is for who may create builds of `profile:<name>`; profiles are shown to who may create or read some', async () => {
      const refused = await verify('good', {}, 'external:packer');
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toContain(
        "{ subject: 'external:packer', permissions: [create], families: ['profile:good'] }",
      );
      for (const [name, caller] of [
        ['dark', 'external:operator'],
        ['good', 'user:default/developer'],
      ]) {
        expect((await verify(name, {}, caller)).status).toBe(403);
      }
      for (const [caller, status] of [
        ['external:packer', 200],
        ['external:operator', 200],
        ['user:default/developer', 200],
        ['external:stranger', 403],
        ['user:default/guest', 403],
      ] as const) {
        expect((await api.get('/profiles', caller)).status).toBe(status);
      }
    });
  },
);
