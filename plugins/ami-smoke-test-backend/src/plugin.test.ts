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

import { Ec2Error } from '@ami-smoke-test/local-ec2';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import request from 'supertest';
import { expectToFit } from './__testUtils__/responses';
import { startBackend, type TestApi } from './__testUtils__/startBackend';
import {
  ACCOUNT,
  IMAGES,
  OTHER_ACCOUNT,
  REGION,
  startWorld,
  type World,
} from './__testUtils__/startWorld';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

const packer = {
  runUuid: 'c0ffee00-0000-0000-0000-000000000001',
  buildName: 'web',
  builderType: 'amazon-ebs',
};
const build = {
  family: 'web-base',
  images: [{ region: REGION, imageId: IMAGES.healthy }],
};

describe.each(databases.eachSupportedId())('the API on %s', databaseId => {
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

  const launches = () =>
    world
      .journal()
      .filter(event => event.type === 'call' && event.action === 'RunInstances')
      .length;

  it('refuses what it does not understand, naming the field, and launches nothing', async () => {
    const refused: [object, RegExp][] = [
      [{}, /body\.family: is missing; body\.images: is missing/],
      [
        { ...build, family: 'web base' },
        /body\.family: must be letters and digits.*; got "web base"/,
      ],
      [{ ...build, images: [] }, /body\.images: .*>=1 items; got \[\]/],
      [
        { ...build, images: [{ region: REGION, imageId: 'ami-123' }] },
        /body\.images\[0\]\.imageId: must be an AMI id, e\.g\. .*; got "ami-123"/,
      ],
      [
        {
          ...build,
          images: [{ region: 'Frankfurt', imageId: IMAGES.healthy }],
        },
        /body\.images\[0\]\.region: must be an AWS region/,
      ],
      [{ ...build, subnet: 'subnet-1' }, /body\.subnet: is not known here/],
      [
        { ...build, overrides: { iamRole: 'admin' } },
        /body\.overrides\.iamRole: is not known here/,
      ],
      [
        { ...build, entityRef: 'web-base' },
        /body\.entityRef: must be an entity ref/,
      ],
      [
        { ...build, packer: { ...packer, runUuid: 7 } },
        /body\.packer\.runUuid: .*expected string.*; got 7/,
      ],
      [
        { ...build, key: 'x'.repeat(2000) },
        /body\.key: .*1024 characters; got "x{79}…/,
      ],
      [
        { ...build, profile: 'fast' },
        /profile: There is no profile 'fast'; amiSmokeTest\.profiles has: default, elsewhere, flexible/,
      ],
      [
        { ...build, profile: 'constructor' },
        /There is no profile 'constructor'/,
      ],
      [
        {
          ...build,
          images: [{ region: 'us-east-1', imageId: IMAGES.healthy }],
        },
        /images\[0\]\.region: The profile 'default' has no network in us-east-1/,
      ],
      [
        { ...build, images: [build.images[0], build.images[0]] },
        /images\[1\]\.region: eu-central-1 is there twice/,
      ],
      [
        {
          ...build,
          overrides: { instanceTypes: ['t3.large'], budgetSeconds: 60 },
        },
        /overrides\.budgetSeconds: .*amiSmokeTest\.profiles\.default\.overridable.*overrides\.instanceTypes: .*amiSmokeTest\.profiles\.default\.overridable/,
      ],
      [
        {
          ...build,
          profile: 'flexible',
          overrides: { instanceTypes: ['t3.large', 'p5.48xlarge'] },
        },
        /overrides\.instanceTypes\[1\]: p5\.48xlarge is not among .*t3\.small, t3\.large.*amiSmokeTest\.profiles\.flexible\.allowedInstanceTypes/,
      ],
      [
        { ...build, images: [{ region: REGION, imageId: IMAGES.unknown }] },
        /images\[0\]\.imageId: ami-0d+ does not exist in eu-central-1/,
      ],
      [
        { ...build, images: [{ region: REGION, imageId: IMAGES.pending }] },
        /images\[0\]\.imageId: ami-0b+ in eu-central-1 is pending/,
      ],
    ];
    for (const [body, message] of refused) {
      const response = await api.post('/builds', body);
      expect(response.body).toMatchObject({
        error: { name: 'InputError', message: expect.stringMatching(message) },
      });
      expect(response.status).toBe(400);
    }

    const bare = request(api.url)
      .post('/builds')
      .set('authorization', mockCredentials.service.header());
    expect(
      (await bare.set('content-type', 'application/json').send('{"family":'))
        .body.error.message,
    ).toMatch(/body: is not JSON/);
    const large = await api.post('/builds', { ...build, key: 'x'.repeat(3e5) });
    expect(large.status).toBe(413);
    const query = await api.get('/builds?limit=1000&colour=red');
    expect(query.status).toBe(400);
    expect(query.body.error.message).toMatch(/colour/);
    expect((await api.get('/builds?limit=1000')).body.error.message).toMatch(
      /limit must be <= 100/,
    );
    expect((await api.get('/builds/7')).body.error.message).toMatch(/buildId/);
    expect(launches()).toBe(0);
    expect((await api.get('/builds')).body).toEqual({ items: [] });
  });

  it('refuses images of an account whose images the profile does not test', async () => {
    const response = await api.post('/builds', {
      ...build,
      images: [{ region: REGION, imageId: IMAGES.foreign }],
    });
    expect(response.status).toBe(403);
    expect(response.body.error.message).toMatch(
      new RegExp(
        `images\\[0\\]\\.imageId: ${IMAGES.foreign} belongs to the account ${OTHER_ACCOUNT}.* only tests images of ${ACCOUNT}.*amiSmokeTest\\.profiles\\.default\\.imageOwners`,
      ),
    );
    expect(launches()).toBe(0);
  });

  it('says what EC2 said when it cannot be asked, and keeps nothing of the build', async () => {
    world.interceptors.push({
      beforeAction() {
        throw new Ec2Error(
          'UnauthorizedOperation',
          'You are not authorized to perform this operation.',
        );
      },
    });
    const response = await api.post('/builds', { ...build, packer });
    const preflight = await api.post('/preflight', { family: 'web-base' });
    world.interceptors.pop();
    expect(response.status).toBe(503);
    expect(response.body.error.message).toMatch(
      /EC2 in eu-central-1 of the account 123456789012 .*UnauthorizedOperation.*not authorized.*ec2:DescribeImages.*iam\/smoke-test\.json/,
    );
    expect(preflight.body.problems).toEqual([
      {
        field: 'amiSmokeTest.profiles.default.regions.eu-central-1',
        message: expect.stringContaining('UnauthorizedOperation'),
      },
    ]);
    const noCredentials = await api.post('/builds', {
      ...build,
      profile: 'elsewhere',
    });
    expect(noCredentials.status).toBe(503);
    expect(noCredentials.body.error.message).toMatch(
      new RegExp(
        `No credentials for AWS account ${OTHER_ACCOUNT}.*aws.accounts`,
      ),
    );
    expect((await api.get('/builds')).body).toEqual({ items: [] });
  });

  it('finds in a preflight what would stand in the way of a build', async () => {
    const good = await api.post('/preflight', {
      family: 'web-base',
      profile: 'flexible',
      overrides: { instanceTypes: ['t3.large'], budgetSeconds: 60 },
    });
    expect(good.body).toEqual({
      problems: [],
      notices: [
        {
          field: `amiSmokeTest.profiles.flexible.regions.${REGION}`,
          message: expect.stringContaining('profile verify --profile flexible'),
        },
      ],
      regions: [REGION],
      instanceTypes: ['t3.large'],
      budgetSeconds: 60,
    });
    expectToFit('PreflightResult', good.body);
    const bad = await api.post('/preflight', {
      family: 'web-base',
      regions: ['us-east-1', REGION],
      overrides: { budgetSeconds: 60 },
    });
    expect(bad.body).toMatchObject({
      problems: [{ field: 'regions[0]' }, { field: 'overrides.budgetSeconds' }],
      regions: [REGION],
    });
    const none = await api.post('/preflight', {
      family: 'web-base',
      profile: 'fast',
    });
    expect(none.body).toMatchObject({ problems: [{ field: 'profile' }] });
    expectToFit('PreflightResult', none.body);
  });

  it('accepts a build once, whatever becomes of EC2 afterwards', async () => {
    const posted = await api.post('/builds', { ...build, packer });
    expect(posted.body).toMatchObject({
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      profile: 'default',
      source: 'packer',
      packer,
      createdBy: 'external:packer',
      url: `http://backstage.example/ami-smoke-test/builds/${posted.body.id}`,
      runs: [
        {
          image: {
            accountId: ACCOUNT,
            region: REGION,
            imageId: IMAGES.healthy,
          },
          instanceType: 't3.small',
          archive: `s3://evidence/ami-smoke-test/${ACCOUNT}/${REGION}/${IMAGES.healthy}/${posted.body.runs[0].id}/`,
        },
      ],
    });
    expect(posted.status).toBe(201);
    expectToFit('Build', posted.body);

    world.interceptors.push({
      beforeAction(call) {
        if (call.action !== 'DescribeImages') return;
        throw new Ec2Error('Unavailable', 'EC2 is away', 503);
      },
    });
    const again = await api.post('/builds', {
      packer,
      images: build.images,
      profile: 'default',
      family: 'web-base',
    });
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(posted.body.id);
    const other = await api.post('/builds', {
      ...build,
      packer,
      profile: 'flexible',
    });
    expect(other.status).toBe(409);
    world.interceptors.pop();

    // Sources of different builders may have the same name; that's another build.
    const sibling = await api.post('/builds', {
      ...build,
      packer: { ...packer, builderType: 'amazon-chroot' },
    });
    expect(sibling.status).toBe(201);
    const keyed = await api.post('/builds', { ...build, key: 'job/7' });
    expect(keyed.body.source).toBe('api');
    const keyedAgain = await api.post('/builds', { ...build, key: 'job/7' });
    expect(keyedAgain.body.id).toBe(keyed.body.id);
    for (const { id } of [sibling.body, keyed.body]) {
      expect((await api.post(`/builds/${id}/cancel`, {})).status).toBe(200);
    }
  });
});
