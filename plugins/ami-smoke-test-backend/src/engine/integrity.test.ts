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
import type { BootScript } from '@ami-smoke-test/local-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { IntegrityCheckSpec } from '../config';
import { EngineWorld } from './__testUtils__/EngineWorld';
import { profile } from './__testUtils__/profile';
import { HEALTHY, REFUSING } from './__testUtils__/scripts';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

/** Boots, and reports about its files after a while. */
function reports(
  lines: string[][],
  script = HEALTHY,
  atMs = 1_500,
): BootScript {
  const report = printGuestReport([['begin', 'linux', '9'], ...lines]);
  const printed = `\r\n${report.replaceAll('\n', '\r\n')}`;
  const before = script.console ?? [];
  return { ...script, console: [...before, { atMs, text: printed }] };
}
const GOOD = ['files', 'whole', '7', '7', '0', '0', '0'];
const DAMAGED = [
  ['files', 'whole', '7', '7', '1', '0', '0'],
  ['unreadable', '/srv/acme/archive.bin', 'Input/output error'],
];

describe.each(databases.eachSupportedId())('integrity (%s)', databaseId => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, databaseId);
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  const accept = (
    script: BootScript,
    budgetSeconds = 60,
    serviceSeconds = 60,
  ) =>
    world.accept({
      script,
      profile: {
        budgets: { onlineSeconds: 30, serviceSeconds },
        checks: [
          ...profile.checks,
          { type: 'integrity', budgetSeconds } satisfies IntegrityCheckSpec,
        ],
      },
    });
  const test = async (...request: Parameters<typeof accept>) =>
    world.finished(await accept(...request));

  describe('of one process', () => {
    beforeEach(() => {
      world.startEngine();
    });

    it('is waited for when the service has answered, and passes', async () => {
      const run = await test(reports([GOOD]));
      expect(run).toMatchObject({
        verdict: 'passed',
        checks: [
          { type: 'http', state: 'passed' },
          {
            type: 'integrity',
            state: 'passed',
            detail: '7 files are as recorded',
          },
        ],
      });
      const [http, integrity] = run.checks;
      expect(integrity.passedAtMs).toBeGreaterThan(http.passedAtMs!);
      // The reason tells when the service answered, not when its files were read.
      const [, answered] = /answered (\S+) s .*\(2 of 2 checks\)/.exec(
        run.reason!,
      )!;
      expect(Number(answered)).toBeCloseTo(http.passedAtMs! / 1000, 0);
    });

    it('fails an image of which a file cannot be read, although its service answers', async () => {
      const run = await test(reports(DAMAGED));
      expect(run).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(
          /\/srv\/acme\/archive\.bin cannot be read \(Input\/output error\)/,
        ),
        checks: [{ state: 'passed' }, { state: 'failed' }],
        cleanup: 'clean',
      });
    });

    it('fails at once while the service is still waited for', async () => {
      expect(await test(reports(DAMAGED, REFUSING))).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(/archive\.bin cannot be read/),
      });
    });

    it('errors a run that has no whole report in its own budget', async () => {
      const [whole] = [reports([GOOD])];
      const torn = {
        ...whole,
        console: whole.console?.map(({ atMs, text }) => ({
          atMs,
          text: text.replace('ASTG1 2 files', 'ASTG1 2 fi[  1.2] usb'),
        })),
      };
      const runs = await Promise.all([test(HEALTHY, 2), test(torn, 2)]);
      expect(runs).toMatchObject([
        {
          verdict: 'errored',
          reason: expect.stringMatching(
            /^The service answered, but it is not known .*no report on the console yet\. .*user data/,
          ),
        },
        {
          verdict: 'errored',
          reason: expect.stringMatching(/is not whole yet/),
        },
      ]);
    });

    it('errors a run at once whose image has no record', async () => {
      const script = reports([['files', 'no-record', '0', '0', '0', '0', '0']]);
      expect(await test(script)).toMatchObject({
        verdict: 'errored',
        reason: expect.stringMatching(/no record of its files: run the provis/),
      });
    });

    it('leaves the service its time when it cannot be known, and its failure the image', async () => {
      // Somebody has been reached in this network before.
      await test(reports([GOOD]));
      const run = await test(REFUSING, 1, 3);
      expect(run).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(/did not answer within 3 s: GET/),
      });
      expect(run.reason).not.toMatch(/report/);
    });
  });

  it('is known to the process that goes on with the run', async () => {
    const first = world.startEngine();
    const run = await accept(reports(DAMAGED, HEALTHY, 2_500));
    await world.until(run, ({ checks }) =>
      checks.some(({ state }) => state === 'passed'),
    );
    await first.stop();
    world.startEngine();
    expect(await world.finished(run)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/archive\.bin cannot be read/),
    });
  });
});
