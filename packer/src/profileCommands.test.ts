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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBridge, runBridge, Running } from './__testUtils__/bridge';
import { BUILD_ID, FakeApi, RUN_ID } from './__testUtils__/FakeApi';

jest.setTimeout(30_000);

describe('ami-smoke-test profile', () => {
  let folder: string;
  let api: FakeApi;

  beforeAll(buildBridge);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'profile-'));
    api = await FakeApi.start();
  });

  afterEach(async () => {
    await Running.endAll();
    await api.down();
    rmSync(folder, { recursive: true });
  });

  const run = (command: string, ...args: string[]) =>
    runBridge(['profile', command, ...args], {
      cwd: folder,
      env: { AMI_SMOKE_TEST_URL: api.url, AMI_SMOKE_TEST_TOKEN: 't0ken' },
    });

  const result = () =>
    JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'));

  const runOf = (
    verdict: Build['verdict'],
    reason: string,
    region: string,
  ) => ({
    ...api.buildOf([{ region, imageId: 'ami-0123456789abcdef0' }]).runs[0],
    verdict,
    reason,
  });

  it('verify starts a verification, shows what happens, and ends with what is proven', async () => {
    const bridge = run(
      'verify',
      '--profile=web',
      '--region=us-east-1',
      '--image-id=ami-0fedcba9876543210',
      '--json=out.json',
    );
    await bridge.says(BUILD_ID);
    api.emit({
      type: 'online',
      runId: RUN_ID,
      address: '10.0.0.5',
      message: 'online at 10.0.0.5',
    });
    await bridge.says('online at 10.0.0.5');
    api.outcome = {
      verdict: 'passed',
      reason: 'The service answered.',
      runs: [runOf('passed', 'The service answered.', 'us-east-1')],
    };
    api.emit({ type: 'build-verdict', verdict: 'passed', message: 'passed' });

    const { code, output } = await bridge.ended;
    expect(output).toMatch(/verifying profile web in us-east-1/);
    expect(output).toMatch(/PASSED\n[^]*✓ web in us-east-1 is verified/);
    expect(code).toBe(0);
    expect(result()).toMatchObject({
      outcome: 'passed',
      exitCode: 0,
      profile: 'default',
      buildId: BUILD_ID,
      runs: [{ region: 'us-east-1', verdict: 'passed' }],
    });
    const [{ path, body, authorization }] = api.calls('POST', /./);
    expect({ path, body, authorization }).toEqual({
      path: '/profiles/web/verifications',
      body: {
        regions: ['us-east-1'],
        imageId: 'ami-0fedcba9876543210',
        key: expect.stringMatching(/^bridge-/),
      },
      authorization: 'Bearer t0ken',
    });
  });

  it.each([
    ['failed', 2],
    ['errored', 3],
    ['cancelled', 4],
  ] as const)(
    'verify that %s exits with %i, and says why for each region',
    async (verdict, exitCode) => {
      const reason = 'Unreachable from here: look at the routes.';
      const bridge = run('verify', '--region=us-east-1', '--region=eu-west-1');
      await bridge.says(BUILD_ID);
      const first = runOf('passed', 'It answered.', 'us-east-1');
      const second = {
        ...runOf(verdict, reason, 'eu-west-1'),
        id: `${RUN_ID}2`,
      };
      api.outcome = { verdict, reason, runs: [first, second] };
      api.emit({ type: 'build-verdict', verdict, message: reason });
      const { code, output } = await bridge.ended;
      expect(output).toContain(reason);
      expect(output).toContain(`[eu-west-1 t3.micro] ${verdict}: ${reason}`);
      expect(output).toContain('✓ default in us-east-1 is verified');
      expect(output).toContain('✗ default in eu-west-1 is not verified');
      expect(code).toBe(exitCode);
    },
  );

  it('verify cancels the verification when it is interrupted', async () => {
    const bridge = run('verify');
    await bridge.says(BUILD_ID);
    bridge.kill('SIGINT');
    expect((await bridge.ended).code).toBe(4);
    expect(api.calls('POST', /\/cancel$/)).toHaveLength(1);
  });

  it('verify starts nothing with wrong settings, and says what the backend refuses', async () => {
    const wrong = await run(
      'verify',
      '--image-id=web',
      '--region=mars',
      '--bogus',
    ).ended;
    expect(wrong.code).toBe(1);
    expect(wrong.output).toMatch(/✗ --bogus/);
    expect(wrong.output).toMatch(
      /✗ --image-id \(AMI_SMOKE_TEST_IMAGE_ID\) is "web"; it must be an AMI id/,
    );
    expect(wrong.output).toMatch(/✗ --region .*"mars"/);
    expect(api.received).toEqual([]);

    api.refusals.push({
      path: /verifications/,
      refused: {
        status: 400,
        name: 'InputError',
        message:
          'amiSmokeTest.profiles.default.regions.us-east-1.knownGoodImage: is not set',
      },
      times: 1,
    });
    const refused = await run('verify').ended;
    expect(refused.code).toBe(3);
    expect(refused.output).toMatch(/knownGoodImage: is not set/);
  });

  it('list shows which regions are verified, and how the others can be', async () => {
    api.profiles = [
      {
        name: 'default',
        accountId: '123456789012',
        instanceTypes: ['t3.micro'],
        address: 'private',
        ports: [8080, 443],
        regions: [
          {
            region: 'us-east-1',
            verified: true,
            verifiedAt: '2026-01-02T03:05:05.000Z',
            verifiedBy: {
              runId: RUN_ID,
              buildId: BUILD_ID,
              url: 'https://backstage.example.com/b',
            },
          },
          { region: 'eu-west-1', verified: false },
        ],
      },
    ];
    const { code, output } = await run('list', '--json=out.json').ended;
    expect(output).toMatch(
      /default {2}account 123456789012, t3.micro, private address, ports 8080, 443/,
    );
    expect(output).toMatch(
      new RegExp(
        `us-east-1 {2}verified 2026-01-02T03:05:05.000Z by run ${RUN_ID} {2}https://backstage.example.com/b`,
      ),
    );
    expect(output).toMatch(
      /eu-west-1 {2}not verified: ami-smoke-test profile verify --profile default --region eu-west-1 --image-id/,
    );
    expect(code).toBe(0);
    expect(result()).toEqual({ items: api.profiles });
  });

  it('list fails when it may not, or nobody is there', async () => {
    const refused = { status: 403, name: 'NotAllowedError', message: 'No' };
    api.refusals.push({ path: /./, refused, times: 1 });
    const { code, output } = await run('list').ended;
    expect(code).toBe(3);
    expect(output).toMatch(/amiSmokeTest.access/);
  });
});
