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
import { EngineWorld, type TestRun } from './__testUtils__/EngineWorld';
import { LeapingClock } from './__testUtils__/LeapingClock';
import { SUBNETS } from './__testUtils__/profile';
import { answersAfter, REFUSING, SILENT } from './__testUtils__/scripts';

// What AWS does is the same whatever the database.
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe("AWS's faults, each with its outcome", () => {
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
  const PASSED = { verdict: 'passed', cleanup: 'clean' };
  const erroredWith = (reason: RegExp) => ({
    verdict: 'errored',
    cleanup: 'clean',
    reason: expect.stringMatching(reason),
  });

  describe('capacity', () => {
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
      });
      expect(attempts(run)).toEqual([
        `-0 t3.small ${A}`,
        `-1 t3.small ${B}`,
        `-2 t3.medium ${A}`,
      ]);
      expect((await world.events(run)).map(({ message }) => message)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^Launched i-\w+ \(t3\.medium, eu-central-1a\)$/,
          ),
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

  describe('trouble on the way', () => {
    it.each([
      ['throttling', { throttle: true }],
      ['an internal error (5xx)', { error: { code: 'InternalError' } }],
      ['a connection that is reset', { reset: 'before' }],
    ] as const)('%s: is tried again, and no verdict', async (_, trouble) => {
      world.startEngine();
      const run = await world.accept({
        faults: { calls: [{ nth: [1, 2], do: trouble }] },
      });
      expect(await world.finished(run)).toMatchObject(PASSED);
      expect(world.ec2.launched(run)).toHaveLength(1);
      for (const action of ['RunInstances', 'TerminateInstances']) {
        const statuses = world.ec2.calls(run, action).map(call => call.status);
        expect(statuses.slice(0, 2)).not.toContain(200);
        expect(statuses).toContain(200);
      }
    });

    it('a connection that is reset after the fact: the same again, and one of everything', async () => {
      const run = await world.accept({
        faults: {
          calls: [
            { actions: ['RunInstances'], nth: [1], do: { reset: 'after' } },
          ],
        },
      });
      let lost = 0;
      world.ec2.after(run, 'ImportKeyPair', () =>
        lost++ === 0 ? CUT_CONNECTION : undefined,
      );
      world.startEngine();
      expect(await world.finished(run)).toMatchObject(PASSED);
      for (const action of ['ImportKeyPair', 'RunInstances']) {
        const calls = world.ec2.calls(run, action);
        expect(calls.length).toBeGreaterThan(1);
        expect(
          new Set(calls.map(({ parameters }) => JSON.stringify(parameters)))
            .size,
        ).toBe(1);
      }
      expect(world.ec2.launched(run)).toHaveLength(1);
    });

    it('a call that hangs, and succeeded after all: ended at its deadline, sent again, launched once', async () => {
      world.startEngine();
      const run = await world.accept({
        faults: {
          calls: [
            { actions: ['RunInstances'], nth: [1], do: { hang: 'after' } },
          ],
        },
      });
      expect(await world.finished(run)).toMatchObject(PASSED);
      const statuses = world.ec2
        .calls(run, 'RunInstances')
        .map(({ status }) => status);
      expect(statuses).toEqual([0, 200]);
      expect(world.ec2.launched(run)).toHaveLength(1);
    });

    it('an EC2 that answers nobody, while it watches and while it cleans up: is outlasted', async () => {
      world.startEngine();
      const run = await world.accept({ script: answersAfter(2_500) });
      await world.asked(run);
      const down = world.ec2.down();
      while ((await world.notices(run)).length === 0) await sleep(50);
      // The service answers while EC2 does not: the pass waits for its confirmation.
      await world.until(run, ({ checks }) => checks[0]?.state === 'passed');
      let refused = 0;
      world.ec2.before(run, 'TerminateInstances', () => {
        refused += 1;
        return refused <= 5 ? CUT_CONNECTION : undefined;
      });
      world.ec2.mend(down);
      expect(await world.finished(run)).toMatchObject({
        verdict: 'passed',
        cleanup: 'clean',
      });
      expect(refused).toBeGreaterThan(5);
    });
  });

  describe('eventual consistency', () => {
    it('an instance that cannot be seen yet: is waited for', async () => {
      world.startEngine();
      const run = await world.accept({
        faults: { instance: { lateVisibilityMs: 2_000 } },
      });
      expect(await world.finished(run)).toMatchObject(PASSED);
      expect(world.ec2.calls(run, 'DescribeInstances').length).toBeGreaterThan(
        2,
      );
    });

    it('an address that comes late: is waited for', async () => {
      const run = await world.accept();
      const homeless = world.ec2.pretend(
        run,
        /<ipAddress>[^<]*<\/ipAddress>/,
        '',
      );
      world.startEngine();
      await world.called(run, 'DescribeInstances', 3);
      expect((await world.run(run)).onlineAt).toBeUndefined();
      world.ec2.mend(homeless);
      expect(await world.finished(run)).toMatchObject(PASSED);
    });

    it('an address that never comes, and an instance that stays pending: errored, with the way out', async () => {
      const [pending, homeless] = [await world.accept(), await world.accept()];
      world.ec2.pretend(pending, />running</, '>pending<');
      world.ec2.pretend(homeless, /<ipAddress>[^<]*<\/ipAddress>/, '');
      const clock = new LeapingClock();
      world.startEngine({ clock });
      await world.called(homeless, 'DescribeInstances', 3);
      await world.called(pending, 'DescribeInstances', 3);
      clock.leap(31_000);
      expect(await world.finished(homeless)).toMatchObject(
        erroredWith(/no public address: use subnets/),
      );
      expect(await world.finished(pending)).toMatchObject(
        erroredWith(/did not run the instance within 30 s: it is pending/),
      );
    });
  });

  describe('refusals', () => {
    it('expired credentials: renewed, and asked again', async () => {
      let key = 'AKIAOLD';
      world.startEngine({ accessKeyId: () => key });
      const run = await world.accept({ script: answersAfter(2_000) });
      await world.asked(run);
      key = 'AKIANEW';
      world.ec2.intercept({
        beforeAction: ({ accessKeyId }) => {
          if (accessKeyId === 'AKIAOLD') {
            throw new Ec2Error('RequestExpired', 'Request has expired.');
          }
        },
      });
      expect(await world.finished(run)).toMatchObject(PASSED);
      expect(world.ec2.callsWith('AKIANEW', run).length).toBeGreaterThan(1);
    });

    it.each(['AuthFailure', 'ExpiredToken', 'RequestExpired'])(
      'credentials that stay refused (%s): errored, with the account and what to renew',
      async code => {
        const clock = new LeapingClock();
        const run = await world.accept({
          faults: {
            calls: [
              {
                actions: ['RunInstances'],
                do: { error: { code, status: 401 } },
              },
            ],
          },
        });
        world.startEngine({ clock });
        await world.called(run, 'RunInstances', 3);
        clock.leap(125_000);
        expect(await world.finished(run)).toMatchObject(
          erroredWith(
            new RegExp(`${code}: .*account 123456789012: renew .*aws.accounts`),
          ),
        );
        // EC2 made nothing, so nothing was looked for.
        expect(
          (await world.store.ledgerOf(run.id)).map(({ state }) => state).sort(),
        ).toEqual(['gone', 'refused']);
      },
    );

    it('an action that the role may not call (UnauthorizedOperation): errored, with the action and the IAM policy', async () => {
      world.startEngine();
      const run = await world.accept({
        faults: {
          calls: [
            {
              actions: ['RunInstances'],
              do: {
                error: {
                  code: 'UnauthorizedOperation',
                  status: 403,
                  message:
                    'You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm',
                },
              },
            },
          ],
        },
      });
      const record = await world.finished(run);
      expect(record).toMatchObject(
        erroredWith(
          /UnauthorizedOperation.*may not call ec2:RunInstances: .*iam\/smoke-test\.json/,
        ),
      );
      expect(record.reason).not.toMatch('4GIOHl');
      expect(world.ec2.calls(run, 'RunInstances')).toHaveLength(1);
    });

    it.each([
      'VcpuLimitExceeded',
      'InstanceLimitExceeded',
      'VolumeLimitExceeded',
    ])(
      'a quota that is used up (%s): errored, with the way out, and no further attempt',
      async code => {
        world.startEngine();
        const run = await world.accept({
          faults: {
            calls: [
              {
                actions: ['RunInstances'],
                do: { error: { code, status: 400 } },
              },
            ],
          },
        });
        expect(await world.finished(run)).toMatchObject(
          erroredWith(new RegExp(`${code}.*Service Quotas.*runsPerRegion`)),
        );
        expect(world.ec2.calls(run, 'RunInstances')).toHaveLength(1);
      },
    );

    it('a key pair that EC2 refuses: errored, and nothing is launched', async () => {
      const run = await world.accept();
      world.ec2.before(run, 'ImportKeyPair', () => {
        throw new Ec2Error('UnsupportedOperation', 'No keys here');
      });
      world.startEngine();
      expect(await world.finished(run)).toMatchObject(
        erroredWith(/UnsupportedOperation: No keys here/),
      );
      expect(attempts(run)).toEqual([]);
    });
  });

  describe('a launch that AWS takes back', () => {
    it.each([
      [
        'an encryption key that it may not use',
        'Client.InternalError: Client error on launch',
        /the key is enabled.*IMAGE_KMS_KEY_ARN/,
      ],
      [
        'an encryption key that is disabled',
        'Client.InvalidKMSKey.InvalidState: The KMS key is disabled',
        /the key is enabled/,
      ],
      [
        'a quota of volumes',
        'Client.VolumeLimitExceeded: Volume limit exceeded',
        /Service Quotas/,
      ],
      [
        'a quota of instances',
        'Client.InstanceLimitExceeded: Too many',
        /Service Quotas/,
      ],
      [
        'a fault of its own',
        'Server.InternalError: Internal error on launch',
        /not the image: run it again/,
      ],
    ])('for %s (%s): errored, with the way out', async (_, message, wayOut) => {
      world.startEngine();
      const [code] = message.split(': ');
      const run = await world.accept({
        faults: {
          instance: { terminate: { atMs: 10, reason: { code, message } } },
        },
      });
      const record = await world.finished(run);
      expect(record).toMatchObject(erroredWith(wayOut));
      expect(record.reason).toContain(message);
      expect(world.ec2.launched(run)).toHaveLength(1);
    });
  });

  describe('an instance in the middle of its test', () => {
    it.each([
      [
        'that somebody else terminates',
        { terminate: { atMs: 1_500 } },
        /terminated: Client\.UserInitiatedShutdown.*CloudTrail/,
      ],
      [
        'that somebody else stops',
        { stop: { atMs: 1_500 } },
        /The instance is stop(ping|ped): .*UserInitiatedShutdown.*CloudTrail/,
      ],
      [
        'that AWS takes back',
        {
          terminate: {
            atMs: 1_500,
            reason: {
              code: 'Server.SpotInstanceTermination',
              message: 'Server.SpotInstanceTermination: Spot',
            },
          },
        },
        /SpotInstanceTermination.*took the machine back/,
      ],
      [
        'whose address changes hands: the answer of the other is none',
        { reassignAddress: { atMs: 1_500 } },
        /address changed from 127\S+ to 127\S+: who answered is not known/,
      ],
    ] as const)('%s: errored', async (_, instance, reason) => {
      world.startEngine();
      const run = await world.accept({
        script: REFUSING,
        faults: { instance },
      });
      expect(await world.finished(run)).toMatchObject(erroredWith(reason));
    });

    it('whose address changes hands while its service says nothing: nor is the silence its own', async () => {
      world.startEngine();
      const run = await world.accept({
        script: REFUSING,
        profile: { budgets: { onlineSeconds: 30, serviceSeconds: 1 } },
      });
      await world.until(run, ({ onlineAt }) => onlineAt !== undefined);
      world.ec2.pretend(run, /<ipAddress>[^<]*</, '<ipAddress>203.0.113.9<');
      expect(await world.finished(run)).toMatchObject(
        erroredWith(/from 127\S+ to 203\.0\.113\.9: who/),
      );
    });

    it('that is stopping when its service answers: errored', async () => {
      world.startEngine();
      const run = await world.accept({ script: answersAfter(1_500) });
      await world.until(run, ({ onlineAt }) => onlineAt !== undefined);
      world.ec2.pretend(run, />running</, '>stopping<');
      expect(await world.finished(run)).toMatchObject(
        erroredWith(/The instance is stopping/),
      );
    });

    it("whose image powers itself off: failed, for that is the image's doing", async () => {
      world.startEngine();
      const script = { ...SILENT, powerOffAtMs: 1_000 };
      expect(await world.test({ script })).toMatchObject({
        verdict: 'failed',
        cleanup: 'clean',
        reason: expect.stringMatching(
          /The image shut itself down.*InstanceInitiatedShutdown/,
        ),
      });
    });
  });
});
