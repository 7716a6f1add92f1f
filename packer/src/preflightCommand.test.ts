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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBridge, runBridge, Running } from './__testUtils__/bridge';
import { FakeApi } from './__testUtils__/FakeApi';

jest.setTimeout(30_000);

describe('ami-smoke-test preflight', () => {
  let folder: string;
  let api: FakeApi;

  beforeAll(buildBridge);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-'));
    api = await FakeApi.start();
  });

  afterEach(async () => {
    await Running.endAll();
    await api.down();
    rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    runBridge(
      ['preflight', '--url', api.url, '--family', 'web-base', ...args],
      {
        cwd: folder,
        env: { AMI_SMOKE_TEST_TOKEN: 't0ken' },
      },
    ).ended;

  it('says what would be tested', async () => {
    const { code, output } = await run('--region=us-east-1', '--budget=10m');
    expect(code).toBe(0);
    expect(output).toMatch(/no problem\n.*us-east-1.*t3.micro.*300 s/);
    expect(api.received).toEqual([
      {
        method: 'POST',
        path: '/preflight',
        authorization: 'Bearer t0ken',
        body: {
          family: 'web-base',
          profile: 'default',
          regions: ['us-east-1'],
          overrides: { budgetSeconds: 600 },
        },
      },
    ]);
  });

  it('tells what is worth knowing, and finds no problem in it', async () => {
    api.preflightNotices = [
      { field: 'amiSmokeTest.profiles.default', message: 'is not verified' },
    ];
    const { code, output } = await run();
    expect(code).toBe(0);
    expect(output).toMatch(
      /! amiSmokeTest\.profiles\.default: is not verified/,
    );
  });

  it('names every problem: settings, files and what the backend finds', async () => {
    writeFileSync(join(folder, 'packer-manifest.json'), '[]');
    api.preflightProblems = [
      { field: 'profile', message: 'there is no "wbe"; there are: web' },
    ];
    const { code, output } = await run(
      '--bogus',
      '--budget=1',
      '--json=missing/out.json',
    );
    expect(code).toBe(1);
    for (const problem of [
      /✗ --bogus: is not a flag/,
      /✗ --budget .*90s/,
      /✗ --manifest .*no list "builds"/,
      /✗ --json .*missing does not exist/,
      /✗ profile: there is no "wbe"; there are: web/,
    ]) {
      expect(output).toMatch(problem);
    }
  });

  it.each([
    [403, 'NotAllowedError', /✗ backend: .*amiSmokeTest.access/],
    [401, 'AuthenticationError', /✗ backend: .*AMI_SMOKE_TEST_TOKEN/],
  ])('fails on a %i', async (status, name, problem) => {
    const refused = { status, name, message: 'No' };
    api.refusals.push({ path: /./, refused, times: 1 });
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toMatch(problem);
  });

  it('fails when what is there is not the backend', async () => {
    api.mounted = false;
    const { code, output } = await run('--connect-timeout=1s');
    expect(code).toBe(1);
    expect(output).toMatch(/✗ backend: Not found: 404.*AMI_SMOKE_TEST_URL/);
  });

  it('fails when the backend is not there', async () => {
    await api.down();
    const { code, output } = await run('--connect-timeout=1s');
    expect(code).toBe(1);
    expect(output).toMatch(/✗ backend: .*ECONNREFUSED.*AMI_SMOKE_TEST_URL/);
  });
});
