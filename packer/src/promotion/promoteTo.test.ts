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

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, PACKER } from '../__testUtils__/Bench';
import { buildBridge } from '../__testUtils__/bridge';
import { BUILD_ID } from '../__testUtils__/FakeApi';

jest.setTimeout(30_000);

let bench: Bench;

beforeAll(buildBridge);

beforeEach(async () => {
  bench = await Bench.start();
  bench.manifest();
});

afterEach(() => bench.end());

const test = (args: string[] = [], env: Record<string, string> = {}) =>
  bench.run(
    [
      'test',
      '--family=web-base',
      '--promote-to=dev',
      '--json=out.json',
      ...args,
    ],
    { ...PACKER, ...env },
  );

function ends(verdict: 'passed' | 'failed' | 'errored' | 'cancelled') {
  bench.api.outcome = { verdict, reason: `It ${verdict}.` };
  bench.api.emit({ type: 'build-verdict', verdict, message: verdict });
}

/** The text of the banner, in one line. */
const banner = (output: string) => output.replace(/\n\*\* */g, ' ');

function deny() {
  const { promotion } = bench.api;
  promotion.decision = {
    ...promotion.decision,
    decision: 'deny',
    rules: [
      {
        rule: 'findings',
        state: 'fail',
        message: 'A unit has failed.',
        evidence: [],
      },
    ],
  };
  promotion.refusal = { status: 409, message: 'A unit has failed' };
}

describe('test --promote-to', () => {
  it('promotes what has passed, and waits until AWS shows it', async () => {
    ends('passed');
    const { code, output } = await test().ended;
    expect(output).toMatch(
      /PASSED\n[^]*ALLOW, web-base for dev[^]*PROMOTED to dev[^]*AWS shows it in us-east-1/,
    );
    expect(code).toBe(0);
    expect(
      bench.api.calls('POST', /promotions/).map(({ body }) => body),
    ).toEqual([{ buildId: BUILD_ID, channel: 'dev' }]);
    expect(bench.result()).toMatchObject({
      outcome: 'passed',
      exitCode: 0,
      verdict: 'passed',
      promotion: { outcome: 'done', exitCode: 0 },
    });
  });

  it('says it in one line with --quiet, and takes the channel from its variable', async () => {
    ends('passed');
    const { output } = await bench.run(['test', '--quiet'], {
      ...PACKER,
      AMI_SMOKE_TEST_FAMILY: 'web-base',
      AMI_SMOKE_TEST_PROMOTE_TO: 'dev',
    }).ended;
    expect(output.split('\n').slice(-3)).toEqual([
      'AMI Smoke Test: PROMOTED to dev',
      '  ✓ AWS shows it in us-east-1',
      '',
    ]);
    expect(output).not.toContain('known-image');
  });

  it.each([
    ['failed', 2],
    ['errored', 3],
    ['cancelled', 4],
  ] as const)('promotes nothing that %s', async (verdict, code) => {
    ends(verdict);
    expect((await test().ended).code).toBe(code);
    expect(bench.api.calls('POST', /promotions/)).toEqual([]);
    expect(bench.result().promotion).toBeUndefined();
  });

  it('ends in 2 when it passed and is not promoted, with the reasons', async () => {
    ends('passed');
    deny();
    const { code, output } = await test().ended;
    expect(code).toBe(2);
    expect(output).toContain('✗ fail    findings: A unit has failed.');
    expect(banner(output)).toMatch(
      /AMI SMOKE TEST: PASSED, NOT PROMOTED +Why: A unit has failed\. +What to do: .*promote --channel dev --build/,
    );
    expect(output).toContain('Kept: ami-0123456789abcdef0 in us-east-1');
    expect(bench.result()).toMatchObject({
      outcome: 'not-promoted',
      exitCode: 2,
      verdict: 'passed',
      reason: 'A unit has failed.',
      promotion: { outcome: 'refused', decision: { decision: 'deny' } },
    });
  });

  it.each([
    [403, 'NotAllowedError', 'permissions: [promote] is missing'],
    [500, 'Error', 'Something went wrong'],
  ])(
    'ends in 3 when it could not be promoted: %i',
    async (status, name, message) => {
      ends('passed');
      bench.api.refusals.push({
        path: /promotions/,
        refused: { status, name, message },
        times: Infinity,
      });
      const { code, output } = await test(['--connect-timeout=1s']).ended;
      expect(code).toBe(3);
      expect(banner(output)).toContain('PASSED, NOT PROMOTED');
      expect(output).toContain(message);
      expect(bench.result()).toMatchObject({
        outcome: 'not-promoted',
        verdict: 'passed',
      });
    },
  );

  it('ends in 3 when it is promoted and AWS does not show it', async () => {
    ends('passed');
    const { promotion } = bench.api;
    const [assignment] = promotion.state().assignments;
    promotion.channels.items = [
      promotion.state({ assignments: [{ ...assignment, publications: [] }] }),
    ];
    const { code, output } = await test(['--publish-timeout=1s']).ended;
    expect(code).toBe(3);
    expect(banner(output)).toMatch(
      /PASSED, AND AWS DOES NOT SHOW THE PROMOTION +.*channels --family web-base/,
    );
    expect(bench.result()).toMatchObject({
      outcome: 'unpublished',
      verdict: 'passed',
      promotion: { outcome: 'unpublished', acts: [{ channel: 'dev' }] },
    });
  });

  it('tells Packer nothing where the manifest does not keep what it has built', async () => {
    rmSync(join(bench.folder, 'packer-manifest.json'));
    ends('passed');
    deny();
    const image = '--image=us-east-1:ami-0123456789abcdef0';
    const { code, output } = await test([image]).ended;
    expect(code).toBe(0);
    expect(banner(output)).toContain('PASSED, NOT PROMOTED');
    expect(banner(output)).toMatch(
      /NOT PROMOTED, AND PACKER IS NOT TOLD .*it would be exit code 2/,
    );
    expect(bench.result()).toMatchObject({
      outcome: 'not-promoted',
      exitCode: 0,
    });
  });

  it('promotes nothing that was not tested', async () => {
    rmSync(join(bench.folder, 'packer-manifest.json'));
    const { code } = await test().ended;
    expect(code).toBe(0);
    expect(bench.api.received).toEqual([]);
  });

  it('wants the name of a channel', async () => {
    const { code, output } = await test(['--promote-to=No such']).ended;
    expect(code).toBe(1);
    expect(output).toMatch(
      /--promote-to \(AMI_SMOKE_TEST_PROMOTE_TO\) is "No such"/,
    );
  });
});

describe('preflight --promote-to', () => {
  const preflight = (channel: string, ...more: string[]) =>
    bench.run([
      ...['preflight', ...more],
      '--family=web-base',
      `--promote-to=${channel}`,
      '--manifest=packer-manifest.json',
    ]).ended;

  it('finds no problem where the token may promote', async () => {
    const { code, output } = await preflight('dev');
    expect(code).toBe(0);
    expect(output).toContain('what passes is promoted to dev');
    expect(bench.api.calls('GET', /channels/)[0].path).toBe(
      '/channels?family=web-base',
    );
  });

  it('names the channels that there are', async () => {
    const { code, output } = await preflight('prod');
    expect(code).toBe(1);
    expect(output).toMatch(/--promote-to .*"prod".*there are: dev/);
  });

  it('names what is missing when the token may not promote', async () => {
    const { promotion } = bench.api;
    const { may } = promotion.state();
    promotion.channels.items = [
      promotion.state({ may: { ...may, promote: false } }),
    ];
    const { code, output } = await preflight('dev');
    expect(code).toBe(1);
    expect(output).toMatch(
      /permissions: \[promote\], families: \['web-base'\], channels: \['dev'\].*amiSmokeTest.access/,
    );
  });

  it('tells what the gate will say of every new image', async () => {
    const { channels } = bench.api.promotion;
    const [dev] = channels.channels;
    channels.channels = [
      {
        ...dev,
        after: { channel: 'build', hours: 0 },
        regions: ['us-east-1', 'eu-west-1'],
      },
    ];
    const { code, output } = await preflight('dev', '--region=us-east-1');
    expect(code).toBe(1);
    expect(output).toMatch(
      /after "build", where no new image[^]*without an image in eu-west-1:/,
    );
  });

  it('is a problem where the channel is not for the family', async () => {
    bench.api.promotion.channels.items = [];
    const { code, output } = await preflight('dev');
    expect(code).toBe(1);
    expect(output).toContain('amiSmokeTest.promotion.channels.dev.families');
  });
});
