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

import type {
  BootStage,
  CheckSummary,
  Diagnosis,
  Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Profile } from '../config';
import { newBuild, TestStore } from '../database/__testUtils__/store';
import type { RunChanges, RunRecord } from '../database/records';
import { GoodRuns } from './GoodRuns';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const { profile } = newBuild();

let test: TestStore;
let history: GoodRuns;
let hour = 0;

beforeAll(async () => {
  test = await TestStore.create(databases, 'SQLITE_3');
  history = new GoodRuns({ store: test.store });
});
afterEach(async () => {
  await test.clear();
});

const finding = (id: string, source: 'console' | 'run' = 'console') =>
  ({
    id,
    category: 'network',
    severity: 'warning',
    title: id,
    cause: '',
    remedy: '',
    references: [],
    evidence: { source },
    count: 1,
    inLastGood: false,
  } satisfies Finding);

function diagnosis(
  options: {
    findings?: Finding[];
    stages?: Partial<Record<BootStage, number>>;
  } = {},
): Diagnosis {
  return {
    platform: 'linux',
    furthestStage: 'login',
    stages: Object.entries(options.stages ?? {}).map(([stage, seconds]) => ({
      stage: stage as BootStage,
      evidence: { source: 'console', offsetMs: seconds * 1000 },
    })),
    headline: null,
    findings: options.findings ?? [],
    lastLines: [],
  };
}

const check = (name: string, passedAtSeconds?: number): CheckSummary => ({
  name,
  type: 'tcp',
  target: name,
  state: passedAtSeconds === undefined ? 'failed' : 'passed',
  detail: '',
  attempts: 1,
  passedAtMs: passedAtSeconds && passedAtSeconds * 1000,
});

/** A run an hour after the one before it. */
async function run(
  changes: RunChanges,
  diagnosed?: Diagnosis,
  settings: Partial<Profile> = {},
): Promise<RunRecord> {
  const { build, claims } = await test.acceptAndClaim({
    profile: { ...profile, ...settings },
  });
  hour += 1;
  await test
    .knex('smoke_test_runs')
    .where('build_id', build.id)
    .update({ created_at: hour * 3_600_000 });
  if (diagnosed) await test.store.saveDiagnosis(claims[0], diagnosed, []);
  await test.store.updateRun(claims[0], changes);
  return (await test.store.getRun(claims[0].runId))!;
}

const passed = (...seconds: number[]): RunChanges => ({
  verdict: 'passed',
  checks: seconds.map((one, index) => check(`tcp :${index + 1}`, one)),
});

describe('what the last good run showed as well', () => {
  it('is told by ids; what we measure ourselves is not', async () => {
    await run(passed(9), diagnosis({ findings: [finding('older')] }));
    await run(
      passed(9),
      diagnosis({
        findings: [finding('fd0'), finding('slow-boot', 'run'), finding('sr0')],
      }),
    );
    await run(
      { verdict: 'failed' },
      diagnosis({ findings: [finding('panic')] }),
    );
    const failed = await run({ verdict: 'failed' });
    expect(await history.lastGoodFindings(failed)).toEqual(['fd0', 'sr0']);
  });

  it('is nothing without a good run, or one that nobody has diagnosed', async () => {
    const first = await run({ verdict: 'failed' });
    expect(await history.lastGoodFindings(first)).toEqual([]);
    await run(passed(9));
    const second = await run({ verdict: 'failed' });
    expect(await history.lastGoodFindings(second)).toEqual([]);
  });
});

describe('the time of a boot', () => {
  it('is that of its last check, beside the median of its good runs', async () => {
    for (const seconds of [11, 12, 13]) await run(passed(3, seconds));
    const slow = await run(passed(4, 41));
    expect(await history.bootTimeFindings(slow)).toEqual([
      expect.objectContaining({
        id: 'slow-boot',
        severity: 'warning',
        evidence: {
          source: 'run',
          offsetMs: 41_000,
          text: 'It took 41 s; usual is 12 s; the budget is 5 min',
        },
      }),
    ]);
    expect(await history.bootTimeFindings(await run(passed(40, 14)))).toEqual([
      expect.objectContaining({ id: 'slow-boot' }),
    ]);
    expect(await history.bootTimeFindings(await run(passed(5, 16)))).toEqual(
      [],
    );
  });

  it('forgets what was usual long ago', async () => {
    for (let at = 0; at < 10; at += 1) await run(passed(5));
    for (let at = 0; at < 10; at += 1) await run(passed(40));
    expect(await history.bootTimeFindings(await run(passed(41)))).toEqual([]);
  });

  it('is looked at rung by rung', async () => {
    const stages = { kernel: 1, network: 5, services: 9 };
    for (const seconds of [11, 12, 13]) {
      await run(passed(seconds), diagnosis({ stages }));
    }
    const slow = await run(
      passed(42),
      diagnosis({ stages: { kernel: 1, network: 35, services: 39 } }),
    );
    const [{ cause }] = await history.bootTimeFindings(slow);
    expect(cause).toContain(
      'between the stage `kernel` and the stage `network`: 34 s instead of 4 s',
    );
  });

  it('is measured by what the profile says', async () => {
    for (const seconds of [11, 12, 13]) await run(passed(seconds));
    const of = async (seconds: number, bootTime: Profile['bootTime']) =>
      history.bootTimeFindings(
        await run(passed(seconds), undefined, { bootTime }),
      );
    expect(await of(30, { warnAboveUsual: 3 })).toEqual([]);
    expect(
      await of(30, { warnAboveUsual: 3, warnAfterSeconds: 29 }),
    ).toHaveLength(1);
    const budgets = { ...profile.budgets, serviceSeconds: 20 };
    expect(
      await history.bootTimeFindings(
        await run(passed(16.1), undefined, { budgets }),
      ),
    ).toHaveLength(1);
  });

  it('is that of the service: files are read back afterwards', async () => {
    for (const seconds of [11, 12, 13]) await run(passed(seconds));
    const integrity = { ...check('integrity', 290), type: 'integrity' };
    const verified = await run({
      verdict: 'passed',
      checks: [check('tcp :22', 12), integrity],
    });
    expect(await history.bootTimeFindings(verified)).toEqual([]);
  });

  it('is not known unless every check has passed', async () => {
    const changes = { checks: [check('a', 290), check('b')] };
    expect(await history.bootTimeFindings(await run(changes))).toEqual([]);
    expect(await history.bootTimeFindings(await run({}))).toEqual([]);
  });
});
