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
  ANNOTATION_FAMILY,
  AmiSmokeTestClient,
  type Build,
  type ChannelState,
  PROMOTION_EVENT_TOPIC,
  type PromotionAct,
  type PromotionEvent,
  type Publication,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { TestDatabases } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { setTimeout as sleep } from 'node:timers/promises';
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
jest.setTimeout(120_000);

const OWNER = 'user:default/admin';
const HEALTHY = { accountId: ACCOUNT, region: REGION, imageId: IMAGES.healthy };

/** Owned by the admin, as far as the catalog knows. */
const entities = ['web-base', 'web-other'].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name,
    namespace: 'default',
    annotations: { [ANNOTATION_FAMILY]: name },
  },
  spec: { type: 'ami', owner: 'user:default/admin' },
  relations: [
    {
      type: 'ownedBy',
      targetRef: name === 'web-base' ? OWNER : 'user:default/other',
    },
  ],
}));

function withChannels({ config }: World): JsonObject {
  const { amiSmokeTest, ...rest } = structuredClone(config) as any;
  const { default: profile } = amiSmokeTest.profiles;
  const requires = [{ profile: 'default' }];
  const publish = { ssmParameter: {} };
  return {
    ...rest,
    amiSmokeTest: {
      ...amiSmokeTest,
      profiles: { default: { ...profile, budgets: { serviceSeconds: 5 } } },
      access: [
        ...amiSmokeTest.access,
        {
          subject: 'external:packer',
          permissions: ['promote'],
          families: ['web-*'],
          channels: ['dev'],
        },
        {
          subject: 'external:deploy',
          permissions: ['gate'],
          families: ['web-*'],
        },
      ],
      promotion: {
        channels: {
          dev: { requires, publish },
          production: {
            requires,
            publish,
            after: { channel: 'dev' },
            promoters: 'owners',
          },
        },
        publishing: {
          everySeconds: 1,
          ssmEndpoint: amiSmokeTest.ec2.endpoint,
          stsEndpoint: amiSmokeTest.ec2.endpoint,
        },
      },
    },
  };
}

describe.each(databases.eachSupportedId())('promotion on %s', databaseId => {
  let world: World;
  let api: TestApi;
  let ssm: SSMClient;

  beforeAll(async () => {
    world = await startWorld();
    const config = withChannels(world);
    ssm = new SSMClient({
      endpoint: (config.amiSmokeTest as { ec2: { endpoint: string } }).ec2
        .endpoint,
      region: REGION,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
    });
    api = await startBackend(world, {
      knex: await databases.init(databaseId),
      config,
      features: [catalogServiceMock.factory({ entities })],
    });
  });
  afterAll(async () => {
    ssm.destroy();
    await api.stop();
    await world.close();
  });

  async function tested(imageId: string, family = 'web-base'): Promise<Build> {
    const images = [{ region: REGION, imageId }];
    const { body } = await api.post('/builds', { family, images }, OWNER);
    const client = new AmiSmokeTestClient({
      discoveryApi: { getBaseUrl: async () => api.url },
    });
    const options = { token: headerOf(OWNER).replace('Bearer ', '') };
    for await (const _ of client.watchBuild(body.id, options));
    return client.getBuild(body.id, options);
  }

  async function gate(image: object, name: string, caller: string) {
    const query = new URLSearchParams({ ...image, channel: name });
    return api.get(`/gate?${query}`, caller);
  }

  async function channel(name: string): Promise<ChannelState> {
    const { body } = await api.get('/channels?family=web-base', OWNER);
    expectToFit('ChannelList', body);
    return body.items.find((item: ChannelState) => item.channel === name);
  }

  async function parameter(name: string): Promise<string | undefined> {
    try {
      const { Parameter } = await ssm.send(
        new GetParameterCommand({ Name: `/ami-smoke-test/web-base/${name}` }),
      );
      return Parameter?.Value;
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return undefined;
      throw error;
    }
  }

  /** Until AWS shows it: what a publisher does, it does in its own time. */
  async function untilParameter(name: string, value: string | undefined) {
    while ((await parameter(name)) !== value) await sleep(100);
    const agrees = async () =>
      (await channel(name)).assignments.every(({ publications }) =>
        publications.every(({ state }) => state === 'agreed'),
      );
    while (!(await agrees())) await sleep(100);
  }

  const acts = async (): Promise<PromotionAct[]> => {
    const { body } = await api.get('/promotions?family=web-base', OWNER);
    expectToFit('PromotionActPage', body);
    return body.items;
  };

  it('goes from a pass to dev to production and back, and AWS shows it each time', async () => {
    const unknown = await gate(HEALTHY, 'dev', 'external:deploy');
    expect(unknown.status).toBe(200);
    expect(unknown.body.decision).toBe('deny');

    const good = await tested(IMAGES.healthy);
    expect(good.verdict).toBe('passed');
    const allowed = await gate(HEALTHY, 'dev', 'external:deploy');
    expectToFit('GateDecision', allowed.body);
    expect(allowed.body).toMatchObject({ decision: 'allow', reasons: [] });
    const early = await gate(HEALTHY, 'production', 'external:deploy');
    expect(early.body).toMatchObject({ decision: 'deny' });
    const nowhere = await gate(HEALTHY, 'canary', 'external:deploy');
    expect(nowhere.body.error.message).toMatch(
      /^There is no channel 'canary'.*dev, production/,
    );
    expect(nowhere.status).toBe(404);

    // A dry run, and then for good.
    const toDev = { buildId: good.id, channel: 'dev' };
    const planned = await api.post('/promotions', { ...toDev, dryRun: true });
    expect(planned.status).toBe(200);
    expectToFit('PromotionResult', planned.body);
    expect(planned.body.outcome).toBe('planned');
    expect(planned.body.publications).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          facts: expect.arrayContaining([
            expect.objectContaining({
              name: expect.stringContaining('/ami-smoke-test/web-base/dev'),
              desired: expect.stringContaining(IMAGES.healthy),
            }),
          ]),
        }),
      ]),
    );
    expect(await parameter('dev')).toBeUndefined();
    expect(await acts()).toEqual([]);
    const promoted = await api.post('/promotions', toDev);
    expect(promoted.body).toMatchObject({ outcome: 'done' });
    expectToFit('PromotionResult', promoted.body);
    await untilParameter('dev', IMAGES.healthy);
    const again = await api.post('/promotions', toDev);
    expect(again.body).toMatchObject({ outcome: 'unchanged', acts: [] });

    // The owner's channel.
    const toProduction = { buildId: good.id, channel: 'production' };
    const byService = await api.post('/promotions', toProduction);
    expect(byService.body.error.message).toMatch(/on the channel 'production'/);
    expect(byService.status).toBe(403);
    expect((await channel('production')).may).toEqual({
      promote: true,
      revoke: true,
      waive: true,
    });
    const stale = await api.post(
      '/promotions',
      { ...toProduction, expected: good.id },
      OWNER,
    );
    expect(stale.status).toBe(409);
    expect(stale.body.decision).toBeUndefined();
    const released = await api.post('/promotions', toProduction, OWNER);
    expect(released.body).toMatchObject({ outcome: 'done' });
    await untilParameter('production', IMAGES.healthy);
    expect(await channel('production')).toMatchObject({
      build: { id: good.id, by: OWNER },
      standing: 'good',
    });

    // What has failed is refused, whoever asks, unless there is a waiver.
    const bad = await tested(IMAGES.broken);
    expect(bad.verdict).toBe('failed');
    const badToDev = { buildId: bad.id, channel: 'dev' };
    const refused = await api.post('/promotions', badToDev, OWNER);
    expect(refused.status).toBe(409);
    expectToFit('RefusedPromotion', refused.body);
    expect(refused.body.decision).toMatchObject({ decision: 'deny' });
    const failing = refused.body.decision.rules.filter(
      ({ state }: { state: string }) => state === 'fail',
    );
    for (const rule of new Set(
      failing.map((one: { rule: string }) => one.rule),
    )) {
      const waiver = await api.post(
        '/waivers',
        {
          ...badToDev,
          rule,
          reason: 'to see it break on dev',
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        },
        OWNER,
      );
      expect(waiver.body).toMatchObject({ by: OWNER, rule });
      expectToFit('Waiver', waiver.body);
      expect(waiver.status).toBe(201);
    }
    const waived = await api.post('/promotions', badToDev, OWNER);
    expect(waived.body).toMatchObject({ outcome: 'done' });
    await untilParameter('dev', IMAGES.broken);

    const back = await api.post(
      '/promotions',
      { ...toDev, rollBack: true, reason: 'seen enough' },
      OWNER,
    );
    expect(back.body.acts).toMatchObject([{ type: 'roll-back' }]);
    await untilParameter('dev', IMAGES.healthy);

    // Revoked: the last good build of dev is none, as that of production.
    const byPacker = await api.post('/revocations', {
      buildId: good.id,
      reason: 'a hole in it',
    });
    expect(byPacker.status).toBe(403);
    const revocation = { buildId: good.id, reason: 'a hole in it' };
    const revoking = await api.post(
      '/revocations',
      { ...revocation, dryRun: true },
      OWNER,
    );
    expect(
      revoking.body.publications.flatMap(({ facts }: Publication) =>
        facts.map(({ name }) => name),
      ),
    ).toEqual(
      expect.arrayContaining([
        `ami-smoke-test:revoked of ${IMAGES.healthy}`,
        `/ami-smoke-test/web-base/dev`,
        `/ami-smoke-test/web-base/production`,
      ]),
    );
    const revoked = await api.post('/revocations', revocation, OWNER);
    expect(revoked.body.outcome).toBe('done');
    await untilParameter('production', undefined);
    await untilParameter('dev', undefined);
    expect((await channel('production')).standing).toBe('empty');
    const twice = await api.post('/revocations', revocation, OWNER);
    expect(twice.body).toMatchObject({ outcome: 'unchanged' });
    const after = await gate(HEALTHY, 'dev', 'external:deploy');
    expect(after.body.decision).toBe('deny');
    expect(after.body.reasons.join()).toMatch(/a hole in it/);

    // The history explains it all, and others heard of it in that order.
    const history = (await acts()).reverse();
    expect(history.map(({ type }) => type)).toEqual([
      'promotion',
      'promotion',
      'refusal',
      ...failing
        .filter(
          (one: { rule: string }, index: number) =>
            failing.findIndex(
              (other: { rule: string }) => other.rule === one.rule,
            ) === index,
        )
        .map(() => 'waiver'),
      'promotion',
      'roll-back',
      'revocation',
      'clearing',
      'clearing',
    ]);
    const told = api.published
      .filter(({ topic }) => topic === PROMOTION_EVENT_TOPIC)
      .map(({ eventPayload }) => (eventPayload as PromotionEvent).act.id);
    expect(told).toEqual(history.map(({ id }) => id));
  });

  it('to a channel of owners is for owners only, by the catalog', async () => {
    const { id } = await tested(IMAGES.healthy, 'web-other');
    const refused = await api.post(
      '/promotions',
      { buildId: id, channel: 'production' },
      OWNER,
    );
    expect(refused.body.error.message).toMatch(
      /^Only the owners of web-other \(of every entity of it in the catalog\) may promote to 'production'/,
    );
    expect(refused.status).toBe(403);
  });

  it('keeps families apart', async () => {
    const { id } = await tested(IMAGES.lost, 'db-base');
    const lost = { ...HEALTHY, imageId: IMAGES.lost };
    const asked = await gate(lost, 'dev', 'external:deploy');
    expect(asked.body.error.message).toMatch(
      /^The image is of a family that external:deploy may not ask the gate about/,
    );
    expect(asked.status).toBe(403);
    expect(JSON.stringify(asked.body)).not.toMatch(`db-base|${id}`);
    const inOtherRegion = { ...lost, region: 'eu-west-1' };
    const unknown = await gate(inOtherRegion, 'dev', 'external:deploy');
    expect(unknown.body).toMatchObject({ decision: 'deny' });
    expect(JSON.stringify(unknown.body)).not.toMatch(`db-base|${id}`);

    const { body } = await api.get('/channels', 'external:packer');
    expect(
      new Set(body.items.map(({ family }: ChannelState) => family)),
    ).toEqual(new Set(['web-base', 'web-other']));
    expect((await api.get('/channels', 'external:deploy')).status).toBe(403);
  });
});
