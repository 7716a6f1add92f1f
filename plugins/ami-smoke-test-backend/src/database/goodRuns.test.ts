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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { newRun, TestStore } from './__testUtils__/store';
import type { NewBuild, RunRecord } from './records';

const databases = TestDatabases.create();
const START = Date.UTC(2026, 0, 1);

describe.each(databases.eachSupportedId())('good runs (%s)', databaseId => {
  let test: TestStore;
  /** Builds are a second apart, whatever the clock says. */
  let second = 0;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });
  afterEach(async () => {
    await test.clear();
  });

  /** A build with one run that has this verdict. */
  async function build(
    verdict: Verdict,
    changes: Partial<NewBuild> = {},
  ): Promise<RunRecord> {
    const { build: accepted, claims } = await test.acceptAndClaim(changes);
    second += 1;
    await test
      .knex('smoke_test_runs')
      .where('build_id', accepted.id)
      .update({ created_at: START + second * 1000 });
    await test.store.updateRun(claims[0], { verdict, stage: 'finished' });
    return (await test.store.getRun(claims[0].runId))!;
  }

  it('are alike: the newest of the family and profile, in the region, on the type, before this one', async () => {
    const first = await build('passed');
    const between = await build('passed');
    const third = await build('passed');
    await build('failed');
    await build('passed', { family: 'db' });
    await build('passed', { profileName: 'windows' });
    await build('passed', { runs: [newRun({ instanceType: 't3.large' })] });
    await build('passed', { runs: [newRun({ region: 'eu-west-1' })] });
    const run = await build('passed');
    await build('passed');

    const idsOf = async (limit: number) =>
      (await test.store.goodRunsLike(run, limit)).map(({ id }) => id).sort();
    expect(await idsOf(10)).toEqual(
      [first, between, third].map(({ id }) => id).sort(),
    );
    expect(await idsOf(2)).toEqual([between, third].map(({ id }) => id).sort());
    expect(
      await test.store.goodRunsLike({ ...run, family: 'nobody' }, 10),
    ).toEqual([]);

    // What retention has let expire is not known any more.
    await test
      .knex('smoke_test_runs')
      .where('id', third.id)
      .update({ expired_at: START });
    expect(await idsOf(2)).toEqual([first, between].map(({ id }) => id).sort());
  });

  it('are read along the index of passed runs, and no more than some hundred of them', async () => {
    const run = await build('passed');
    const asked: Knex.Sql[] = [];
    const listen = (query: Knex.Sql) => asked.push(query);
    test.knex.on('query', listen);
    await test.store.goodRunsLike(run, 10);
    test.knex.off('query', listen);

    const explain =
      databaseId === 'SQLITE_3' ? 'explain query plan' : 'explain';
    const plan = await test.knex.transaction(async trx => {
      // So few rows are read faster without an index.
      if (databaseId !== 'SQLITE_3') {
        await trx.raw('set local enable_seqscan = off');
        await trx.raw('set local enable_bitmapscan = off');
      }
      const [{ sql, bindings }] = asked;
      const readable = sql.replace(/\$\d+/g, '?');
      return JSON.stringify(
        await trx.raw(`${explain} ${readable}`, [...bindings]),
      );
    });
    expect(plan).toContain('smoke_test_runs_family_passed_idx');
    expect(asked[0].sql).toMatch(/limit \S+\) as .passes./);
  });
});
