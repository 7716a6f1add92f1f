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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { promotionSchema } from '../policy';
import { type GateQuestion, RULES } from './rules';

const NOW = new Date('2026-11-23T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

const IMAGE: Image = {
  accountId: '123456789012',
  region: 'eu-west-1',
  imageId: 'ami-1',
};
const OTHER: Image = { ...IMAGE, region: 'us-east-1', imageId: 'ami-2' };

function run(
  changes: Partial<GateQuestion['evidence'][number]> = {},
): GateQuestion['evidence'][number] {
  return {
    runId: 'run-1',
    buildId: 'build-1',
    image: IMAGE,
    profileName: 'default',
    wantedInstanceType: 't3.micro',
    instanceType: 't3.micro',
    verdict: 'passed',
    at: hoursAgo(3),
    ...changes,
  };
}

function stay(
  fromHoursAgo: number,
  toHoursAgo?: number,
  images = [IMAGE],
): GateQuestion['staysBefore'][number] {
  return {
    actId: 'act-1',
    buildId: 'build-1',
    images,
    by: 'user:default/manager',
    from: hoursAgo(fromHoursAgo),
    to: toHoursAgo === undefined ? undefined : hoursAgo(toHoursAgo),
  };
}

/** A question that every rule lets pass. */
function question(changes: Partial<GateQuestion> = {}): GateQuestion {
  return {
    channel: 'production',
    policy: policy({}),
    images: [IMAGE],
    family: 'web-base',
    now: NOW,
    availability: [{ image: IMAGE, state: 'available' }],
    promoted: [],
    required: [{ profile: 'default', instanceTypes: ['t3.micro'] }],
    ofBuild: [],
    regions: [],
    evidence: [run()],
    findings: new Map(),
    staysBefore: [],
    waivers: [],
    ...changes,
  };
}

function policy(changes: Record<string, unknown>) {
  return promotionSchema.parse({
    channels: {
      production: { requires: [{ profile: 'default' }], ...changes },
    },
  }).channels.production;
}

/** What a rule says about each image. */
function says(rule: keyof typeof RULES, changes: Partial<GateQuestion> = {}) {
  return RULES[rule](question(changes)).map(
    ({ state, message }) => `${state}: ${message}`,
  );
}

const record = (changes: Partial<GateQuestion['promoted'][number]>) => ({
  ...IMAGE,
  family: 'web-base',
  buildId: 'build-1',
  channels: [],
  wasOn: [],
  generation: 1,
  ...changes,
});

it('every rule lets pass what has everything', () => {
  for (const [rule, ask] of Object.entries(RULES)) {
    const states = ask(question()).map(({ state }) => state);
    expect({ rule, states }).toEqual({ rule, states: ['pass'] });
  }
});

describe('known-image', () => {
  it('fails for what no build knows, and says what the account means', () => {
    expect(says('known-image', { family: undefined })).toEqual([
      'fail: No build is known that has made or tested ami-1 in eu-west-1 (account 123456789012): the account is the one in which it was tested. Have it tested first',
    ]);
    expect(says('known-image', { images: [] })).toEqual([
      'fail: There is no image to be asked about',
    ]);
  });

  it('fails for a family that the channel is not for', () => {
    expect(
      says('known-image', { policy: policy({ families: ['api-*', 'db'] }) }),
    ).toEqual([
      "fail: The channel 'production' is not for the family 'web-base': amiSmokeTest.promotion.channels.production.families has api-*, db",
    ]);
    expect(
      says('known-image', { policy: policy({ families: ['web-*'] }) }),
    ).toEqual(['pass: ami-1 is an image of web-base']);
  });

  it('fails for an image that was promoted as another family, and does not tell as which', () => {
    const promoted = [record({ family: 'secret' })];
    expect(says('known-image', { promoted })).toEqual([
      'fail: ami-1 in eu-west-1 (account 123456789012) was promoted as an image of another family, and an image can be of one only: build one of its own',
    ]);
  });
});

describe('image-available', () => {
  it('repeats what EC2 said, and is unknown when nobody asked', () => {
    const message = 'EC2 says that it is pending';
    expect(
      says('image-available', {
        availability: [{ image: IMAGE, state: 'not-available', message }],
      }),
    ).toEqual([`fail: ${message}`]);
    expect(
      says('image-available', {
        availability: [{ image: IMAGE, state: 'unknown', message }],
      }),
    ).toEqual([`unknown: ${message}`]);
    // The same id in another region says nothing about this one.
    expect(
      says('image-available', {
        availability: [
          { image: { ...IMAGE, region: 'us-east-1' }, state: 'available' },
        ],
      })[0],
    ).toMatch(/^unknown: /);
  });
});

it('not-revoked fails for exactly the image that was revoked', () => {
  const revoked = {
    by: 'user:default/manager',
    at: hoursAgo(2),
    reason: 'CVE-2026-1',
  };
  expect(says('not-revoked', { promoted: [record({ revoked })] })).toEqual([
    'fail: ami-1 was revoked on 2026-11-23 10:00 UTC by user:default/manager: CVE-2026-1. Promote another build',
  ]);
  const elsewhere = [record({ revoked, region: 'us-east-1' })];
  expect(says('not-revoked', { promoted: elsewhere })[0]).toMatch(/^pass/);
});

describe('required-runs', () => {
  it('wants every instance type of every image', () => {
    expect(
      says('required-runs', {
        required: [
          { profile: 'default', instanceTypes: ['t3.micro', 'm6g.large'] },
        ],
      })[0],
    ).toMatch(/^fail: No run of the profile 'default' on m6g.large says/);
    expect(
      says('required-runs', { images: [IMAGE, OTHER] }).map(text =>
        text.slice(0, 5),
      ),
    ).toEqual(['pass:', 'fail:']);
  });

  it('counts what was asked for, and not where the run fell back to', () => {
    const evidence = [
      run({ wantedInstanceType: 'm5.large', instanceType: 't3.micro' }),
    ];
    expect(says('required-runs', { evidence })[0]).toMatch(/^fail: No run/);
  });

  it('fails when the newest run has failed, and says how', () => {
    const evidence = [
      run({
        verdict: 'failed',
        headline: { title: 'The root device was not found' } as never,
      }),
    ];
    expect(says('required-runs', { evidence })).toEqual([
      "fail: The newest run of the profile 'default' on t3.micro of ami-1 in eu-west-1 failed 3 h ago: The root device was not found",
    ]);
  });

  it('takes no run of the same image id in another account or region', () => {
    for (const image of [
      { ...IMAGE, accountId: '999999999999' },
      { ...IMAGE, region: 'us-east-1' },
    ]) {
      expect(says('required-runs', { evidence: [run({ image })] })[0]).toMatch(
        /^fail: No run/,
      );
    }
  });
});

describe('evidence-age', () => {
  const young = policy({ maxAgeDays: 1 });

  it('lets pass what is exactly as old as may be', () => {
    const evidence = [run({ at: hoursAgo(24) })];
    expect(says('evidence-age', { policy: young, evidence })[0]).toMatch(
      /^pass/,
    );
  });

  it('fails by the oldest required run', () => {
    const evidence = [run({ at: hoursAgo(1) }), run({ at: hoursAgo(25) })];
    expect(says('evidence-age', { policy: young, evidence })[0]).toMatch(
      /^fail: The evidence about ami-1 in eu-west-1 is from 2026-11-22 11:00 UTC/,
    );
  });

  it('fails without evidence', () => {
    expect(says('evidence-age', { evidence: [] })[0]).toMatch(/^fail/);
  });
});

describe('findings', () => {
  const withSeverity = (severity: string) =>
    new Map([['run-1', [{ severity, title: 'Clock is off' } as never]]]);

  it.each([
    ['error', 'warning', 'pass'],
    ['error', 'error', 'fail'],
    ['warning', 'info', 'pass'],
    ['warning', 'warning', 'fail'],
    ['warning', 'error', 'fail'],
    ['info', 'info', 'fail'],
    ['none', 'error', 'pass'],
  ])('blocked from %s on, %s: %s', (blockSeverity, severity, state) => {
    expect(
      RULES.findings(
        question({
          policy: policy({ blockSeverity }),
          findings: withSeverity(severity),
        }),
      ),
    ).toMatchObject([{ state }]);
  });
});

it('regions fails when the build has no image where the channel needs one', () => {
  expect(says('regions', { regions: ['eu-west-1', 'us-east-1'] })).toEqual([
    "fail: The build has no image in us-east-1, where 'production' has or needs one: build it for every region",
  ]);
});

describe('previous-channel', () => {
  const wants = policy({ after: { channel: 'staging', hours: 24 } });
  const ask = (staysBefore: GateQuestion['staysBefore'], images = [IMAGE]) =>
    says('previous-channel', { policy: wants, staysBefore, images })[0];

  it('fails for what was never there, and for what other images were', () => {
    expect(ask([])).toMatch(/^fail: It was never on 'staging'/);
    expect(ask([stay(48, undefined, [OTHER])])).toMatch(/^fail: It was never/);
    expect(ask([stay(48)], [IMAGE, OTHER])).toMatch(/^fail: It was never/);
  });

  it('says from when on it can be promoted', () => {
    expect(ask([stay(2)])).toBe(
      "fail: It was on 'staging' for 2 h of the 24 h that 'production' wants: it can be promoted from 2026-11-24 10:00 UTC on",
    );
  });

  it('counts one stay at a time, whether it has ended or not', () => {
    expect(ask([stay(24)])).toMatch(/^pass/);
    expect(ask([stay(100, 76)])).toMatch(/^pass/);
    expect(ask([stay(100, 80), stay(60, 40)])).toMatch(
      /^fail: .*has left it: promote it there again$/,
    );
  });
});
