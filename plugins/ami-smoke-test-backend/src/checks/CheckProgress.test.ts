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

import type { Answer, Check } from './Check';
import { CheckProgress } from './CheckProgress';

const REFUSED: Answer = { outcome: 'refused', detail: 'connection refused' };
const SILENT: Answer = { outcome: 'silent', detail: 'no answer in 1 s' };
const PASSED: Answer = { outcome: 'passed', detail: 'connected' };
const check: Check = {
  name: 'service',
  type: 'tcp',
  target: 'tcp :80',
  timeoutMs: 1000,
  ask: async () => PASSED,
};

const start = () => new CheckProgress(check, { attempts: [] });

describe('CheckProgress', () => {
  it('counts the same answer once for all, and tells when it turns', () => {
    const progress = start();
    expect(progress.summary).toMatchObject({
      state: 'waiting',
      detail: 'not asked yet',
      attempts: 0,
    });
    const answers = [SILENT, SILENT, REFUSED, REFUSED, PASSED, SILENT];
    expect(answers.map((answer, n) => progress.add(answer, n * 10))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(progress.attempts).toEqual([
      {
        check: 'service',
        ...SILENT,
        count: 2,
        firstOffsetMs: 0,
        lastOffsetMs: 10,
      },
      {
        check: 'service',
        ...REFUSED,
        count: 2,
        firstOffsetMs: 20,
        lastOffsetMs: 30,
      },
      {
        check: 'service',
        ...PASSED,
        count: 1,
        firstOffsetMs: 40,
        lastOffsetMs: 40,
      },
    ]);
    progress.giveUp();
    expect(progress.summary).toEqual({
      name: 'service',
      type: 'tcp',
      target: 'tcp :80',
      state: 'passed',
      detail: 'connected',
      attempts: 5,
      passedAtMs: 40,
    });
  });

  it('goes on where an earlier process stopped', () => {
    const before = start();
    before.add(SILENT, 0);
    before.add(REFUSED, 10);
    const other = { ...before.attempts[0], check: 'other' };
    const after = new CheckProgress(check, {
      summary: before.summary,
      attempts: structuredClone([...before.attempts, other]),
    });
    expect(after.add(REFUSED, 20)).toBe(false);
    expect(after.attempts.map(({ count }) => count)).toEqual([1, 2]);
    expect(after.summary).toMatchObject({ attempts: 3, state: 'waiting' });
    after.giveUp();
    expect(after.summary.state).toBe('failed');
  });

  it('hears the machine in every answer but silence', () => {
    const progress = start();
    progress.add(SILENT, 0);
    expect(progress.heard).toBe(false);
    progress.add(REFUSED, 1);
    progress.add(SILENT, 2);
    expect(progress.heard).toBe(true);
  });

  it('stays small when the answers change all the time, and forgets nothing that counts', () => {
    const progress = start();
    let told = 0;
    for (let n = 0; n < 10_000; n += 1) {
      const heardOnce = n === 5_000 ? REFUSED : undefined;
      const silent = { ...SILENT, detail: `silent for the ${n}th time` };
      if (progress.add(heardOnce ?? silent, n)) told += 1;
    }
    expect(progress.attempts.length).toBeLessThanOrEqual(100);
    expect(progress.attempts[0].firstOffsetMs).toBe(0);
    expect(progress.attempts.at(-1)?.lastOffsetMs).toBe(9_999);
    expect(progress.heard).toBe(true);
    expect(progress.summary.attempts).toBe(10_000);
    expect(told).toBeLessThanOrEqual(100);
    expect(
      progress.add({ ...PASSED, detail: 'x'.repeat(10_000) }, 10_000),
    ).toBe(true);
    expect(progress.summary.detail.length).toBeLessThanOrEqual(500);
  });
});
