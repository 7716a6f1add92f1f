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

import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LedgerRecord } from '../database/records';
import type { Ec2, InstanceView } from '../ec2/Ec2';
import { Removal } from './Removal';
import type { RunContext } from './RunContext';

const MINUTE = 60_000;
const INSTANCE: InstanceView = {
  instanceId: 'i-1',
  state: 'running',
  volumeIds: [],
  networkInterfaceIds: [],
  tags: {},
};

/** Windows of minutes are not waited for: the clock is turned, and EC2 is what each test says. */
class World {
  now = Date.parse('2026-11-22T12:00:00Z');
  entry: LedgerRecord;
  visible: InstanceView | undefined;
  keyPair = false;
  groups: string[] = [];
  /** Whose key pair and security groups there are. */
  owner = 'run';
  calls: string[] = [];

  constructor(entry: Partial<LedgerRecord>) {
    this.entry = {
      id: 'entry',
      runId: 'run',
      accountId: '123456789012',
      region: 'us-east-1',
      kind: 'instance',
      token: 'token',
      state: 'intended',
      // However long ago it was asked for, only the time of looking counts.
      intendedAt: new Date(this.now - 60 * MINUTE),
      ...entry,
    };
  }

  get tags() {
    return { [TAGS.run]: this.owner };
  }

  get run(): RunContext {
    const ec2: Partial<Ec2> = {
      describe: async () => this.visible,
      findByClientToken: async () => (this.visible ? [this.visible] : []),
      terminate: async id => {
        this.calls.push(`terminate ${id}`);
      },
      findKeyPair: async () =>
        this.keyPair ? { keyPairId: 'key-1', tags: this.tags } : undefined,
      deleteKeyPair: async name => {
        this.keyPair = false;
        this.calls.push(`delete ${name}`);
      },
      existingSecurityGroups: async ids =>
        ids.filter(id => this.groups.includes(id)),
      findSecurityGroup: async name =>
        name === 'group' && this.groups.length > 0
          ? { groupId: this.groups[0], tags: this.tags }
          : undefined,
      deleteSecurityGroup: async id => {
        this.calls.push(`delete ${id}`);
      },
    };
    return {
      ec2,
      clock: { now: () => this.now },
      assertHeld: () => {},
      ledger: {
        entries: async () => [this.entry],
        made: async (_: LedgerRecord, resourceId: string) => {
          this.entry = { ...this.entry, state: 'exists', resourceId };
        },
        gone: async (_: LedgerRecord, proof: string) => {
          this.entry = { ...this.entry, state: 'gone', proof };
        },
        foundWith: async () => {},
      },
    } as unknown as RunContext;
  }
}

describe('Removal', () => {
  it('looks for an unanswered launch for 15 minutes of looking, and removes what appears late', async () => {
    const world = new World({});
    const removal = new Removal(world.run);
    await removal.removeWhatIsOpen();
    world.now += 14 * MINUTE;
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    world.visible = INSTANCE;
    await removal.removeWhatIsOpen();
    await removal.removeWhatIsOpen();
    expect(world.entry).toMatchObject({ state: 'exists', resourceId: 'i-1' });
    expect(world.calls).toEqual(['terminate i-1']);
    world.visible = { ...INSTANCE, state: 'terminated' };
    expect(await removal.removeWhatIsOpen()).toEqual([]);
    expect(world.entry.proof).toBe('EC2 says terminated');
  });

  it('gives an unanswered launch up after that', async () => {
    const world = new World({});
    const removal = new Removal(world.run);
    await removal.removeWhatIsOpen();
    world.now += 15 * MINUTE;
    expect(await removal.removeWhatIsOpen()).toEqual([]);
    expect(world.entry.proof).toMatch(/no instance with client token token/);
    // Another process that takes over begins to look anew.
    const successor = new World({});
    expect(await new Removal(successor.run).removeWhatIsOpen()).toHaveLength(1);
  });

  it('ends an instance that EC2 does not show yet, and waits until it would have', async () => {
    const world = new World({ state: 'exists', resourceId: 'i-1' });
    const removal = new Removal(world.run);
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    expect(world.calls).toEqual(['terminate i-1']);
    world.now += 59_000;
    world.visible = INSTANCE;
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    world.visible = undefined;
    world.now += 59_000;
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    world.now += 60_000;
    expect(await removal.removeWhatIsOpen()).toEqual([]);
    expect(world.entry.proof).toBe('EC2 no longer knows it');
  });

  it('waits for a key pair whose import was never answered, not for one that was', async () => {
    const answered = new World({ kind: 'key-pair', state: 'exists' });
    expect(await new Removal(answered.run).removeWhatIsOpen()).toEqual([]);
    expect(answered.calls).toEqual(['delete token']);
    const never = new World({ kind: 'key-pair' });
    const inVain = new Removal(never.run);
    expect(await inVain.removeWhatIsOpen()).toHaveLength(1);
    never.now += MINUTE;
    expect(await inVain.removeWhatIsOpen()).toEqual([]);
    expect(never.calls).toEqual([]);
    const late = new World({ kind: 'key-pair' });
    const removal = new Removal(late.run);
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    late.keyPair = true;
    expect(await removal.removeWhatIsOpen()).toEqual([]);
    expect(late.calls).toEqual(['delete token']);
  });

  it("leaves what has the name of an unanswered request, but not the run's tag", async () => {
    const request = { name: 'group', vpcId: 'vpc-1' };
    const worlds = [
      new World({ kind: 'key-pair' }),
      new World({ kind: 'security-group', request }),
    ];
    for (const world of worlds) {
      world.owner = 'another run';
      world.keyPair = true;
      world.groups = ['sg-1'];
      const removal = new Removal(world.run);
      expect(await removal.removeWhatIsOpen()).toHaveLength(1);
      world.now += MINUTE;
      expect(await removal.removeWhatIsOpen()).toEqual([]);
      expect(world.calls).toEqual([]);
    }
  });

  it('deletes a security group until it is seen gone, and waits for one whose making was never answered', async () => {
    const known = new World({
      kind: 'security-group',
      state: 'exists',
      resourceId: 'sg-1',
    });
    known.groups = ['sg-1'];
    const removal = new Removal(known.run);
    // EC2 keeps it while a network interface uses it.
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    expect(await removal.removeWhatIsOpen()).toHaveLength(1);
    expect(known.calls).toEqual(['delete sg-1', 'delete sg-1']);
    known.groups = [];
    expect(await removal.removeWhatIsOpen()).toEqual([]);

    const request = { name: 'group', vpcId: 'vpc-1' };
    const unanswered = new World({ kind: 'security-group', request });
    const late = new Removal(unanswered.run);
    expect(await late.removeWhatIsOpen()).toHaveLength(1);
    unanswered.now += 59_000;
    unanswered.groups = ['sg-2'];
    expect(await late.removeWhatIsOpen()).toHaveLength(1);
    expect(unanswered.calls).toEqual(['delete sg-2']);
    unanswered.groups = [];
    expect(await late.removeWhatIsOpen()).toEqual([]);

    const never = new World({ kind: 'security-group', request });
    const inVain = new Removal(never.run);
    expect(await inVain.removeWhatIsOpen()).toHaveLength(1);
    never.now += MINUTE;
    expect(await inVain.removeWhatIsOpen()).toEqual([]);
  });
});
