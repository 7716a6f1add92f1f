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
import type { JsonObject } from '@backstage/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackend } from './__testUtils__/startBackend';
import { IMAGES, REGION, startWorld } from './__testUtils__/startWorld';
import { until } from './__testUtils__/until';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

/** Longer than a lease, so that somebody would have claimed what nobody drives. */
const CLAIMED_BY_THEN_MS = 4_000;

it("goes on with nothing in a copy of another installation's database", async () => {
  const world = await startWorld();
  const knex = await databases.init('SQLITE_3');
  const build = {
    family: 'web-base',
    images: [{ region: REGION, imageId: IMAGES.silent }],
  };
  try {
    const original = await startBackend(world, { knex });
    const { body } = await original.post('/builds', build);
    const runId = body.runs[0].id;
    const run = async (of: typeof original) =>
      (await of.get(`/runs/${runId}`)).body;
    const started = await until(
      () => run(original),
      ({ stage }) => ['probing', 'finished'].includes(stage),
    );
    expect(started).toMatchObject({ stage: 'probing' });
    // Handed over: whoever looks first would go on with it.
    await original.stop();

    const calls = world.journal().length;
    const { amiSmokeTest, ...rest } = world.config as {
      amiSmokeTest: JsonObject;
    };
    const copy = await startBackend(world, {
      knex,
      config: { ...rest, amiSmokeTest: { ...amiSmokeTest, owner: 'copy' } },
    });
    await sleep(CLAIMED_BY_THEN_MS);
    expect(await run(copy)).toMatchObject({ stage: 'probing' });
    const refused = await copy.post('/builds', build);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(
      /belongs to the installation '.*', but amiSmokeTest\.owner is 'copy'.*a database of its own.*To rename an installation/,
    );
    const changes = world
      .journal()
      .slice(calls)
      .flatMap(event => (event.type === 'call' ? event.action : []))
      .filter(action => !/^(Describe|Get)/.test(action));
    expect(changes).toEqual([]);
    await copy.stop();

    const back = await startBackend(world, { knex });
    await back.post(`/builds/${body.id}/cancel`, {});
    const ended = await until(
      () => run(back),
      ({ stage }) => stage === 'finished',
    );
    expect(ended).toMatchObject({
      verdict: 'cancelled',
      cleanup: 'clean',
    });
    await back.stop();
  } finally {
    await world.close();
  }
});
