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

import { readJournal } from '@ami-smoke-test/local-ec2';
import { FATES } from './fates/fates';
import { planChaos } from './plan/plan';
import { runCommand } from './__testUtils__/runCommand';

jest.setTimeout(400_000);

describe('npm run chaos', () => {
  it('finds every verdict right, nothing left and no evidence lost, when processes and the database die', async () => {
    const { code, output, report } = await runCommand([
      ...['--seed', '1'],
      ...['--runs', '30'],
    ]);
    expect({ code, output }).toEqual({ code: 0, output });
    expect(report).toMatchObject({ seed: '1', runs: 30, ok: true });
    expect(report?.disturbances).toHaveLength(3);
    // Each fate was had, and the journal is there for whoever doubts it.
    expect(report?.fates).toHaveLength(Object.keys(FATES).length);
    expect(readJournal(report?.journal ?? '').length).toBeGreaterThan(1_000);
  });

  it.each([
    ['--runs', '0'],
    ['--runs', 'many'],
    ['--sabotage', 'everything'],
    ['--sabotage', 'epoch', '--runs', '30'],
    ['--sead', '1'],
  ])('says what is wrong with %s %s', async (...args) => {
    const { code, output } = await runCommand(args);
    expect(code).toBe(2);
    expect(output).toMatch(/^error: /);
  });
});

describe('A plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planChaos('1', 300)).toEqual(planChaos('1', 300));
    expect(planChaos('1', 300)).not.toEqual(planChaos('2', 300));
  });

  it('has each fate, and everything that goes wrong', () => {
    const { first, runs, disturbances } = planChaos('1', 300);
    expect(first.length + runs.length).toBe(300);
    expect(new Set(runs.map(({ fate }) => fate.name)).size).toBe(
      Object.keys(FATES).length,
    );
    expect(new Set(disturbances.map(({ kind }) => kind)).size).toBe(9);
    const postgres = disturbances.filter(({ kind }) => /^postgres/.test(kind));
    expect(postgres).toHaveLength(2);
    const s3 = disturbances.filter(({ kind }) => /^s3/.test(kind));
    expect(s3.reduce((ms, { forMs }) => ms + forMs, 0)).toBe(60_000);
  });
});
