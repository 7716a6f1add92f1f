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

import { ConfigReader } from '@backstage/config';
import { readSmokeTestConfig } from './config';
import { networkHash } from './database/networkHash';

const REGION = 'eu-central-1';

/** The profile as it is read, with this network. */
function profileWith(network: object, changes: object = {}) {
  const { profiles } = readSmokeTestConfig(
    new ConfigReader({
      amiSmokeTest: {
        owner: 'tests',
        archive: { s3: { bucket: 'bucket', region: REGION } },
        profiles: {
          default: {
            accountId: '123456789012',
            keyPair: false,
            regions: { [REGION]: { subnets: ['subnet-1'], ...network } },
            instanceTypes: ['t3.small'],
            checks: [{ type: 'tcp', port: 22 }],
            ...changes,
          },
        },
      },
    }),
  );
  return profiles.default;
}

describe("a profile's network", () => {
  it('has security groups, one of its own for each run, or both', () => {
    const from = ['10.0.0.0/8', '2001:db8::/32'];
    expect(profileWith({ securityGroups: ['sg-1'] }).regions[REGION]).toEqual({
      subnets: ['subnet-1'],
      securityGroups: ['sg-1'],
    });
    expect(
      profileWith({ freshSecurityGroup: { from } }).regions[REGION],
    ).toEqual({
      subnets: ['subnet-1'],
      securityGroups: [],
      freshSecurityGroup: { from },
    });
    for (const network of [{}, { securityGroups: [] }]) {
      expect(() => profileWith(network)).toThrow(
        /profiles\.default\.regions\.eu-central-1\.securityGroups: must name a security group, unless `freshSecurityGroup/,
      );
    }
    expect(() => profileWith({ freshSecurityGroup: { from: [] } })).toThrow(
      /freshSecurityGroup\.from/,
    );
    expect(() =>
      profileWith({ freshSecurityGroup: { from: ['10.0.0.0'] } }),
    ).toThrow(/freshSecurityGroup\.from\.0/);
  });

  it('has a security group of its own with no more rules than EC2 takes', () => {
    const checks = [22, 80, 80].map(port => ({ type: 'tcp', port }));
    const from = Array.from({ length: 31 }, (_, i) => `10.${i}.0.0/16`);
    const read = (blocks: string[]) =>
      profileWith({ freshSecurityGroup: { from: blocks } }, { checks });
    expect(read(from.slice(1)).checks).toHaveLength(3);
    expect(() => read(from)).toThrow(
      /regions\.eu-central-1\.freshSecurityGroup\.from: makes 62 rules \(2 ports .* 31 blocks\).* at most 60: name fewer/,
    );
  });

  it('is another one when other addresses are let in', () => {
    const hashOf = (network: object) =>
      networkHash(profileWith(network), REGION);
    const plain = hashOf({ securityGroups: ['sg-1'] });
    const inside = { freshSecurityGroup: { from: ['10.0.0.0/8'] } };
    const outside = { freshSecurityGroup: { from: ['192.0.2.0/24'] } };
    expect(new Set([plain, hashOf(inside), hashOf(outside)]).size).toBe(3);
  });
});

describe("a profile's instance types", () => {
  it('are none that others fall back to', () => {
    const read = (fallbackInstanceTypes: string[]) =>
      profileWith(
        { securityGroups: ['sg-1'] },
        { instanceTypes: ['t3.small', 't3.medium'], fallbackInstanceTypes },
      );
    expect(read(['t3.large']).fallbackInstanceTypes).toEqual(['t3.large']);
    expect(() => read(['t3.large', 't3.medium'])).toThrow(
      /profiles\.default\.fallbackInstanceTypes: has t3\.medium, which `instanceTypes` has, too: .*Leave it out/,
    );
  });
});

describe('the boot time of a profile', () => {
  const network = { securityGroups: ['sg-1'] };
  const read = (bootTime: object) =>
    profileWith(network, { bootTime }).bootTime;

  it('is held against what is usual, and against a time of its own where that is set', () => {
    expect(profileWith(network).bootTime).toEqual({ warnAboveUsual: 1.5 });
    expect(read({ warnAfterSeconds: 30 })).toEqual({
      warnAboveUsual: 1.5,
      warnAfterSeconds: 30,
    });
  });

  it.each([
    [{ warnAboveUsual: 0.5 }, /profiles\.default\.bootTime\.warnAboveUsual: /],
    [
      { warnAfterSeconds: 0 },
      /profiles\.default\.bootTime\.warnAfterSeconds: /,
    ],
    [{ warnAfter: 9 }, /profiles\.default\.bootTime: .*warnAfter/],
  ])('is refused when it is %j', (bootTime, reason) => {
    expect(() => read(bootTime)).toThrow(reason);
  });
});

describe('what is looked at inside the instances of a profile', () => {
  const network = { securityGroups: ['sg-1'] };
  const tcp = { type: 'tcp', port: 22 };
  const integrity = { type: 'integrity' };
  const withGuest = (changes: object) => profileWith(network, changes);

  it('is the probe, with nothing expected, unless it says otherwise', () => {
    expect(withGuest({}).guest).toEqual({ expect: {} });
    const expected = { memoryMiB: 1024, rootVolumeGiB: 8, failedUnits: ['a'] };
    expect(withGuest({ guest: { expect: expected } }).guest).toEqual({
      expect: expected,
    });
    expect(withGuest({ checks: [tcp, integrity] }).checks).toMatchObject([
      { port: 22 },
      { type: 'integrity', budgetSeconds: 900 },
    ]);
  });

  it('does not contradict itself', () => {
    expect(() => withGuest({ checks: [integrity] })).toThrow(
      /profiles\.default\.checks: has nothing but `integrity`.*add a `tcp` or `http` check/,
    );
    expect(() => withGuest({ checks: [tcp, integrity, integrity] })).toThrow(
      /profiles\.default\.checks: has `integrity` twice: leave one/,
    );
    expect(() =>
      withGuest({ checks: [tcp, integrity], guest: { probe: false } }),
    ).toThrow(
      /profiles\.default\.guest\.probe: is false, .*leave out one of the two/,
    );
  });

  it('needs user data that the probe can be added to, and room for it', () => {
    const checks = [tcp, integrity];
    const windows = '<powershell>ls</powershell>';
    expect(() => withGuest({ checks, userData: windows })).toThrow(
      /profiles\.default\.userData: is for Windows, .*leave `userData` out, or do without the check `integrity`/,
    );
    expect(() =>
      withGuest({ userData: 'a=b', guest: { probe: true } }),
    ).toThrow(
      /profiles\.default\.userData: begins with nothing .*do without `guest.probe`/,
    );
    const script = '#!/bin/sh\n';
    expect(() =>
      withGuest({ checks, userData: script.padEnd(12_000, '#') }),
    ).toThrow(/has \d{5} bytes together with the probe, and EC2 takes 16384/);
    // Without the probe it is given as it is.
    expect(withGuest({ userData: windows }).userData).toBe(windows);
    expect(withGuest({ checks, userData: script }).userData).toBe(script);
  });
});
