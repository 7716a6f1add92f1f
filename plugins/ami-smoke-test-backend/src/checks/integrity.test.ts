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
import { printGuestReport } from '@ami-smoke-test/diagnosis';
import { createChecks } from './Check';

const [check] = createChecks([{ type: 'integrity', budgetSeconds: 600 }]);

const BOOT = 'Linux version 6.1\nlogin: \n';

function answer(console: string) {
  const [fresh] = createChecks([{ type: 'integrity', budgetSeconds: 600 }]);
  return fresh.ask(
    { address: '127.0.0.1', console: async () => console },
    new AbortController().signal,
  );
}
const report = (...lines: string[][]) =>
  `${BOOT}${printGuestReport([['begin', 'linux', '9'], ...lines])}`;
const files = (state: string, ...counts: number[]) => [
  'files',
  state,
  ...counts.map(String),
];

describe('the check of the files of an image', () => {
  it('has a budget of its own', () => {
    expect(check).toMatchObject({
      name: 'integrity',
      type: 'integrity',
      target: 'integrity',
      budgetMs: 600_000,
    });
  });

  it('passes when a whole report says that every file is as recorded', async () => {
    expect(await answer(report(files('whole', 7, 7, 0, 0, 0)))).toEqual({
      outcome: 'passed',
      detail: '7 files are as recorded',
    });
  });

  it('fails at once when files are named, the worst first', async () => {
    const damaged = report(
      files('whole', 7, 7, 1, 2, 1),
      ['changed', '/etc/a'],
      ['missing', '/etc/b'],
      ['changed', '/etc/c'],
      ['unreadable', '/srv/data', 'Input/output error'],
    );
    expect(await answer(damaged)).toEqual({
      outcome: 'wrong-answer',
      detail:
        '/srv/data cannot be read (Input/output error); /etc/a is not as it was recorded, and 1 more; /etc/b is gone',
      final: true,
    });
  });

  it('does not fail for what else is found inside', async () => {
    expect(
      await answer(
        report(
          ['route', '-', '-'],
          ['unit', 'acme.service'],
          files('whole', 7, 7, 0, 0, 0),
        ),
      ),
    ).toMatchObject({ outcome: 'passed' });
  });

  it('waits while there is no report, or not all of it', async () => {
    expect(await answer(BOOT)).toEqual({
      outcome: 'silent',
      detail: 'no report on the console yet',
    });
    const whole = report(files('whole', 7, 7, 0, 0, 0));
    for (let length = BOOT.length; length < whole.length - 1; length += 1) {
      const { outcome, final } = await answer(whole.slice(0, length));
      expect({ outcome, final }).toEqual({ outcome: 'silent' });
    }
  });

  it.each([
    ['no-record', /no record of its files: run the provisioner/],
    ['bad-record', /of another version: run the provisioner/],
    ['no-tool', /install sha256sum/],
    ['partial', /read 4 of 7 files in its time: raise budgetSeconds/],
  ])('is not to be known of a report that says %s', async (state, why) => {
    expect(await answer(report(files(state, 7, 4, 0, 0, 0)))).toEqual({
      outcome: 'refused',
      detail: expect.stringMatching(why),
      final: true,
    });
  });

  it('reads the log as it grows', async () => {
    let console = BOOT;
    const asked = { address: '127.0.0.1', console: async () => console };
    const { signal } = new AbortController();
    expect(await check.ask(asked, signal)).toMatchObject({ outcome: 'silent' });
    console = report(files('whole', 7, 7, 0, 0, 0));
    expect(await check.ask(asked, signal)).toMatchObject({ outcome: 'passed' });
  });
});
