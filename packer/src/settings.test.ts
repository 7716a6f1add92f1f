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

import { readSettings } from './settings';

const GOOD = {
  AMI_SMOKE_TEST_URL: 'https://backstage.example.com',
  AMI_SMOKE_TEST_FAMILY: 'web-base',
};

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings({}, GOOD)).toEqual({
      problems: [],
      settings: {
        url: 'https://backstage.example.com',
        family: 'web-base',
        profile: 'default',
        manifest: 'packer-manifest.json',
        oidcAudience: 'backstage-ami-smoke-test',
        connectTimeoutMs: 120_000,
        timeoutMs: 1_800_000,
        wait: true,
        publishTimeoutMs: 60_000,
        onErrored: 'fail',
        images: [],
        regions: [],
        quiet: false,
        verbose: false,
      },
    });
  });

  it('come from the flag, else from its variable, and an empty variable is none', () => {
    const { settings, problems } = readSettings(
      {
        family: 'db-base',
        timeout: '90s',
        'instance-type': ['t3.small', 'm5.large'],
      },
      {
        ...GOOD,
        AMI_SMOKE_TEST_TIMEOUT: '1h',
        AMI_SMOKE_TEST_PROFILE: '',
        AMI_SMOKE_TEST_INSTANCE_TYPE: 'c5.large',
        AMI_SMOKE_TEST_REGION: 'us-east-1, eu-west-1',
        AMI_SMOKE_TEST_QUIET: 'true',
        AMI_SMOKE_TEST_VERBOSE: '0',
        AMI_SMOKE_TEST_BUDGET: '1m',
      },
    );
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      family: 'db-base',
      profile: 'default',
      timeoutMs: 90_000,
      overrides: { instanceTypes: ['t3.small', 'm5.large'], budgetSeconds: 60 },
      regions: ['us-east-1', 'eu-west-1'],
      quiet: true,
      verbose: false,
    });
  });

  it('take the address of the API for the address of the backend', () => {
    const AMI_SMOKE_TEST_URL = 'http://127.0.0.1:7007/x/api/ami-smoke-test/';
    expect(readSettings({}, { ...GOOD, AMI_SMOKE_TEST_URL }).settings.url).toBe(
      'http://127.0.0.1:7007/x',
    );
  });

  it.each([
    ['url', { url: 'backstage' }, /must be a URL/],
    ['url', { url: 'ftp://backstage' }, /must be a URL/],
    ['url', { url: 'https://me:secret@backstage' }, /take them out/],
    ['url', { url: 'https://backstage/?a=b' }, /must be a base URL/],
    ['family', { family: '-web' }, /letters, digits/],
    ['family', { family: true }, /without a value/],
    ['entity', { entity: 'web-base' }, /resource:default\/web-base/],
    ['image', { image: ['us-east-1'] }, /us-east-1:ami-/],
    ['region', { region: ['Frankfurt'] }, /eu-central-1/],
    ['instance-type', { 'instance-type': ['t3 micro'] }, /t3.small/],
    ['timeout', { timeout: '20' }, /20m/],
    ['timeout', { timeout: '0s' }, /20m/],
    ['timeout', { timeout: '999h' }, /24h/],
    ['timeout', { timeout: '5m', budget: '10m' }, /not longer than --budget/],
    ['budget', { budget: '3h' }, /between 5s and 2h/],
    ['on-errored', { 'on-errored': 'ignore' }, /fail or warn/],
  ])('say what is wrong with --%s', (option, flags, message) => {
    const { problems } = readSettings(flags, GOOD);
    expect(problems).toEqual([
      {
        field: expect.stringMatching(
          new RegExp(`^--${option} \\(AMI_SMOKE_TEST_[A-Z_]+\\)$`),
        ),
        message: expect.stringMatching(message),
      },
    ]);
  });

  it('say what is missing, and a switch that is neither on nor off', () => {
    const { problems } = readSettings({}, { AMI_SMOKE_TEST_QUIET: 'maybe' });
    expect(problems.map(({ field, message }) => `${field} ${message}`)).toEqual(
      [
        expect.stringMatching(/^--url \(AMI_SMOKE_TEST_URL\) is not set/),
        expect.stringMatching(/^--family \(AMI_SMOKE_TEST_FAMILY\) is not set/),
        expect.stringMatching(/AMI_SMOKE_TEST_QUIET\) is "maybe"/),
      ],
    );
  });
});
