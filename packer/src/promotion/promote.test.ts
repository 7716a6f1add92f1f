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

describe('promote', () => {
  it('says what the gate says, what was replaced, and waits until AWS shows it', async () => {
    const { promotion } = bench.api;
    const pending = promotion.publication('ssm-parameter', {
      state: 'failing',
      message: 'ssm:PutParameter is not allowed',
    });
    const [assignment] = promotion.state().assignments;
    const old = promotion.publication('tags', {
      agreedAt: '2026-11-22T22:59:59.000Z',
    });
    promotion.channels.items = [
      promotion.state({
        assignments: [{ ...assignment, publications: [old, pending] }],
      }),
    ];
    promotion.result.acts = [promotion.act({ replaces: OLD_BUILD_ID })];
    const bridge = bench.run([
      'promote',
      ...ON_DEV,
      '--reason=Release 7',
      '--expected=none',
    ]);
    await bridge.says('ssm:PutParameter is not allowed');
    promotion.channels.items = [promotion.state()];
    const { code, output } = await bridge.ended;
    expect(code).toBe(0);
    expect(output.split('\n').slice(3)).toEqual([
      '  ✓ pass    known-image: A build has made it.',
      'AMI Smoke Test: PROMOTED to dev',
      `  dev: build ${BUILD_ID}`,
      `    instead of build ${OLD_BUILD_ID}`,
      '    ami-0123456789abcdef0 in us-east-1',
      '  us-east-1  tags  pending',
      '  us-east-1  ssm-parameter  failing: ssm:PutParameter is not allowed',
      '  ✓ AWS shows it in us-east-1',
      '',
    ]);
    expect(
      bench.api.calls('POST', /^\/promotions$/).map(({ body }) => body),
    ).toEqual([
      {
        buildId: BUILD_ID,
        channel: 'dev',
        reason: 'Release 7',
        expected: null,
        dryRun: false,
      },
    ]);
  });

  it('is promoted, but AWS does not show it', async () => {
    const { promotion } = bench.api;
    const [assignment] = promotion.state().assignments;
    const drifted = promotion.publication('tags', { state: 'drifted' });
    promotion.channels.items = [
      promotion.state({
        // And nobody has heard of the other publisher.
        assignments: [{ ...assignment, publications: [drifted] }],
      }),
    ];
    const { code, output } = await bench.run([
      'promote',
      ...ON_DEV,
      '--publish-timeout=2s',
      '--json=out.json',
    ]).ended;
    expect(code).toBe(3);
    expect(output).toMatch(
      /PROMOTED to dev, BUT AWS DOES NOT SHOW IT YET\n.*tags {2}drifted\n.*ssm-parameter {2}pending/,
    );
    expect(bench.result()).toMatchObject({
      outcome: 'unpublished',
      exitCode: 3,
      acts: [{ type: 'promotion' }],
    });
    expect(bench.api.calls('GET', /channels/).length).toBeGreaterThan(1);
  });

  it('does not take what somebody else has promoted since for its own', async () => {
    const { promotion } = bench.api;
    const [assignment] = promotion.state().assignments;
    promotion.channels.items = [
      promotion.state({
        assignments: [{ ...assignment, imageId: 'ami-0fedcba9876543210' }],
      }),
    ];
    const { code, output } = await bench.run(['promote', ...ON_DEV]).ended;
    expect(code).toBe(3);
    expect(output).toContain('Somebody has put something else on dev since');
  });

  it('cannot know what AWS shows when the token may not see it, and says that it is promoted', async () => {
    bench.api.promotion.channels.items = [];
    const { code, output } = await bench.run(['promote', ...ON_DEV]).ended;
    expect(code).toBe(3);
    expect(output).toMatch(/PROMOTED to dev, BUT[^]*may not read that/);
  });

  it('does not wait with --no-wait, or where nothing is published', async () => {
    bench.api.promotion.channels.items = [];
    const hasty = await bench.run(['promote', ...ON_DEV, '--no-wait']).ended;
    expect(hasty.code).toBe(0);
    expect(bench.api.calls('GET', /channels/)).toEqual([]);

    const [assignment] = bench.api.promotion.state().assignments;
    bench.api.promotion.channels.channels[0].publishers = [];
    bench.api.promotion.channels.items = [
      bench.api.promotion.state({
        assignments: [{ ...assignment, publications: [] }],
      }),
    ];
    const unseen = await bench.run(['promote', ...ON_DEV]).ended;
    expect(unseen.code).toBe(0);
    expect(unseen.output).not.toContain('AWS shows it');
  });

  it('was done, when the answer was lost and the second one is `unchanged`', async () => {
    bench.api.refusals.push({
      path: /promotions$/,
      refused: { status: 504, name: 'Error', message: 'Gateway Timeout' },
      times: 1,
    });
    bench.api.promotion.result = {
      outcome: 'unchanged',
      acts: [],
      publications: [],
    };
    const { code, output } = await bench.run(['promote', ...ON_DEV]).ended;
    expect(code).toBe(0);
    expect(output).toMatch(/UNCHANGED[^]*AWS shows it in us-east-1/);
    const [first, second] = bench.api.calls('POST', /promotions/);
    expect(second.body).toEqual(first.body);
  });

  it.each([
    ['deny', 409, 'DENY', 'REFUSED', 2],
    ['unknown', 503, 'COULD NOT TELL', 'COULD NOT TELL', 3],
  ] as const)(
    'is refused with what the gate says, and asked once: %s',
    async (decision, status, gate, word, code) => {
      bench.api.promotion.decision = {
        ...bench.api.promotion.decision,
        decision,
        rules: [
          {
            rule: 'not-revoked',
            state: decision === 'deny' ? 'fail' : 'unknown',
            message: 'It was revoked.',
            evidence: [],
          },
        ],
      };
      bench.api.promotion.refusal = {
        status,
        message: 'The gate of dev is shut',
      };
      const args = ['promote', ...ON_DEV, '--json=out.json'];
      const { code: actual, output } = await bench.run(args).ended;
      expect(actual).toBe(code);
      expect(output).toContain(`AMI Smoke Test: ${gate}, web-base for dev`);
      expect(output).toContain('not-revoked: It was revoked.');
      expect(output).toContain(
        `AMI Smoke Test: ${word}\n  The gate of dev is shut.`,
      );
      expect(bench.result()).toMatchObject({
        exitCode: code,
        decision: { decision },
      });
      expect(bench.api.calls('POST', /promotions/)).toHaveLength(1);
    },
  );

  it('is refused when somebody else was there first', async () => {
    bench.api.promotion.refusal = {
      status: 409,
      message: 'user:default/ann put build 2 there meanwhile',
    };
    const { code, output } = await bench.run([
      'promote',
      ...ON_DEV,
      `--expected=${OLD_BUILD_ID}`,
    ]).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/REFUSED\n.*ann put build 2 there meanwhile/);
    expect(output).not.toContain('Packer');
  });

  it('prints what would change in AWS with --dry-run, per region', async () => {
    const { promotion } = bench.api;
    promotion.result = {
      outcome: 'planned',
      acts: [promotion.act()],
      publications: [
        promotion.publication('ssm-parameter', {
          facts: [
            { name: '/a/dev', desired: IMAGE.imageId, observed: 'ami-old' },
            { name: 'type', desired: 'x', observed: 'x' },
          ],
        }),
        promotion.publication('tags', {
          region: 'eu-west-1',
          imageId: IMAGE.imageId,
          facts: [
            { name: 'channel:dev of snap-1', desired: 'web-base' },
            { name: `channel:dev of ${IMAGE.imageId}`, desired: 'web-base' },
          ],
        }),
      ],
    };
    const { code, output } = await bench.run([
      'promote',
      ...ON_DEV,
      '--dry-run',
    ]).ended;
    expect(code).toBe(0);
    expect(output).toContain('AMI Smoke Test: DRY RUN, nothing was changed\n');
    expect(output.split('In AWS:\n')[1].split('\n')).toEqual([
      '    us-east-1',
      '      ssm-parameter  /a/dev',
      '        ami-old -> ami-0123456789abcdef0',
      '    eu-west-1',
      `      tags  channel:dev of snap-1 (${IMAGE.imageId})`,
      '        nothing -> web-base',
      `      tags  channel:dev of ${IMAGE.imageId}`,
      '        nothing -> web-base',
      '',
    ]);
    expect(bench.api.calls('POST', /promotions/)[0].body).toMatchObject({
      dryRun: true,
    });
    expect(bench.api.calls('GET', /channels/)).toEqual([]);
  });
});
