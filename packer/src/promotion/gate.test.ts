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

import { resolve } from 'node:path';
import { Bench, PACKER } from '../__testUtils__/Bench';
import { BRIDGE, buildBridge, Running } from '../__testUtils__/bridge';
import { BUILD_ID, RUN_ID } from '../__testUtils__/FakeApi';
import { IMAGE, OLD_BUILD_ID } from '../__testUtils__/FakePromotion';

jest.setTimeout(30_000);

const DEPLOY = resolve(__dirname, '../../examples/pipeline/deploy.sh');

let bench: Bench;

beforeAll(buildBridge);

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(() => bench.end());

const ON_DEV = ['--channel=dev', `--build=${BUILD_ID}`];

const ONE_IMAGE = [
  '--channel=dev',
  `--account-id=${IMAGE.accountId}`,
  `--region=${IMAGE.region}`,
  `--image-id=${IMAGE.imageId}`,
];

describe('gate', () => {
  it.each([
    ['allow', 'ALLOW', 0],
    ['deny', 'DENY', 2],
    ['unknown', 'COULD NOT TELL', 3],
  ] as const)('ends with what it is told: %s', async (decision, word, code) => {
    bench.api.promotion.decision.decision = decision;
    const { code: actual, output } = await bench.run(['gate', ...ONE_IMAGE])
      .ended;
    expect(output).toMatch(`AMI Smoke Test: ${word}, web-base for dev\n`);
    expect(actual).toBe(code);
    expect(bench.api.received.map(({ path }) => path)).toEqual([
      `/gate?accountId=${IMAGE.accountId}&region=${IMAGE.region}&imageId=${IMAGE.imageId}&channel=dev`,
    ]);
  });

  it('shows every rule with its state, its runs once, and the waiver', async () => {
    const passed = {
      runId: RUN_ID,
      buildId: BUILD_ID,
      image: IMAGE,
      profile: 'default',
      instanceType: 't3.micro',
      verdict: 'passed' as const,
      at: '2026-11-22T22:10:00.000Z',
      url: 'https://backstage.example.com/runs/1',
    };
    const { decision, waiver } = bench.api.promotion;
    decision.decision = 'deny';
    decision.rules.push(
      {
        rule: 'required-runs',
        state: 'fail',
        message: 'There is no run on t3.large.\u001b[2J',
        evidence: [passed],
      },
      {
        rule: 'evidence-age',
        state: 'waived',
        message: 'It is 41 days old.',
        evidence: [passed],
        waiver,
      },
      {
        rule: 'image-available',
        state: 'unknown',
        message: 'EC2 did not answer.',
        evidence: [],
      },
    );
    const { output } = await bench.run(['gate', ...ON_DEV]).ended;
    expect(output.split('\n')).toEqual([
      'AMI Smoke Test: DENY, web-base for dev',
      `  build ${BUILD_ID}`,
      '  ami-0123456789abcdef0 in us-east-1, account 123456789012',
      '  ✓ pass    known-image: A build has made it.',
      '  ✗ fail    required-runs: There is no run on t3.large. [2J',
      `      passed at 2026-11-22T22:10:00.000Z: run ${RUN_ID}`,
      '        default on t3.micro, ami-0123456789abcdef0 in us-east-1',
      '        https://backstage.example.com/runs/1',
      '  ! waived  evidence-age: It is 41 days old.',
      '      waived by external:release until 2026-11-29T23:00:00.000Z:',
      '        Frozen for the fair',
      `        waiver ${waiver.id}`,
      `      by the run above: ${RUN_ID.slice(0, 8)}`,
      '  ? unknown image-available: EC2 did not answer.',
      '',
    ]);
  });

  it('prints the decision alone with --json, all else to standard error', async () => {
    bench.api.promotion.decision.decision = 'deny';
    const shell = bench.runForMachines(['gate', ...ON_DEV, '--json']);
    const { output } = await shell.ended;
    expect(JSON.parse(output)).toEqual(bench.api.promotion.decision);
    expect(bench.read('words')).toContain('DENY');
  });

  it('takes what the calling Packer build has made', async () => {
    bench.manifest();
    const [own] = bench.api.promotion.builds;
    const packer = { runUuid: 'run-2', buildName: 'web', builderType: 'x' };
    bench.api.promotion.builds = [
      { ...own, id: OLD_BUILD_ID, images: [...own.images, ...own.images] },
      { ...own, packer },
    ];
    const { code } = await bench.run(['gate', '--channel=dev'], PACKER).ended;
    expect(code).toBe(0);
    expect(bench.api.received.map(({ path }) => path)).toEqual([
      `/builds?imageId=${IMAGE.imageId}&region=${IMAGE.region}&limit=100`,
      `/builds/${BUILD_ID}/gate?channel=dev`,
    ]);
  });

  it('denies what nobody has tested: a re-test or a part of it does not count', async () => {
    bench.manifest(
      `us-east-1:${IMAGE.imageId},eu-west-1:ami-0fedcba9876543210`,
    );
    const [part] = bench.api.promotion.builds;
    bench.api.promotion.builds = [part, { ...part, source: 'retest' }];
    const args = ['gate', '--channel=dev', '--json=out.json'];
    const { code, output } = await bench.run(args, PACKER).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/DENY for dev\n.*eu-west-1 is known: it was not/);
    expect(bench.result()).toMatchObject({ decision: 'deny', channel: 'dev' });
  });

  it.each([
    [401, 'AuthenticationError', 'Illegal token', /AMI_SMOKE_TEST_TOKEN/],
    [
      403,
      'NotAllowedError',
      "add `{ subject: 'external:x', permissions: [gate] }` to it",
      /permissions: \[gate\].*amiSmokeTest.access/,
    ],
    [
      404,
      'NotFoundError',
      'There is no channel dev; there are: staging',
      /there are: staging/,
    ],
    [500, 'Error', 'Oops', /Oops/],
  ])('could not tell: %i', async (status, name, message, expected) => {
    bench.api.refusals.push({
      path: /gate$/,
      refused: { status, name, message },
      times: Infinity,
    });
    const { code, output } = await bench.run([
      'gate',
      ...ON_DEV,
      '--connect-timeout=1s',
      '--json=out.json',
    ]).ended;
    expect(code).toBe(3);
    expect(output).toContain('AMI Smoke Test: COULD NOT TELL');
    expect(output).toMatch(expected);
    expect(output).not.toContain('t0ken');
    expect(bench.result()).toMatchObject({
      decision: 'unknown',
      reasons: [expect.stringMatching(expected)],
    });
  });

  it('asks again when the backend is away for a moment', async () => {
    bench.api.refusals.push({
      path: /gate$/,
      refused: { status: 503, name: 'Error', message: 'Starting' },
      times: 1,
    });
    const { code, output } = await bench.run(['gate', ...ON_DEV]).ended;
    expect(output).toContain('503 Starting');
    expect(code).toBe(0);
  });

  it('could not tell when there is no backend', async () => {
    await bench.api.down();
    const { code, output } = await bench.run([
      'gate',
      ...ON_DEV,
      '--connect-timeout=1s',
    ]).ended;
    expect(code).toBe(3);
    expect(output).toMatch(/ECONNREFUSED.*--url \(AMI_SMOKE_TEST_URL\)/);
  });

  it.each([
    [['gate', '--channel=dev'], /--build .*--image-id.*shell-local/],
    [['gate', `--build=${BUILD_ID}`], /--channel .AMI_SMOKE_TEST_CHANNEL. is/],
    [
      ['gate', ...ONE_IMAGE.slice(2), '--channel=dev'],
      /--account-id .*one AMI/,
    ],
    [['gate', ...ONE_IMAGE, ...ON_DEV], /--build .*both given/],
    [
      ['gate', '--build=7', '--channel=Dev'],
      /--build .*"7"[^]*--channel .*"Dev"/,
    ],
    [['gate', ...ONE_IMAGE, '--region=a'], /--region .*"a"/],
    [['gate', '--channel=dev', '--image-id'], /--image-id .*without a value/],
    [['promote', ...ON_DEV, '--expected=x'], /--expected .*"x"/],
    [['revoke', `--build=${BUILD_ID}`], /--reason .*history/],
    [['revoke', '--reason=Leak'], /--build .*not set/],
    [['roll-back', '--channel=dev'], /--family[^]*--reason/],
    [['waive', ...ON_DEV], /--rule[^]*--reason[^]*--expires/],
    [
      ['waive', '--rule=not-revoked', '--expires=1y'],
      /--rule .*must be required-runs[^]*--expires .*7d/,
    ],
    [['channels', '--bogus'], /--bogus is not a flag/],
    // With 0 a pipeline would go on.
    [['gat', ...ON_DEV], /✗ gat is no command/],
  ])('exits 1 with wrong settings: %j', async (args, expected) => {
    const { code, output } = await bench.run([...args, '--json=out.json'])
      .ended;
    expect(code).toBe(1);
    expect(output).toMatch(expected);
    const lines = output.split('\n');
    expect(lines).toEqual([...new Set(lines)]);
    expect(bench.api.received).toEqual([]);
  });

  it('is no yes where the manifest does not help', async () => {
    const args = ['gate', '--channel=dev', '--json=out.json'];
    const { code, output } = await bench.run(args, PACKER).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/--manifest .*There is no manifest/);
    expect(bench.result()).toMatchObject({
      decision: 'unknown',
      outcome: 'usage',
    });
  });

  it.each([
    ['allow', 0, 'DEPLOYED'],
    ['deny', 2, ''],
    ['unknown', 3, ''],
  ] as const)(
    'lets the pipeline of the example deploy, or not: %s',
    async (decision, code, deployed) => {
      bench.api.promotion.decision.decision = decision;
      const { accountId, region, imageId } = IMAGE;
      const { code: actual, output } = await new Running(
        DEPLOY,
        ['dev', accountId, region, imageId, 'echo', 'DEPLOYED'],
        {
          cwd: bench.folder,
          env: {
            AMI_SMOKE_TEST_URL: bench.api.url,
            AMI_SMOKE_TEST: `${process.execPath} ${BRIDGE}`,
          },
        },
      ).ended;
      expect(actual).toBe(code);
      expect(/DEPLOYED/.exec(output)?.[0] ?? '').toBe(deployed);
    },
  );
});
