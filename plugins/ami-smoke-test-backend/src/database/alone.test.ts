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
import { setTimeout as sleep } from 'node:timers/promises';
import { alone } from './alone';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('alone, on %s', databaseId => {
  it('leaves connections to what its actions ask, however many there are', async () => {
    const knex = await databases.init(databaseId);
    const { max } = knex.client.pool;
    // All at once, and each asks the database only when every other one could have its lock.
    const asked = Array.from({ length: max + 2 }, (_, lock) =>
      alone(knex, lock, async () => {
        await sleep(100);
        await knex.raw('select 1');
        return lock;
      }),
    );
    await expect(Promise.all(asked)).resolves.toEqual(
      asked.map((_, lock) => lock),
    );
  });
});
