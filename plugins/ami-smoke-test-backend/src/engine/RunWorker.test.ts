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
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { newRun, TestStore } from '../database/__testUtils__/store';
import { HandoverError } from '../run/outcomes';
import { RunWorker } from './RunWorker';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('RunWorker (%s)', databaseId => {
  it('knows among how many it works', async () => {
    const test = await TestStore.create(databases, databaseId);
    await test.accept({ runs: [newRun(), newRun()] });
    const others = await test.claim('another', { limit: 1 });
    const told: number[] = [];
    const worker = new RunWorker({
      store: test.store,
      drive: (_, { interrupted }) =>
        new Promise((_resolve, reject) => {
          const stop = () => reject(new HandoverError('stop'));
          interrupted.addEventListener('abort', stop);
        }),
      logger: mockServices.logger.mock(),
      runsPerRegion: 10,
      onReplicas: count => told.push(count),
    });
    worker.start();
    while (told.at(-1) !== 2) await sleep(20);
    await test.store.releaseLeases(others);
    while (told.at(-1) !== 1) await sleep(20);
    await worker.stop();
    expect(new Set(told)).toEqual(new Set([2, 1]));
  });

  it('knows that before it has its first run, too', async () => {
    const test = await TestStore.create(databases, databaseId);
    await test.accept({ runs: [newRun(), newRun()] });
    await test.claim('one', { limit: 1 });
    await test.claim('another', { limit: 1 });
    const told: number[] = [];
    const worker = new RunWorker({
      store: test.store,
      drive: async () => {},
      logger: mockServices.logger.mock(),
      runsPerRegion: 10,
      onReplicas: count => told.push(count),
    });
    worker.start();
    while (told.length === 0) await sleep(20);
    await worker.stop();
    expect(told[0]).toBe(2);
  });
});
