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
  Diagnosis,
  NewBuildEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBridge, runBridge, Running } from './__testUtils__/bridge';
import { BUILD_ID, FakeApi, RUN_ID } from './__testUtils__/FakeApi';

jest.setTimeout(30_000);

const runId = RUN_ID;
const secondRunId = RUN_ID.replace('1111', '1112');

const launched: NewBuildEvent = {
  type: 'launched',
  runId,
  instanceId: 'i-0123456789abcdef0',
  message: 'launched i-0123456789abcdef0 (t3.micro)',
};
const online: NewBuildEvent = {
  type: 'online',
  runId,
  address: '10.0.0.5',
  message: 'online at 10.0.0.5',
};
const frame = (n: number): NewBuildEvent => ({
  type: 'screenshot',
  runId,
  offsetMs: n * 1000,
  message: `frame ${n}.`,
});
const httpPassed: NewBuildEvent = {
  type: 'check',
  runId,
  check: 'health',
  state: 'passed',
  message: 'GET :8080/health answered 200',
};
const verdict = (
  given: 'passed' | 'failed' | 'errored' | 'cancelled',
): NewBuildEvent => ({
  type: 'build-verdict',
  verdict: given,
  message: `${given}, says the event`,
});

const PACKER = {
  PACKER_RUN_UUID: 'run-2',
  PACKER_BUILD_NAME: 'web',
  PACKER_BUILDER_TYPE: 'amazon-ebs',
};

const ENTRY = {
  name: 'web',
  builder_type: 'amazon-ebs',
  packer_run_uuid: 'run-2',
  artifact_id: 'us-east-1:ami-0123456789abcdef0',
  custom_data: { source_ami: 'ami-00000001', git_ref: 'v1' },
};

const MISSING_ROOT: Diagnosis['findings'][number] = {
  id: 'root-device-missing',
  category: 'block-device',
  severity: 'error',
  title: 'The root device /dev/sda1 was not found',
  cause: 'It has another name here.',
  remedy: 'Name it by UUID.',
  references: ['https://example.com/root'],
  evidence: {
    source: 'console',
    line: 212,
    offsetMs: 4000,
    text: 'ALERT! /dev/sda1 does not exist.\u001b[2J',
  },
  count: 1,
  inLastGood: false,
};

describe('ami-smoke-test test', () => {
  let folder: string;
  let api: FakeApi;

  const manifest = (...builds: object[]) =>
    writeFileSync(
      join(folder, 'packer-manifest.json'),
      JSON.stringify({ builds, last_run_uuid: 'run-2' }),
    );

  beforeAll(buildBridge);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bridge-'));
    api = await FakeApi.start();
    manifest(ENTRY);
  });

  afterEach(async () => {
    await Running.endAll();
    await api.down();
    rmSync(folder, { recursive: true });
  });

  const run = (args: string[] = [], env: Record<string, string> = {}) =>
    runBridge(['test', ...args], {
      cwd: folder,
      env: {
        ...PACKER,
        AMI_SMOKE_TEST_URL: api.url,
        AMI_SMOKE_TEST_FAMILY: 'web-base',
        AMI_SMOKE_TEST_TOKEN: 't0ken',
        ...env,
      },
    });

  const result = (file = 'out.json') =>
    JSON.parse(readFileSync(join(folder, file), 'utf8'));

  it('posts what Packer has built, shows what happens, and ends with the verdict', async () => {
    const bridge = run(['--json', 'out.json', '--profile', 'web']);
    await bridge.says(BUILD_ID);
    api.emit({ type: 'accepted', message: 'accepted.' }, launched);
    await bridge.says('launched i-0123456789abcdef0');
    api.emit(online, ...[1, 2, 3, 4, 5, 6].map(frame));
    await bridge.says('frame 5.');
    api.emit(
      { type: 'console', runId, offsetMs: 6000, bytes: 9, message: 'console.' },
      { type: 'notice', runId, message: 'console: \u001b[2Jthrottled\nonce' },
      httpPassed,
    );
    api.outcome = {
      verdict: 'passed',
      reason: 'Every check answered.',
      verdictAt: '2026-01-02T03:05:05.000Z',
    };
    api.emit(verdict('passed'));

    const { code, output } = await bridge.ended;
    expect(code).toBe(0);
    expect(
      output.split('\n').map(line => line.replace(/\d+:\d\d/, 'T')),
    ).toEqual([
      'AMI Smoke Test: web-base, profile web, ami-0123456789abcdef0 in us-east-1',
      expect.stringContaining(
        `  build ${BUILD_ID}  https://backstage.example.com`,
      ),
      expect.stringMatching(
        /^ +T {2}launched i-0123456789abcdef0 \(t3.micro\)$/,
      ),
      expect.stringMatching(/^ +T {2}online at 10.0.0.5$/),
      expect.stringMatching(/^ +T {2}frame 1.$/),
      expect.stringMatching(/^ +T {2}frame 5.$/),
      expect.stringMatching(/^ +T {2}console: {2}\[2Jthrottled once$/),
      expect.stringMatching(/^ +T {2}GET :8080\/health answered 200$/),
      'AMI Smoke Test: PASSED',
      '  Every check answered.',
      expect.stringMatching(/^ {2}https:\/\/backstage.example.com.*builds/),
      '',
    ]);
    expect(api.calls('POST', /^\/builds$/)).toEqual([
      {
        method: 'POST',
        path: '/builds',
        authorization: 'Bearer t0ken',
        body: {
          family: 'web-base',
          profile: 'web',
          images: [{ region: 'us-east-1', imageId: 'ami-0123456789abcdef0' }],
          packer: {
            runUuid: 'run-2',
            buildName: 'web',
            builderType: 'amazon-ebs',
          },
          lineage: { sourceImageId: 'ami-00000001', gitRef: 'v1' },
        },
      },
    ]);
    expect(result()).toMatchObject({
      schemaVersion: 1,
      outcome: 'passed',
      exitCode: 0,
      reason: 'Every check answered.',
      buildId: BUILD_ID,
      verdict: 'passed',
      verdictAt: '2026-01-02T03:05:05.000Z',
      verdictReceivedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      runs: [
        {
          id: runId,
          region: 'us-east-1',
          imageId: 'ami-0123456789abcdef0',
          archive:
            's3://evidence/123456789012/us-east-1/ami-0123456789abcdef0/',
        },
      ],
    });
  });

  it('says of a failed boot how far it came, what went wrong, where that is seen and what to do', async () => {
    const { id, category, severity, title } = MISSING_ROOT;
    const headline = { id, category, severity, title };
    api.diagnosis = {
      platform: 'linux',
      furthestStage: 'initramfs',
      stages: [],
      headline: MISSING_ROOT,
      findings: [MISSING_ROOT],
      standstill: { kind: 'frozen', sinceMs: 5000, untilMs: 60_000 },
      lastLines: [],
    };
    const bridge = run(['--json', 'out.json']);
    await bridge.says(BUILD_ID);
    const diagnosed: NewBuildEvent = {
      type: 'diagnosis',
      runId,
      furthestStage: 'initramfs',
      headline,
      message: 'boot: the root device is missing',
    };
    api.emit(launched, diagnosed, diagnosed);
    const [known] = api.buildOf([
      { region: 'us-east-1', imageId: 'ami-0123456789abcdef0' },
    ]).runs;
    api.outcome = {
      verdict: 'failed',
      reason: 'It did not answer.',
      runs: [
        { ...known, verdict: 'failed', furthestStage: 'initramfs', headline },
      ],
    };
    api.emit(verdict('failed'));

    const { code, output } = await bridge.ended;
    expect(code).toBe(2);
    // It is told once, however often it was found again.
    expect(output.match(/the root device is missing/g)).toHaveLength(1);
    const [, told] = output.split('FAILED\n');
    expect(told.split('\n')).toEqual([
      '  It did not answer.',
      '  furthest stage: initramfs (linux); root-mounted was not reached',
      '  screen: no change since 5 s',
      '  ✗ The root device /dev/sda1 was not found (block-device)',
      '    console line 212 at 4 s: ALERT! /dev/sda1 does not exist. [2J',
      '    cause: It has another name here.',
      '    what to do: Name it by UUID.',
      '    see https://example.com/root',
      expect.stringMatching(/^ {2}https:\/\/backstage.example.com.*builds/),
      expect.stringMatching(/^ {2}Kept: ami-0123456789abcdef0/),
      '',
    ]);
    expect(result().runs).toEqual([
      expect.objectContaining({ furthestStage: 'initramfs', headline }),
    ]);
  });

  it('tells the runs of several regions apart', async () => {
    manifest({
      ...ENTRY,
      artifact_id: `${ENTRY.artifact_id},eu-west-1:ami-0fedcba9876543210`,
    });
    const bridge = run(['--json', 'out.json']);
    await bridge.says(BUILD_ID);
    api.emit(launched, { ...online, runId: secondRunId });
    api.emit({
      type: 'run-verdict',
      runId: secondRunId,
      verdict: 'failed',
      message: 'failed: kernel panic',
    });
    api.emit(verdict('failed'));
    const { code, output } = await bridge.ended;
    expect(code).toBe(2);
    expect(output).toMatch(/\[us-east-1 t3.micro\] launched/);
    expect(output).toMatch(/\[eu-west-1 t3.micro\] online/);
    expect(output).toMatch(/\[eu-west-1 t3.micro\] failed: kernel panic/);
    expect(output).toMatch(/FAILED\n {2}failed, says the event/);
    expect(result().runs[1].verdictReceivedAt).toMatch(/Z$/);
    expect(result().runs[0].verdictReceivedAt).toBeUndefined();
  });

  it.each([
    ['passed', [], 0],
    ['failed', [], 2],
    ['failed', ['--on-errored=warn'], 2],
    ['errored', [], 3],
    ['errored', ['--on-errored=warn'], 0],
    ['cancelled', [], 4],
  ] as const)(
    'ends a test that %s with %j in %i',
    async (given, args, code) => {
      api.emit(verdict(given));
      const { code: actual, output } = await run([...args]).ended;
      expect(actual).toBe(code);
      expect(output).toContain(`AMI Smoke Test: ${given.toUpperCase()}`);
      expect(output.includes('NOT TESTED')).toBe(given === 'errored' && !code);
    },
  );

  it('prints everything with --verbose, and little with --quiet', async () => {
    api.emit(launched, ...[1, 2].map(frame), verdict('passed'));
    const loud = await run(['--verbose']).ended;
    expect(loud.output).toContain('frame 2.');
    const quiet = await run([], { AMI_SMOKE_TEST_QUIET: '1' }).ended;
    expect(quiet.output.split('\n')).toEqual([
      'AMI Smoke Test: PASSED',
      '  passed, says the event',
      expect.stringContaining(BUILD_ID),
      '',
    ]);
  });

  it('tests named images without Packer, under a key that is new each time', async () => {
    api.emit(verdict('passed'));
    const args = [
      '--image',
      'eu-west-1:ami-0123abcd',
      '--instance-type=m5.large',
    ];
    const none = Object.fromEntries(Object.keys(PACKER).map(key => [key, '']));
    expect((await run(args, none).ended).code).toBe(0);
    expect((await run(args, none).ended).code).toBe(0);
    const [first, second] = api
      .calls('POST', /^\/builds$/)
      .map(call => call.body as { key: string });
    expect(first).toEqual({
      family: 'web-base',
      profile: 'default',
      images: [{ region: 'eu-west-1', imageId: 'ami-0123abcd' }],
      key: expect.stringMatching(/^bridge-/),
      overrides: { instanceTypes: ['m5.large'] },
    });
    expect(second.key).not.toBe(first.key);
  });

  describe('with named images in a template', () => {
    const image = ['--image', 'eu-west-1:ami-0123abcd', '--json=out.json'];

    it('tells Packer the verdict when the manifest keeps what Packer has built', async () => {
      api.emit(verdict('failed'));
      const { code, output } = await run(image).ended;
      expect(code).toBe(2);
      expect(output).not.toContain('NOT TOLD');
      expect(api.calls('POST', /^\/builds$/)[0].body).toMatchObject({
        images: [{ region: 'eu-west-1', imageId: 'ami-0123abcd' }],
        key: expect.stringMatching(/^bridge-/),
      });
    });

    it.each([
      ['passed', 0],
      ['failed', 2],
      ['errored', 3],
      ['cancelled', 4],
    ] as const)(
      'does not tell Packer that it %s when no manifest keeps what Packer has built',
      async (given, untold) => {
        manifest({ ...ENTRY, packer_run_uuid: 'run-1' });
        api.emit(verdict(given));
        const env = { AMI_SMOKE_TEST_IMAGE: 'eu-west-1:ami-0123abcd' };
        const { code, output } = await run(['--json=out.json'], env).ended;
        expect(code).toBe(0);
        expect(output).toContain(
          `AMI Smoke Test: ${given.toUpperCase()}\n  ${given}, says the event`,
        );
        const text = output.replace(/\n\*\* +/g, ' ');
        const warning = `AMI SMOKE TEST: ${given.toUpperCase()}, AND PACKER IS NOT TOLD`;
        expect(text.includes(warning)).toBe(untold !== 0);
        expect(text.includes(`(it would be exit code ${untold})`)).toBe(
          untold !== 0,
        );
        expect(result()).toMatchObject({ outcome: given, exitCode: 0 });
      },
    );

    it('says why, and the way out', async () => {
      rmSync(join(folder, 'packer-manifest.json'));
      const { code, output } = await run([...image, '--timeout=20']).ended;
      expect(code).toBe(0);
      expect(output).toContain('✗ --timeout');
      const text = output.replace(/\n\*\* +/g, ' ');
      expect(text).toMatch(/USAGE, AND PACKER IS NOT TOLD/);
      expect(text).toMatch(/Why: There is no manifest .*packer-manifest.json/);
      expect(text).toMatch(/What to do: Put a manifest post-processor before/);
      expect(result()).toMatchObject({ outcome: 'usage', exitCode: 0 });
      expect(api.received).toEqual([]);
    });

    it('tells Packer nothing of an impatient end either', async () => {
      rmSync(join(folder, 'packer-manifest.json'));
      api.refusals.push({
        path: /cancel$/,
        refused: { status: 503, name: 'Error', message: 'away' },
        times: Infinity,
      });
      const bridge = run(image);
      await bridge.says(BUILD_ID);
      bridge.kill('SIGINT');
      await bridge.says('cancelling');
      bridge.kill('SIGINT');
      expect((await bridge.ended).code).toBe(0);
    });
  });

  describe('when the connection breaks', () => {
    it('loses no event and tells none twice, while the backend restarts', async () => {
      const bridge = run(['--verbose']);
      await bridge.says(BUILD_ID);
      api.emit(launched, online, frame(1));
      await bridge.says('frame 1.');
      await api.down();
      api.emit(frame(2), frame(3));
      await bridge.says('trying again');
      await new Promise(done => setTimeout(done, 1000));
      await api.up();
      await bridge.says('frame 3.');
      api.emit(httpPassed, verdict('passed'));
      const { code, output } = await bridge.ended;
      expect(code).toBe(0);
      const told = output.match(
        /launched|online|frame \d|connected again|trying again|health/g,
      );
      expect(told).toEqual([
        'launched',
        'online',
        'frame 1',
        'trying again',
        'connected again',
        'frame 2',
        'frame 3',
        'health',
      ]);
      expect(output).toContain('ECONNREFUSED');
    });

    it('waits for the routes of a backend that already listens after its restart', async () => {
      const bridge = run();
      await bridge.says(BUILD_ID);
      api.emit(launched);
      await bridge.says('launched');
      await api.down();
      const before = api.received.length;
      api.mounted = false;
      await api.up();
      await bridge.says('trying again');
      while (api.received.length < before + 3) {
        await new Promise(done => setTimeout(done, 50));
      }
      api.mounted = true;
      api.emit(verdict('passed'));
      const { code, output } = await bridge.ended;
      expect(output).toContain('connected again');
      expect(code).toBe(0);
    });

    it('gives a backend that has just started to listen the time for its routes', async () => {
      api.mounted = false;
      const bridge = run();
      await bridge.says('404 Not Found; trying again');
      api.mounted = true;
      api.emit(verdict('passed'));
      expect((await bridge.ended).code).toBe(0);
      expect(api.calls('POST', /^\/builds$/).length).toBeGreaterThan(1);
    });

    it('ends when the backend says that there is no such build any more', async () => {
      const bridge = run();
      await bridge.says(BUILD_ID);
      api.refusals.push({
        path: /events$/,
        refused: {
          status: 404,
          name: 'NotFoundError',
          message: `There is no build ${BUILD_ID}`,
        },
        times: 1,
      });
      await api.down();
      await api.up();
      const { code, output } = await bridge.ended;
      expect(code).toBe(3);
      expect(output).toContain(`Not found: There is no build ${BUILD_ID}.`);
    });

    it('posts the same build again until the backend takes it', async () => {
      api.refusals.push({
        path: /^\/builds$/,
        refused: {
          status: 503,
          name: 'ServiceUnavailableError',
          message: 'Service has not started up yet',
        },
        times: 2,
      });
      api.emit(verdict('passed'));
      const { code, output } = await run().ended;
      expect(code).toBe(0);
      expect(output).toContain('503 Service has not started up yet');
      const posts = api.calls('POST', /^\/builds$/);
      expect(posts).toHaveLength(3);
      expect(posts[1].body).toEqual(posts[0].body);
      expect(posts[2].body).toEqual(posts[0].body);
    });

    it('says what a backend says that can never do it, and not that it is away', async () => {
      api.refusals.push({
        path: /^\/builds$/,
        refused: {
          status: 503,
          name: 'ServiceUnavailableError',
          message: 'EC2 is away',
        },
        times: Infinity,
      });
      const { code, output } = await run(['--connect-timeout=1s']).ended;
      expect(code).toBe(3);
      expect(output).toMatch(/could not do it, .*: 503 EC2 is away\./);
      expect(output).not.toContain('cannot be reached');
    });

    it('gives up on a backend that never answers, and names the setting', async () => {
      await api.down();
      const args = ['--connect-timeout=1s', '--json=out.json'];
      const { code, output } = await run(args).ended;
      expect(code).toBe(3);
      expect(output).toMatch(/cannot be reached: ECONNREFUSED/);
      expect(output).toContain('--url (AMI_SMOKE_TEST_URL)');
      expect(result()).toMatchObject({ outcome: 'errored', exitCode: 3 });
      const warned = await run([...args, '--on-errored=warn']).ended;
      expect(warned.code).toBe(0);
      expect(warned.output).toContain('NOT TESTED');
    });
  });

  it('gets a fresh token when the one it has is not accepted any more', async () => {
    api.tokens.add('jwt-1');
    const bridge = run([
      '--token-command',
      `echo x >> count; echo jwt-$(wc -l < count | tr -d ' ')`,
    ]);
    await bridge.says(BUILD_ID);
    api.emit(launched);
    await bridge.says('launched');
    api.tokens.clear();
    api.tokens.add('jwt-2');
    await api.down();
    await api.up();
    api.emit(verdict('passed'));
    const { code, output } = await bridge.ended;
    expect(code).toBe(0);
    expect(output).not.toContain('jwt-');
    const used = api.received.map(call => call.authorization);
    expect([...new Set(used)]).toEqual(['Bearer jwt-1', 'Bearer jwt-2']);
  });

  it.each([
    [
      401,
      'AuthenticationError',
      'Illegal token',
      /the token in AMI_SMOKE_TEST_TOKEN: Illegal token\. .*externalAccess/,
    ],
    [
      403,
      'NotAllowedError',
      'Not for family web-base',
      /Not for family web-base\. .*amiSmokeTest.access/,
    ],
    [
      404,
      'NotFoundError',
      'There is no build like this',
      /Not found: There is no build like this\./,
    ],
    [
      400,
      'InputError',
      'images[0].imageId: is not yours',
      /\(400\): images\[0\].imageId: is not yours/,
    ],
    [
      409,
      'ConflictError',
      'Another body',
      /Another body.*Run packer build again/,
    ],
  ])('says what a %i means', async (status, name, message, expected) => {
    api.refusals.push({
      path: /^\/builds$/,
      refused: { status, name, message },
      times: 1,
    });
    const { code, output } = await run(['--json=out.json']).ended;
    expect(code).toBe(3);
    expect(output).toMatch(expected);
    expect(output).not.toContain('t0ken');
    expect(api.received).toHaveLength(1);
    expect(result().reason).toMatch(expected);
  });

  it('says that a token is wanted where there is none', async () => {
    api.tokens.add('t0ken');
    const { code, output } = await run([], { AMI_SMOKE_TEST_TOKEN: '' }).ended;
    expect(code).toBe(3);
    expect(output).toMatch(/there is none: set AMI_SMOKE_TEST_TOKEN/);
  });

  it.each([
    ['something else, after some tries', '/elsewhere', 404, 'Nothing here', 4],
    ['the frontend', '/', 200, '<!doctype html>', 1],
  ])('says that the address is %s', async (_, path, status, text, tries) => {
    let asked = 0;
    const other = createServer((__, response) => {
      asked += 1;
      response.writeHead(status).end(text);
    });
    await new Promise<void>(done => {
      other.listen(0, '127.0.0.1', done);
    });
    const { port } = other.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}${path}`;
    const { code, output } = await run(['--url', url]).ended;
    other.close();
    expect(code).toBe(3);
    expect(asked).toBeGreaterThanOrEqual(tries);
    expect(output).toMatch(/heck --url \(AMI_SMOKE_TEST_URL\)/);
  });

  it('stops waiting at its own deadline, and leaves the test to the backend', async () => {
    const bridge = run(['--timeout', '3s', '--json=out.json']);
    await bridge.says(BUILD_ID);
    api.emit(launched);
    const { code, output } = await bridge.ended;
    expect(code).toBe(3);
    expect(output).toMatch(/--timeout \(AMI_SMOKE_TEST_TIMEOUT\) = 3 s/);
    expect(output).toMatch(/goes on at the backend.*\n.*https:\/\//);
    expect(api.calls('POST', /cancel/)).toEqual([]);
    expect(result()).toMatchObject({ outcome: 'errored', buildId: BUILD_ID });
  });

  describe('when it is stopped', () => {
    it.each(['SIGINT', 'SIGTERM'] as const)(
      'cancels the build on %s',
      async signal => {
        const bridge = run(['--json=out.json']);
        await bridge.says(BUILD_ID);
        bridge.kill(signal);
        const { code, output } = await bridge.ended;
        expect(code).toBe(4);
        expect(output).toContain('AMI Smoke Test: CANCELLED');
        expect(api.calls('POST', /cancel/).map(call => call.path)).toEqual([
          `/builds/${BUILD_ID}/cancel`,
        ]);
        expect(result()).toMatchObject({ outcome: 'cancelled', exitCode: 4 });
      },
    );

    it('cancels a build whose acceptance it did not hear of', async () => {
      api.refusals.push({
        path: /^\/builds$/,
        refused: { status: 504, name: 'Error', message: 'Gateway Timeout' },
        times: 1,
      });
      const bridge = run();
      await bridge.says('Gateway Timeout');
      bridge.kill('SIGINT');
      expect((await bridge.ended).code).toBe(4);
      expect(api.calls('POST', /cancel/)).toHaveLength(1);
    });

    it('cancels the build when Packer has gone and nobody reads', async () => {
      const bridge = run(['--verbose']);
      await bridge.says(BUILD_ID);
      bridge.stopReading();
      api.emit(launched, online);
      expect((await bridge.ended).code).toBe(4);
      expect(api.calls('POST', /cancel/)).toHaveLength(1);
    });
  });

  describe('when it cannot know its image', () => {
    it.each([
      ['no manifest', undefined, /There is no manifest/],
      ['broken JSON', '{', /packer-manifest.json is not JSON/],
      [
        "only another run's entry",
        JSON.stringify({ builds: [{ ...ENTRY, packer_run_uuid: 'run-1' }] }),
        /no entry for build "web"/,
      ],
      [
        'two entries that fit',
        JSON.stringify({ builds: [ENTRY, ENTRY] }),
        /has 2 entries/,
      ],
      [
        'no AMI',
        JSON.stringify({ builds: [{ ...ENTRY, artifact_id: 'File' }] }),
        /not a list of AMIs/,
      ],
    ])('says NOT TESTED and exits 0: %s', async (_, text, why) => {
      rmSync(join(folder, 'packer-manifest.json'));
      if (text) writeFileSync(join(folder, 'packer-manifest.json'), text);
      const { code, output } = await run(['--json=out.json']).ended;
      expect(code).toBe(0);
      expect(output).toMatch(/^\*+\n\*\* {2}AMI SMOKE TEST: NOT TESTED\n/);
      expect(output.replace(/\n\*\* +/g, ' ')).toMatch(why);
      expect(output).toContain('What to do:');
      expect(api.received).toEqual([]);
      expect(result()).toMatchObject({
        outcome: 'not-tested',
        exitCode: 0,
        reason: expect.stringMatching(why),
      });
    });

    it.each([
      [['--bogus', '--timeout', '20', '--family']],
      [['--url']],
      [['surplus', '--quiet=maybe']],
    ])('also exits 0 with wrong settings %j, and names them', async args => {
      manifest();
      const wrong = await run(args).ended;
      expect(wrong.code).toBe(0);
      expect(wrong.output).toContain('NOT TESTED');
      expect(wrong.output).toContain(`**  Also: ${args[0]}`);
    });
  });

  it.each([
    [['--bogus'], /✗ --bogus is not a flag/],
    [['--token', 's3cret'], /✗ --token .*set AMI_SMOKE_TEST_TOKEN\n/],
    [['--token=s3cret'], /✗ --token .*set AMI_SMOKE_TEST_TOKEN\n/],
    [['--timeout', '20'], /✗ --timeout .*20m/],
    [['--image', 'nonsense'], /✗ --image .*us-east-1:ami-/],
    [['--url', ''], /✗ --url .* without a value/],
  ])(
    'exits 1 with wrong settings %j when its image is known',
    async (args, message) => {
      const { code, output } = await run(args).ended;
      expect(code).toBe(1);
      expect(output).toMatch(message);
      expect(output).not.toContain('s3cret');
      expect(api.received).toEqual([]);
    },
  );

  it('is the default command', async () => {
    api.emit(verdict('passed'));
    const { code } = await runBridge(
      ['--manifest', 'packer-manifest.json', '--family', 'web-base'],
      { cwd: folder, env: { ...PACKER, AMI_SMOKE_TEST_URL: api.url } },
    ).ended;
    expect(code).toBe(0);
  });

  it('teaches the template, the exit codes and the environment', async () => {
    const { code, output } = await runBridge(['test', '--help'], {
      cwd: folder,
    }).ended;
    expect(code).toBe(0);
    for (const text of [
      'post-processor "manifest"',
      'NOT TESTED',
      'AMI_SMOKE_TEST_TOKEN_COMMAND',
      '--on-errored <fail|warn>',
    ]) {
      expect(output).toContain(text);
    }
  });
});
