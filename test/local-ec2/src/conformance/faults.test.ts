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

import { defaultNetwork, FaultPlan, LocalEc2, readJournal } from '..';
import { connection } from '../__testUtils__/connection';
import {
  eventually,
  PORT,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const [SUBNET_A, SUBNET_B] = defaultNetwork('us-east-1').subnets.map(
  ({ subnetId }) => subnetId,
);

describe('faults', () => {
  let test: TestEc2;
  beforeAll(async () => {
    test = await startTestEc2();
  });
  afterEach(() => test.local.setFaults({}));
  afterAll(() => test.close());

  /** What becomes of so many calls, one after another. */
  async function outcomes(
    count: number,
    call: (index: number) => Promise<unknown>,
  ): Promise<string[]> {
    const all: string[] = [];
    for (let index = 0; index < count; index++) {
      all.push(
        await call(index).then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      );
    }
    return all;
  }

  const launch = (more: object = {}) =>
    test.ec2.runInstances({
      ImageId: test.imageIds.quick,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      ...more,
    });
  const calls = (local: LocalEc2 = test.local) =>
    readJournal(local.journal.path).filter(event => event.type === 'call');

  it('throttle and fail calls, each nth, for a while or by lot', async () => {
    test.local.setFaults({
      calls: [
        { actions: ['DescribeVpcs'], nth: [2], do: { throttle: true } },
        {
          name: 'broken',
          actions: ['DescribeSubnets'],
          nth: [1],
          do: { error: { code: 'ServiceUnavailable', status: 503 } },
        },
      ],
    });
    expect(await outcomes(3, () => test.ec2.describeVpcs({}))).toEqual([
      'ok',
      'RequestLimitExceeded',
      'ok',
    ]);
    expect(await outcomes(2, () => test.ec2.describeSubnets({}))).toEqual([
      'ServiceUnavailable',
      'ok',
    ]);
    expect(
      calls()
        .filter(({ faults }) => faults)
        .map(({ errorCode, status, faults }) => [errorCode, status, faults]),
    ).toEqual([
      ['RequestLimitExceeded', 503, ['throttle']],
      ['ServiceUnavailable', 503, ['broken']],
    ]);
    test.local.setFaults({
      calls: [{ untilMs: 0, do: { throttle: true } }],
    });
    expect(await outcomes(1, () => test.ec2.describeVpcs({}))).toEqual(['ok']);
  });

  it('come out the same for the same seed, whatever else is called', async () => {
    const drawn = async (seed: number, disturb: boolean) => {
      const plan: FaultPlan = {
        seed,
        calls: [{ probability: 0.5, do: { throttle: true } }],
      };
      test.local.setFaults(plan);
      return outcomes(24, async () => {
        if (disturb) await test.ec2.describeVpcs({}).catch(() => {});
        await test.ec2.describeSubnets({});
      });
    };
    const first = await drawn(1, false);
    expect(new Set(first)).toEqual(new Set(['ok', 'RequestLimitExceeded']));
    expect(await drawn(1, true)).toEqual(first);
    expect(await drawn(2, false)).not.toEqual(first);
  });

  it('cut connections and hang, before a call has its effect or after', async () => {
    const key = (name: string, patience?: AbortSignal) =>
      refusal(
        test.ec2.createKeyPair({ KeyName: name }, { abortSignal: patience }),
      );
    const actions = ['CreateKeyPair'];
    const lost = /ECONNRESET|socket hang up/;
    test.local.setFaults({ calls: [{ actions, do: { reset: 'before' } }] });
    expect((await key('reset-before')).message).toMatch(lost);
    test.local.setFaults({ calls: [{ actions, do: { reset: 'after' } }] });
    expect((await key('reset-after')).message).toMatch(lost);
    test.local.setFaults({ calls: [{ actions, do: { hang: 'before' } }] });
    expect((await key('hang-before', AbortSignal.timeout(100))).code).toBe(
      'AbortError',
    );
    test.local.setFaults({ calls: [{ actions, do: { hang: 'after' } }] });
    expect((await key('hang-after', AbortSignal.timeout(1000))).code).toBe(
      'AbortError',
    );
    test.local.setFaults({
      calls: [{ actions, do: { hang: 'after', ms: 50 } }],
    });
    expect((await key('hang-a-while')).message).toMatch(lost);
    test.local.setFaults({
      calls: [
        {
          actions,
          do: { error: { code: 'InternalError', when: 'after' } },
        },
      ],
    });
    expect(await key('failed-after')).toEqual({
      code: 'InternalError',
      message: 'As the fault plan says.',
    });
    await eventually(async () =>
      expect(
        calls().filter(
          ({ action, status }) => action === actions[0] && !status,
        ),
      ).toHaveLength(5),
    );
    const { KeyPairs } = await test.ec2.describeKeyPairs({});
    expect(KeyPairs?.map(({ KeyName }) => KeyName)).toEqual([
      'reset-after',
      'hang-after',
      'hang-a-while',
      'failed-after',
    ]);
  });

  it('make answers late', async () => {
    test.local.setFaults({
      calls: [{ actions: ['DescribeVpcs'], do: { delayMs: 150 } }],
    });
    await test.ec2.describeVpcs({});
    const call = calls().find(({ faults }) => faults?.includes('delayMs'));
    expect(call?.durationMs).toBeGreaterThanOrEqual(149);
  });

  it('leave some subnets and instance types without capacity', async () => {
    test.local.setFaults({
      calls: [
        {
          subnets: [SUBNET_A],
          instanceTypes: ['t3.micro'],
          do: { capacity: true },
        },
      ],
    });
    expect(await refusal(launch())).toEqual({
      code: 'InsufficientInstanceCapacity',
      message: expect.stringContaining('sufficient t3.micro capacity'),
    });
    const token = { ClientToken: 'tried-again', SubnetId: SUBNET_A };
    expect((await refusal(launch(token))).code).toBe(
      'InsufficientInstanceCapacity',
    );
    await launch({ SubnetId: SUBNET_B });
    await launch({ SubnetId: SUBNET_A, InstanceType: 't3.small' });
    await test.ec2.describeInstances({});
    test.local.setFaults({});
    const { Instances } = await launch(token);
    expect(Instances).toHaveLength(1);
  });

  it('are limited to images, tags and instances', async () => {
    const tagged = await test.launch('quick', {
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'run', Value: 'r1' }] },
      ],
    });
    const other = await test.launch('quick');
    test.local.setFaults({
      calls: [
        {
          actions: ['GetConsoleOutput', 'DescribeInstances'],
          tag: { run: 'r1' },
          nth: [1],
          do: { throttle: true },
        },
        {
          actions: ['RunInstances'],
          imageIds: [test.imageIds.unreachable],
          do: { throttle: true },
        },
      ],
    });
    const console = (id?: string) =>
      test.ec2.getConsoleOutput({ InstanceId: id });
    await console(other.InstanceId);
    expect((await refusal(console(tagged.InstanceId))).code).toBe(
      'RequestLimitExceeded',
    );
    await console(tagged.InstanceId);
    const batch = test.ec2.describeInstances({
      Filters: [
        {
          Name: 'instance-id',
          Values: [String(other.InstanceId), String(tagged.InstanceId)],
        },
      ],
    });
    expect((await refusal(batch)).code).toBe('RequestLimitExceeded');
    await launch();
    expect(
      (await refusal(launch({ ImageId: test.imageIds.unreachable }))).code,
    ).toBe('RequestLimitExceeded');
  });

  it('terminate and stop instances from outside', async () => {
    test.local.setFaults({
      instances: [
        {
          imageIds: [test.imageIds.quick],
          do: { terminate: { atMs: 100 } },
        },
        {
          imageIds: [test.imageIds.unreachable],
          do: { stop: { atMs: 100 } },
        },
      ],
    });
    const { Instances: [gone] = [] } = await launch();
    const { Instances: [stopped] = [] } = await launch({
      ImageId: test.imageIds.unreachable,
    });
    expect(
      await test.reaches(String(gone.InstanceId), 'terminated'),
    ).toMatchObject({
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      StateTransitionReason: expect.stringMatching(/^User initiated \(/),
    });
    expect(
      await test.reaches(String(stopped.InstanceId), 'stopped'),
    ).toMatchObject({ StateReason: { Code: 'Client.UserInitiatedShutdown' } });
  });

  it('end launches with a reason', async () => {
    const reason = {
      code: 'Client.InternalError',
      message: 'Client.InternalError: Client error on launch',
    };
    test.local.setFaults({
      instances: [{ do: { terminate: { atMs: 0, reason } } }],
    });
    const { Instances: [gone] = [] } = await launch();
    expect(
      await test.reaches(String(gone.InstanceId), 'terminated'),
    ).toMatchObject({
      StateReason: { Code: reason.code, Message: reason.message },
      StateTransitionReason: reason.message,
    });
  });

  it('give the address of an instance to somebody else', async () => {
    const scripts = { silent: {} };
    const own = await startTestEc2({
      scripts,
      faults: {
        instances: [{ do: { reassignAddress: { atMs: 300 } } }],
      },
    });
    try {
      const { InstanceId: id = '', PublicIpAddress: before } = await own.launch(
        'silent',
      );
      await eventually(async () => {
        const { PublicIpAddress: now, State } = await own.describe(id);
        expect(State?.Name).toBe('running');
        expect(now).not.toBe(before);
      });
      const { PublicIpAddress: after } = await own.describe(id);
      const answer = await fetch(`http://${before}:${PORT}/any`);
      expect(await answer.text()).toBe('Somebody else is here.\n');
      expect(await connection(String(after), PORT)).toBe('no answer');
      await own.ec2.terminateInstances({ InstanceIds: [id] });
      await own.reaches(id, 'terminated');
      expect((await fetch(`http://${before}:${PORT}/`)).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  it('show an instance late', async () => {
    test.local.setFaults({
      instances: [{ do: { lateVisibilityMs: 400 } }],
    });
    const { Instances: [{ InstanceId: id = '' }] = [] } = await launch();
    expect((await refusal(test.describe(id))).code).toBe(
      'InvalidInstanceID.NotFound',
    );
    await test.reaches(id, 'running');
  });

  it('have no screenshots, for a while', async () => {
    const code = 'ServiceUnavailable';
    test.local.setFaults({
      instances: [
        { do: { noScreenshot: { untilMs: 1000, code, status: 503 } } },
      ],
    });
    const { InstanceId } = await test.launch();
    const screenshot = () => test.ec2.getConsoleScreenshot({ InstanceId });
    expect((await refusal(screenshot())).code).toBe(code);
    const { ImageData } = await eventually(screenshot);
    expect(ImageData).toBeTruthy();
  });

  it('show the console late and cut, also of what is over', async () => {
    const text = 'hello from the serial port\r\n';
    test.local.setFaults({
      instances: [{ do: { consoleLateMs: 700, consoleCutBytes: 6 } }],
    });
    const { InstanceId } = await test.launch();
    const console = async () => {
      const { Output } = await test.ec2.getConsoleOutput({
        InstanceId,
        Latest: true,
      });
      return Buffer.from(Output ?? '', 'base64').toString();
    };
    expect(await console()).toBe('');
    await test.ec2.terminateInstances({ InstanceIds: [String(InstanceId)] });
    await test.reaches(String(InstanceId), 'terminated');
    await eventually(async () => expect(await console()).toBe(text.slice(-6)));
  });

  it('set the clock of EC2 wrong', async () => {
    const hour = 60 * 60_000;
    test.local.setFaults({ clockSkewMs: hour });
    const { LaunchTime } = await test.launch();
    expect(Number(LaunchTime) - Date.now()).toBeGreaterThan(hour / 2);
    const own = await startTestEc2({
      accounts: {
        AKIDTEST: { accountId: '123456789012', secretAccessKey: 'secret' },
      },
      faults: { clockSkewMs: hour },
    });
    try {
      const signed = () => own.ec2.describeVpcs({});
      expect((await refusal(signed())).code).toBe('RequestExpired');
      // The SDK sets its own clock by the answer.
      await signed();
    } finally {
      await own.close();
    }
  });

  it('name what is wrong with their plan', () => {
    const setting = (plan: unknown) => () =>
      test.local.setFaults(plan as FaultPlan);
    expect(setting({ calls: [{ do: { explode: true } }] })).toThrow(
      /must be one of throttle, error, .*calls\[0\]\.do/s,
    );
    expect(
      setting({ calls: [{ probability: 2, do: { throttle: true } }] }),
    ).toThrow(/calls\[0\]\.probability/);
    expect(
      setting({ calls: [{ actions: ['Launch'], do: { throttle: true } }] }),
    ).toThrow("calls[0].actions: the local EC2 has no action 'Launch'");
    expect(setting({ call: [] })).toThrow(/"call"/);
    expect(setting({ instances: [{ do: {} }] })).toThrow(
      /must say what happens.*instances\[0\]\.do/s,
    );
  });
});
