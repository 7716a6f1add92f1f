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

import { Bench } from '../__testUtils__/Bench';
import { buildBridge } from '../__testUtils__/bridge';
import { BUILD_ID } from '../__testUtils__/FakeApi';
import { IMAGE, OLD_BUILD_ID } from '../__testUtils__/FakePromotion';

jest.setTimeout(30_000);

let bench: Bench;

beforeAll(buildBridge);

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(() => bench.end());

const ON_DEV = ['--channel=dev', `--build=${BUILD_ID}`];

/** What stands on the screen, without the ends of lines. */
const flat = (output: string) => output.replace(/\s+/g, ' ');

describe('roll-back', () => {
  const args = [
    'roll-back',
    '--family=web-base',
    '--channel=dev',
    '--reason=No',
  ];

  it('goes to what was there before, if the channel is still as it was', async () => {
    const { promotion } = bench.api;
    promotion.channels.items = [
      promotion.state({ previous: { buildId: OLD_BUILD_ID } }),
    ];
    promotion.result.acts = [
      promotion.act({
        type: 'roll-back',
        buildId: OLD_BUILD_ID,
        replaces: BUILD_ID,
      }),
    ];
    const { code, output } = await bench.run(args).ended;
    expect(code).toBe(0);
    expect(output).toContain(`dev: back to build ${OLD_BUILD_ID}\n`);
    expect(bench.api.calls('POST', /promotions/)[0].body).toEqual({
      buildId: OLD_BUILD_ID,
      channel: 'dev',
      rollBack: true,
      reason: 'No',
      expected: BUILD_ID,
      dryRun: false,
    });
  });

  it('goes to the build that is named', async () => {
    await bench.run([...args, `--build=${OLD_BUILD_ID}`, '--no-wait']).ended;
    expect(bench.api.received.map(({ path }) => path)).toEqual(['/promotions']);
    expect(bench.api.received[0].body).toMatchObject({ buildId: OLD_BUILD_ID });
  });

  it('is refused where nothing was before, and names the channels that there are', async () => {
    const refused = await bench.run(args).ended;
    expect(refused.code).toBe(2);
    expect(refused.output).toContain('No build of web-base was on dev before');
    const other = await bench.run([...args, '--channel=prod']).ended;
    expect(other.code).toBe(3);
    expect(other.output).toContain('no channel prod; there are: dev');
    expect(bench.api.calls('POST', /./)).toEqual([]);
  });
});

describe('revoke', () => {
  it('says what becomes of each channel, and waits for AWS there', async () => {
    const { promotion } = bench.api;
    promotion.result = {
      outcome: 'done',
      publications: [],
      acts: [
        promotion.act({ type: 'revocation', channel: undefined }),
        promotion.act({ type: 'clearing', replaces: BUILD_ID }),
      ],
    };
    promotion.channels.items = [
      promotion.state({
        build: undefined,
        standing: 'empty',
        assignments: [
          {
            ...IMAGE,
            imageId: undefined,
            since: '2026-11-22T23:00:00.000Z',
            publications: [promotion.publication('ssm-parameter')],
          },
        ],
      }),
    ];
    const { code, output } = await bench.run([
      'revoke',
      `--image-id=${IMAGE.imageId}`,
      '--region=us-east-1',
      '--reason=Leaks',
      '--leave-empty',
    ]).ended;
    expect(code).toBe(0);
    expect(flat(output)).toContain(
      `REVOKED revocation of build ${BUILD_ID} ami-0123456789abcdef0 in us-east-1 dev: empty instead of build ${BUILD_ID} ✓ AWS shows it in us-east-1`,
    );
    expect(bench.api.calls('POST', /revocations/)[0].body).toEqual({
      buildId: BUILD_ID,
      reason: 'Leaks',
      leaveEmpty: true,
      dryRun: false,
    });
  });

  it('changes nothing when it was so already', async () => {
    bench.api.promotion.result = {
      outcome: 'unchanged',
      acts: [],
      publications: [],
    };
    const args = ['revoke', `--build=${BUILD_ID}`, '--reason=Leaks'];
    const { code, output } = await bench.run(args).ended;
    expect(code).toBe(0);
    expect(output).toContain('UNCHANGED');
  });
});

describe('waive', () => {
  it('gives a waiver that ends, and withdraws it', async () => {
    const { waiver } = bench.api.promotion;
    const before = Date.now();
    const given = await bench.run([
      'waive',
      ...ON_DEV,
      '--rule=evidence-age',
      '--reason=Frozen for the fair',
      '--expires=7d',
    ]).ended;
    expect(given.code).toBe(0);
    expect(given.output).toContain(`waive --withdraw ${waiver.id}`);
    const [{ body }] = bench.api.calls('POST', /waivers/);
    expect(body).toEqual({
      key: expect.any(String),
      buildId: BUILD_ID,
      channel: 'dev',
      rule: 'evidence-age',
      reason: 'Frozen for the fair',
      expiresAt: expect.any(String),
    });
    const { expiresAt } = body as { expiresAt: string };
    const ms = Date.parse(expiresAt) - before - 7 * 86_400_000;
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(20_000);

    const gone = await bench.run(['waive', `--withdraw=${waiver.id}`]).ended;
    expect(gone.code).toBe(0);
    expect(gone.output).toContain('WAIVER WITHDRAWN, evidence-age on dev');
    expect(bench.api.calls('DELETE', /./)).toHaveLength(1);
  });

  it('names the flag when it would hold for too long', async () => {
    bench.api.refusals.push({
      path: /waivers/,
      refused: {
        status: 400,
        name: 'InputError',
        message: 'body.expiresAt: a waiver holds for 30 days at most',
      },
      times: 1,
    });
    const { code, output } = await bench.run([
      'waive',
      ...ON_DEV,
      '--rule=findings',
      '--reason=x',
      '--expires=90d',
    ]).ended;
    expect(code).toBe(3);
    expect(output).toMatch(
      /NOT DONE\n[^]*--expires \(AMI_SMOKE_TEST_EXPIRES\): .*30 days/,
    );
  });

  it('says what is refused', async () => {
    bench.api.promotion.refusal = { status: 409, message: 'It is revoked' };
    const { code, output } = await bench.run([
      'waive',
      ...ON_DEV,
      '--rule=findings',
      '--reason=x',
      '--expires=2030-01-01T00:00:00Z',
    ]).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/REFUSED\n {2}It is revoked/);
  });
});
