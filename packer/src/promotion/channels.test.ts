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

import { execFileSync } from 'node:child_process';
import { Bench } from '../__testUtils__/Bench';
import { BRIDGE, buildBridge } from '../__testUtils__/bridge';
import { BUILD_ID } from '../__testUtils__/FakeApi';

jest.setTimeout(30_000);

let bench: Bench;

beforeAll(buildBridge);

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(() => bench.end());

describe('channels', () => {
  it('shows what is where, and what AWS does not show, within 80 columns', async () => {
    const { promotion } = bench.api;
    const [assignment] = promotion.state().assignments;
    promotion.channels.items = [
      promotion.state({
        standing: 'failing',
        retest: {
          state: 'due',
          nextAt: '2026-11-23T23:00:00.000Z',
          hindered: "There is no profile 'web'",
        },
        assignments: [
          assignment,
          {
            ...assignment,
            region: 'eu-west-1',
            publications: [
              promotion.publication('tags'),
              promotion.publication('ssm-parameter', {
                region: 'eu-west-1',
                state: 'drifted',
                message: 'Somebody has changed it',
              }),
            ],
          },
        ],
      }),
      promotion.state({
        family: 'db-base',
        build: undefined,
        assignments: [],
        standing: 'empty',
      }),
    ];
    const { code, output } = await bench.run(['channels']).ended;
    expect(code).toBe(0);
    expect(output.split('\n')).toEqual([
      'web-base',
      '  CHANNEL  REGION          IMAGE                  AWS',
      '  dev      us-east-1       ami-0123456789abcdef0  agrees',
      '           eu-west-1       ami-0123456789abcdef0  ssm-parameter drifted',
      '           ssm-parameter: Somebody has changed it',
      `           failing, build ${BUILD_ID}`,
      '           since 2026-11-22T23:00:00.000Z by external:packer',
      "           cannot be tested again: There is no profile 'web'",
      'db-base',
      '  CHANNEL  REGION          IMAGE                  AWS',
      '  dev      empty',
      '',
    ]);
    for (const line of output.split('\n')) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('gives the whole list with --json, of one family where it is named', async () => {
    const args = ['channels', '--family=web-base', '--json', 'out.json'];
    expect((await bench.run(args).ended).code).toBe(0);
    expect(bench.result()).toEqual(bench.api.promotion.channels);
    expect(bench.api.received[0].path).toBe('/channels?family=web-base');
  });

  it('says who makes channels where there are none', async () => {
    bench.api.promotion.channels = { channels: [], items: [] };
    const { code, output } = await bench.run(['channels']).ended;
    expect(code).toBe(0);
    expect(output).toContain('amiSmokeTest.promotion.channels');
  });
});

it('teaches every command with its exit codes', () => {
  for (const command of [
    'gate',
    'promote',
    'roll-back',
    'revoke',
    'waive',
    'channels',
  ]) {
    const help = execFileSync(process.execPath, [BRIDGE, command, '--help'], {
      encoding: 'utf8',
    });
    expect(help).toContain('Exit codes:');
    expect(help).toContain('AMI_SMOKE_TEST_');
  }
});
