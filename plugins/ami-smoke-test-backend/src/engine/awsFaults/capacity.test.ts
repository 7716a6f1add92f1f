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

import { setTimeout as sleep } from 'node:timers/promises';
import { CUT_CONNECTION, Ec2Error } from '@ami-smoke-test/local-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld, type TestRun } from '../__testUtils__/EngineWorld';
import { LeapingClock } from '../__testUtils__/LeapingClock';
import { PASSED, erroredWith } from '../__testUtils__/outcomes';
import { SUBNETS } from '../__testUtils__/profile';
import { answersAfter } from '../__testUtils__/scripts';

// What AWS does is the same whatever the database.
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe("AWS's faults: capacity", () => {
  let world: EngineWorld;
  /** Those of which EC2 ended one instance before it launched another. */
  const relaunched: TestRun[] = [];

  beforeAll(async () => {
    world = await EngineWorld.start(databases, 'SQLITE_3');
  });
  afterEach(() => world.endWithNothingLeft(relaunched));
  afterAll(() => world.close());

  /** The run's launches in the order in which they were first sent. */
  const attempts = (run: TestRun) => [
    ...new Set(
      world.ec2
        .calls(run, 'RunInstances')
        .map(({ parameters }) =>
          [
            parameters.ClientToken.slice(run.id.length),
            parameters.InstanceType,
            parameters['NetworkInterface.1.SubnetId'],
          ].join(' '),
        ),
    ),
  ];
  const [A, B] = SUBNETS;

  it('none in one subnet: the next one is tried', async () => {
    world.startEngine();
    const run = await world.accept({
      faults: { calls: [{ subnets: [A], do: { capacity: true } }] },
    });
    expect(await world.finished(run)).toMatchObject(PASSED);
    expect(attempts(run)).toEqual([`-0 t3.small ${A}`, `-1 t3.small ${B}`]);
    expect(await world.notices(run)).toEqual([
      expect.stringMatching(
        `^Launched as t3.small in ${B}, .* t3.small in ${A}: .*InsufficientInstanceCapacity`,
      ),
    ]);
  });

  it('none of the instance type in a zone: the next subnet is tried', async () => {
    const unsupported = {
      code: 'Unsupported',
      status: 400,
      message:
        'Your requested instance type (t3.small) is not supported in your requested Availability Zone (eu-central-1a).',
    };
    world.startEngine();
    const run = await world.accept({
      faults: {
        calls: [
          {
            actions: ['RunInstances'],
            subnets: [A],
            do: { error: unsupported },
          },
        ],
      },
    });
    expect(await world.finished(run)).toMatchObject(PASSED);
    expect(attempts(run)).toEqual([`-0 t3.small ${A}`, `-1 t3.small ${B}`]);
    expect(await world.notices(run)).toEqual([
      expect.stringMatching(
        `^Launched as t3.small in ${B}, .* t3.small in ${A}: .*Unsupported: .*Zone`,
      ),
    ]);
  });

  it('none for a launch that was sent before and not answered: no other is made, and the run says why', async () => {
    const run = await world.accept();
    const unanswered = world.ec2.before(
      run,
      'RunInstances',
      () => CUT_CONNECTION,
    );
    const clock = new LeapingClock();
    const first = world.startEngine();
    await world.called(run, 'RunInstances');
    await first.stop();
    world.ec2.mend(unanswered);
    world.ec2.before(run, 'RunInstances', () => {
      throw new Ec2Error('InsufficientInstanceCapacity', 'No room', 500);
    });
    world.startEngine({ clock });
    const decided = await world.until(run, ({ verdict }) => Boolean(verdict));
    expect(decided).toMatchObject({
      verdict: 'errored',
      reason: expect.stringMatching(
        /InsufficientInstanceCapacity: No room\. It was sent before and not answered.*no other subnet or instance type was tried/,
      ),
    });
    expect(attempts(run)).toEqual([`-0 t3.small ${A}`]);
    // What it may have made is looked for until none can appear.
    expect(
      (await world.store.ledgerOf(run.id)).find(
        ({ kind }) => kind === 'instance',
      ),
    ).toMatchObject({ state: 'intended' });
    // As many as it takes to see that the first of the cleanup has ended.
    const { length } = world.ec2.calls(run, 'DescribeInstances');
    await world.called(run, 'DescribeInstances', length + 2);
    clock.leap(16 * 60_000);
    expect(await world.finished(run)).toMatchObject({ cleanup: 'clean' });
  });

  it('none for a launch that was sent before, and had made one: that one is taken', async () => {
    const run = await world.accept();
    const unanswered = world.ec2.after(
      run,
      'RunInstances',
      () => CUT_CONNECTION,
    );
    const first = world.startEngine();
    while (world.ec2.launched(run).length === 0) await sleep(20);
    await first.stop();
    world.ec2.mend(unanswered);
    world.ec2.before(run, 'RunInstances', () => {
      throw new Ec2Error('InsufficientInstanceCapacity', 'No room', 500);
    });
    world.startEngine();
    expect(await world.finished(run)).toMatchObject({
      ...PASSED,
      instanceId: world.ec2.launched(run)[0],
    });
    expect(attempts(run)).toEqual([`-0 t3.small ${A}`]);
  });

  it("none in any subnet: the profile's next instance type is tried, and the run says which it had", async () => {
    world.startEngine();
    const run = await world.accept({
      profile: { fallbackInstanceTypes: ['t3.small', 't3.medium'] },
      faults: {
        calls: [{ instanceTypes: ['t3.small'], do: { capacity: true } }],
      },
    });
    expect(await world.finished(run)).toMatchObject({
      ...PASSED,
      instanceType: 't3.medium',
      reason: expect.stringMatching(
        /answered.* tested on t3\.medium, .* no capacity for t3\.small, which was asked for$/,
      ),
    });
    expect(attempts(run)).toEqual([
      `-0 t3.small ${A}`,
      `-1 t3.small ${B}`,
      `-2 t3.medium ${A}`,
    ]);
    expect((await world.events(run)).map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Launched i-\w+ \(t3\.medium, eu-central-1a\)$/),
      ]),
    );
  });

  it('none anywhere: errored, with all that was tried', async () => {
    world.startEngine();
    const run = await world.accept({
      profile: { fallbackInstanceTypes: ['t3.medium'] },
      faults: { calls: [{ do: { capacity: true } }] },
    });
    const tried = ['t3.small', 't3.medium'].flatMap(type =>
      SUBNETS.map(subnet => `${type} in ${subnet}: .*Insufficient`),
    );
    expect(await world.finished(run)).toMatchObject(
      erroredWith(
        new RegExp(`^${['EC2 had no capacity', ...tried].join('.*')}.*later`),
      ),
    );
    expect(world.ec2.launched(run)).toEqual([]);
  });

  it('found missing after the launch: the next attempt is made', async () => {
    world.startEngine();
    const run = await world.accept({
      faults: {
        instanceIn: { subnets: [A] },
        instance: {
          terminate: {
            atMs: 10,
            reason: {
              code: 'Server.InsufficientInstanceCapacity',
              message: 'Server.InsufficientInstanceCapacity: no room',
            },
          },
        },
      },
    });
    relaunched.push(run);
    expect(await world.finished(run)).toMatchObject({
      ...PASSED,
      instanceId: world.ec2.launched(run)[1],
    });
    expect(attempts(run)).toEqual([`-0 t3.small ${A}`, `-1 t3.small ${B}`]);
    expect(await world.notices(run)).toEqual([
      expect.stringMatching(/terminated: Server\.InsufficientInstanceCap/),
    ]);
    expect(
      (await world.store.ledgerOf(run.id)).map(({ state }) => state),
    ).not.toContain('exists');
  });

  it('another process takes over: no attempt is made again, and the order is the same', async () => {
    const run = await world.accept({
      script: answersAfter(3_000),
      profile: { fallbackInstanceTypes: ['t3.medium'] },
      faults: {
        calls: [{ instanceTypes: ['t3.small'], do: { capacity: true } }],
      },
    });
    const unanswered = world.ec2.after(run, 'RunInstances', () =>
      world.ec2.launched(run).length > 0 ? CUT_CONNECTION : undefined,
    );
    const first = world.startEngine();
    while (attempts(run).length < 3) await sleep(20);
    await first.stop();
    world.ec2.mend(unanswered);

    const second = world.startEngine();
    await world.until(run, ({ onlineAt }) => onlineAt !== undefined);
    await second.stop();
    const sent = world.ec2.calls(run, 'RunInstances').length;

    world.startEngine();
    expect(await world.finished(run)).toMatchObject({
      ...PASSED,
      instanceType: 't3.medium',
      epoch: 3,
    });
    expect(attempts(run)).toEqual([
      `-0 t3.small ${A}`,
      `-1 t3.small ${B}`,
      `-2 t3.medium ${A}`,
    ]);
    expect(world.ec2.calls(run, 'RunInstances')).toHaveLength(sent);
    expect(world.ec2.launched(run)).toHaveLength(1);
  });
});
