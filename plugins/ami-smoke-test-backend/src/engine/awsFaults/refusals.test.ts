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
import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld } from '../__testUtils__/EngineWorld';
import { LeapingClock } from '../__testUtils__/LeapingClock';
import { PASSED, erroredWith } from '../__testUtils__/outcomes';
import { answersAfter } from '../__testUtils__/scripts';

// What AWS does is the same whatever the database.
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe("AWS's faults: refusals", () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, 'SQLITE_3');
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

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
    expect(world.ec2.calls(run, 'RunInstances')).toEqual([]);
  });
});
