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

import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import { TendedWorld } from './__testUtils__/TendedWorld';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

const requires = [{ profile: 'default' }];
const CHANNELS = {
  dev: { requires },
  production: {
    requires,
    after: { channel: 'dev' },
    notify: ['group:default/release'],
  },
  elsewhere: { requires, families: ['db-*'] },
};

describe.each(databases.eachSupportedId())('who waits (%s)', databaseId => {
  let world: TendedWorld;

  beforeAll(async () => {
    world = await TendedWorld.start(databases, databaseId, CHANNELS);
  });
  afterAll(() => world.engines.close());

  /** What a process that has just started tells of those who wait. */
  async function told() {
    world.sent.splice(0);
    await world.tending().round();
    return world.sent
      .filter(({ scope }) => scope?.startsWith('waiting/'))
      .map(({ to, scope }) => ({ to, scope }));
  }

  it('is told once for each channel that the gate lets a build onto, and that it was never on', async () => {
    const first = await world.tested();
    const owners = ['group:default/web'];
    expect(await told()).toEqual([
      { to: owners, scope: `waiting/${first.build.id}/dev` },
    ]);
    expect(await told()).toEqual([]);

    await world.promote(first.build, 'dev');
    expect(await told()).toEqual([
      {
        to: [...owners, 'group:default/release'],
        scope: `waiting/${first.build.id}/production`,
      },
    ]);

    const second = await world.tested();
    await world.promote(second.build, 'dev');
    await world.promotions.promote(
      {
        buildId: first.build.id,
        channel: 'dev',
        rollBack: true,
        dryRun: false,
      },
      'user:default/manager',
    );
    expect(await told()).toEqual([]);

    const gone = await world.tested();
    await world.engines.ec2.somebody.send(
      new DeregisterImageCommand({ ImageId: gone.image.imageId }),
    );
    expect(await told()).toEqual([]);
  });
});
