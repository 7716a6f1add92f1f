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
import type { BuildRecord, Claim, NewBuild } from '../records';
import { newRun, type TestStore } from './store';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A build of so many days ago that is finished, unless told otherwise. */
export async function oldBuild(
  test: TestStore,
  daysAgo: number,
  options: {
    /** Of its run, or of several by region. */
    verdict?: Verdict | Record<string, Verdict>;
    running?: boolean;
  } & Partial<NewBuild> = {},
): Promise<{ build: BuildRecord; claims: Claim[] }> {
  const { verdict = 'passed', running = false, ...changes } = options;
  const verdicts =
    typeof verdict === 'string' ? { 'us-east-1': verdict } : verdict;
  const accepted = await test.acceptAndClaim({
    runs: Object.keys(verdicts).map(region => newRun({ region })),
    ...changes,
  });
  const given = Object.values(verdicts);
  for (const [at, claim] of running ? [] : accepted.claims.entries()) {
    await test.store.updateRun(claim, {
      stage: 'finished',
      verdict: given[at % given.length],
      cleanup: 'clean',
    });
  }
  const created_at = Date.now() - daysAgo * DAY_MS;
  const { id } = accepted.build;
  await test.knex('smoke_test_builds').where({ id }).update({ created_at });
  await test
    .knex('smoke_test_runs')
    .where({ build_id: id })
    .update({ created_at });
  return accepted;
}
