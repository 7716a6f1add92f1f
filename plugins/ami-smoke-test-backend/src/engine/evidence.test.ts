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

import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld } from './__testUtils__/EngineWorld';
import { HEALTHY } from './__testUtils__/scripts';
import { troubledStore } from './__testUtils__/troubledStore';
import { journalledStore } from './journalledStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

describe('evidence of a run', () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, 'SQLITE_3');
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  it('is whole in the end, whatever a process that lost the run put late', async () => {
    world.startEngine();
    // The log does not grow any more when it is replaced.
    const console = [{ atMs: 0, text: 'Linux version 6.1\r\n' }];
    const run = await world.accept({ script: { ...HEALTHY, console } });
    const folder = { ...(await world.run(run)).image, runId: run.id };
    const late = ['console.log', 'console.timeline.json', 'manifest.json'];
    const strays = ['screenshots/0000000-00000000.jpg'];
    world.ec2.before(run, 'TerminateInstances', async () => {
      for (const path of [...late, ...strays]) {
        await world.archive.put({
          key: world.archive.key(folder, path),
          contentType: 'text/plain',
          body: Buffer.from('old'),
          tags: {},
        });
      }
      return undefined;
    });
    await world.finished(run);

    const found = await world.archive.list(world.archive.key(folder, ''));
    const rows = await world.store.objectsOf(run.id);
    expect(found.map(({ key, size }) => [key, size]).sort()).toEqual(
      rows
        .map(({ path, size }) => [world.archive.key(folder, path), size])
        .sort(),
    );
    expect(rows.map(({ path }) => path)).toEqual(expect.arrayContaining(late));
    expect(await world.object(run, 'console.log')).toContain('Linux version');
  });

  it('takes only the trouble of the database for an interruption', async () => {
    const { store, trouble } = troubledStore(world.store);
    const journalling = journalledStore(store);
    expect(await journalling.getRun('none')).toBeUndefined();
    trouble.kind = 'fails';
    await expect(journalling.getRun('none')).rejects.toThrow(
      /The database cannot be reached: .*connection terminated/,
    );
    trouble.end();
  });
});
