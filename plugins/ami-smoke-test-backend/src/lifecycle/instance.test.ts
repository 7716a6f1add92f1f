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

import type { Profile } from '../config';
import type { InstanceView } from '../ec2/Ec2';
import { confirmSame, endedTooEarly, watchSame } from './instance';
import type { RunContext } from './RunContext';

const ONLINE = {
  instanceId: 'i-1',
  address: '192.0.2.1',
  onlineAt: new Date(0),
};
const RUNNING: InstanceView = {
  instanceId: 'i-1',
  state: 'running',
  publicIp: '192.0.2.1',
  launchTime: new Date(0),
  volumeIds: [],
  networkInterfaceIds: [],
  tags: {},
};
const NO_ADDRESS = { ...RUNNING, publicIp: undefined };
const PENDING: InstanceView = { ...NO_ADDRESS, state: 'pending' };
const MOVED = { ...RUNNING, publicIp: '192.0.2.2' };
const TERMINATED: InstanceView = {
  ...NO_ADDRESS,
  state: 'terminated',
  stateReason: 'Client.InstanceInitiatedShutdown: Shut down',
};

/** A run whose clock goes on when it sleeps, and whose instance is seen so, look by look; the last one lasts. */
function runThatSees(
  looks: (InstanceView | undefined)[],
  { profile, now = 0 }: { profile?: Partial<Profile>; now?: number } = {},
) {
  let ms = now;
  let look = 0;
  const run = {
    assertHeld: () => {},
    stopped: new AbortController().signal,
    clock: {
      now: () => ms,
      sleep: async (slept: number, signal: AbortSignal) => {
        signal.throwIfAborted();
        ms += slept;
      },
    },
    ec2: {
      describe: async () => {
        look += 1;
        return looks[Math.min(look, looks.length) - 1];
      },
    },
    journal: {
      run: {
        profile: {
          address: 'public',
          deadManSwitch: true,
          checks: [],
          guest: { probe: false, expect: {} },
          budgets: { onlineSeconds: 300, serviceSeconds: 300 },
          ...profile,
        },
      },
    },
  };
  return {
    run: run as unknown as RunContext,
    looked: () => look,
    now: () => ms,
  };
}

describe('an instance that was online', () => {
  it.each([
    ['without an address', NO_ADDRESS],
    ['pending', PENDING],
    ['not at all', undefined],
  ])('is the same although EC2 shows it once or twice %s', async (_, old) => {
    const { run, looked } = runThatSees([old, old, RUNNING]);
    await confirmSame(run, ONLINE);
    expect(looked()).toBe(3);

    const watched = runThatSees([old, old, RUNNING, old, RUNNING, MOVED]);
    await expect(
      watchSame(watched.run, ONLINE, new AbortController().signal),
    ).rejects.toThrow(/from 192\.0\.2\.1 to 192\.0\.2\.2/);
    expect(watched.looked()).toBe(6);
  });

  it.each([
    ['without an address', NO_ADDRESS, /from 192\.0\.2\.1 to none/],
    ['pending', PENDING, /i-1, which ran, is pending/],
  ])('is not when EC2 goes on to show it %s', async (_, view, reason) => {
    const signal = new AbortController().signal;
    const confirming = runThatSees([view]);
    await expect(confirmSame(confirming.run, ONLINE)).rejects.toThrow(reason);
    const watching = runThatSees([view]);
    await expect(watchSame(watching.run, ONLINE, signal)).rejects.toThrow(
      reason,
    );
    for (const { now } of [confirming, watching]) {
      expect(now()).toBeGreaterThan(30_000);
      expect(now()).toBeLessThan(45_000);
    }
  });

  it.each([
    ['at another address', MOVED, /to 192\.0\.2\.2/],
    ['terminated', TERMINATED, /shut itself down/],
  ])('is not as soon as EC2 shows it %s', async (_, view, reason) => {
    const signal = new AbortController().signal;
    for (const check of [confirmSame, watchSame]) {
      const { run, looked } = runThatSees([view]);
      await expect(check(run, ONLINE, signal)).rejects.toThrow(reason);
      expect(looked()).toBe(1);
    }
  });
});

describe('an instance that shut itself down', () => {
  it.each([
    ['early', 60_000, {}, 'ImageFaultError'],
    ['when its timer was due', 1_500_000, {}, 'NotTheImageError'],
    [
      'late, without a timer',
      1_500_000,
      { deadManSwitch: false },
      'ImageFaultError',
    ],
    [
      "late, with the profile's own user data",
      1_500_000,
      { userData: '#cloud-config' },
      'ImageFaultError',
    ],
  ])('%s', (_, now, profile, name) => {
    const { run } = runThatSees([], { profile, now });
    expect(endedTooEarly(run, TERMINATED)).toMatchObject({ name });
  });
});
