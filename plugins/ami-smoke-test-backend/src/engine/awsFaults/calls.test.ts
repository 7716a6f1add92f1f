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
import { CUT_CONNECTION } from '@ami-smoke-test/local-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld } from '../__testUtils__/EngineWorld';
import { LeapingClock } from '../__testUtils__/LeapingClock';
import { PASSED, erroredWith } from '../__testUtils__/outcomes';
import { answersAfter } from '../__testUtils__/scripts';

// What AWS does is the same whatever the database.
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe("AWS's faults: calls that fail", () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, 'SQLITE_3');
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

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
});
