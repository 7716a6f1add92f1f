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

import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { CUT_CONNECTION } from '@ami-smoke-test/local-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld, type TestRun } from './__testUtils__/EngineWorld';
import { REGION, SUBNETS } from './__testUtils__/profile';
import { answersAfter, PORT } from './__testUtils__/scripts';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe('a run with a security group of its own', () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, 'SQLITE_3');
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  const regions = {
    [REGION]: {
      subnets: SUBNETS,
      securityGroups: [],
      freshSecurityGroup: { from: ['192.0.2.0/24', '2001:db8::/32'] },
    },
  };
  const entryOf = async (run: TestRun) =>
    (await world.store.ledgerOf(run.id)).find(
      ({ kind }) => kind === 'security-group',
    );

  it('lets in the ports of the checks, from where the profile says, and is gone after the instance', async () => {
    world.startEngine();
    const run = await world.accept({
      script: answersAfter(1_500),
      profile: { regions },
    });
    await world.asked(run);
    const entry = await entryOf(run);
    const { SecurityGroups: groups = [] } = await world.ec2.somebody.send(
      new DescribeSecurityGroupsCommand({
        GroupIds: [entry?.resourceId ?? 'none'],
      }),
    );
    expect(groups).toMatchObject([
      {
        GroupName: expect.stringContaining(run.id),
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: PORT,
            ToPort: PORT,
            IpRanges: [{ CidrIp: '192.0.2.0/24' }],
            Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
          },
        ],
      },
    ]);
    expect(
      Object.fromEntries(
        (groups[0].Tags ?? []).map(tag => [tag.Key, tag.Value]),
      ),
    ).toMatchObject({
      'ami-smoke-test:run': run.id,
      'ami-smoke-test:owner': 'tests',
      'ami-smoke-test:expires-at': expect.any(String),
    });
    const [launch] = world.ec2.calls(run, 'RunInstances');
    expect(launch.parameters['NetworkInterface.1.SecurityGroupId.1']).toBe(
      entry?.resourceId,
    );
    expect(await world.finished(run)).toMatchObject({
      verdict: 'passed',
      cleanup: 'clean',
    });
    expect(await entryOf(run)).toMatchObject({ state: 'gone' });
  });

  it('is one, and open, when the answers are lost and another process goes on', async () => {
    const run = await world.accept({ profile: { regions } });
    let lost = 0;
    world.ec2.after(run, 'CreateSecurityGroup', () => {
      lost += 1;
      return lost === 1 ? CUT_CONNECTION : undefined;
    });
    const shut = world.ec2.intercept({
      beforeAction: ({ action }) =>
        action === 'AuthorizeSecurityGroupIngress' ? CUT_CONNECTION : undefined,
    });
    const first = world.startEngine();
    while ((await entryOf(run))?.state !== 'exists') {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await first.stop();
    expect(world.ec2.calls(run, 'RunInstances')).toEqual([]);
    world.ec2.mend(shut);
    world.startEngine();
    expect(await world.finished(run)).toMatchObject({
      verdict: 'passed',
      cleanup: 'clean',
      epoch: 2,
    });
    expect(lost).toBe(2);
  });

  it('is opened by one request, however many subnets are tried', async () => {
    let opened = 0;
    world.ec2.intercept({
      beforeAction: ({ action }) => {
        if (action === 'AuthorizeSecurityGroupIngress') opened += 1;
      },
    });
    world.startEngine();
    const run = await world.accept({
      profile: { regions },
      faults: { calls: [{ subnets: [SUBNETS[0]], do: { capacity: true } }] },
    });
    expect(await world.finished(run)).toMatchObject({
      verdict: 'passed',
      cleanup: 'clean',
    });
    expect(
      new Set(
        world.ec2
          .calls(run, 'RunInstances')
          .map(({ parameters }) => parameters.ClientToken),
      ).size,
    ).toBe(2);
    expect(opened).toBe(1);
  });

  it('is removed when the run is cancelled before it has an instance', async () => {
    const run = await world.accept({ profile: { regions } });
    world.ec2.before(run, 'RunInstances', () => CUT_CONNECTION);
    // Nothing of the launch was ever begun: it waits for the group to be open.
    world.ec2.intercept({
      beforeAction: ({ action }) =>
        action === 'AuthorizeSecurityGroupIngress' ? CUT_CONNECTION : undefined,
    });
    world.startEngine();
    while ((await entryOf(run))?.state !== 'exists') {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await world.store.requestCancel(run.buildId);
    expect(await world.finished(run)).toMatchObject({
      verdict: 'cancelled',
      cleanup: 'clean',
    });
    expect(await entryOf(run)).toMatchObject({ state: 'gone' });
  });
});
