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
import { randomUUID } from 'node:crypto';
import { DEFAULT_ACCOUNT_ID, Ec2Error } from '@ami-smoke-test/local-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { REGION, useLocalEc2 } from '../ec2/__testUtils__/localEc2';
import type { ReaperStore } from '../database/ReaperStore';
import { inHours, pause, ReaperWorld } from './__testUtils__/ReaperWorld';

// Some wait for minutes of looking, hurried.
jest.setTimeout(120_000);

const databases = TestDatabases.create();
const local = useLocalEc2();

describe.each(databases.eachSupportedId())('the reaper, %p', databaseId => {
  let world: ReaperWorld;
  beforeEach(async () => {
    world = await ReaperWorld.start(databases, databaseId, local);
  });

  it('removes what nobody knows when its time is over: the instance, what hangs on it, the key pair and the security group', async () => {
    const tags = world.tags();
    const instance = await world.instance(tags);
    const name = `key of ${instance}`;
    const keyPair = await world.keyPair(name, tags);
    const group = await world.securityGroup(name, tags);
    expect(await local.ec2.owned(world.owner)).toHaveLength(5);

    expect(await world.reaper().reapOnce()).toBe(true);
    expect(await local.ec2.owned(world.owner)).toEqual([]);
    expect(await world.state(instance)).toBe('terminated');
    expect(await world.finding(instance)).toMatchObject({
      kind: 'instance',
      accountId: DEFAULT_ACCOUNT_ID,
      region: REGION,
      runId: tags[TAGS.run],
      action: 'removed',
      why: `The ledger does not know it, and it expired at ${
        tags[TAGS.expiresAt]
      }`,
      detail: 'EC2 says terminated',
    });
    expect(await world.finding(keyPair)).toMatchObject({
      action: 'removed',
      name,
      detail: 'EC2 has no key pair of this name',
    });
    expect(await world.finding(group)).toMatchObject({ action: 'removed' });
    expect(world.removed).toEqual(
      expect.arrayContaining([instance, keyPair, group]),
    );
    expect(world.logger.info).toHaveBeenCalledWith(
      expect.stringContaining(`${instance} in account ${DEFAULT_ACCOUNT_ID}`),
      expect.objectContaining({ resourceId: instance, action: 'removed' }),
    );
    expect(world.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'reaper',
        meta: expect.objectContaining({
          resourceId: instance,
          actionType: 'removed',
        }),
      }),
    );
  });

  it('leaves what it cannot be sure of, tells of it once, and until it is settled', async () => {
    const unsure = {
      'counts as nobody': world.tags({ [TAGS.expiresAt]: inHours(-0.5) }),
      'no tag ami-smoke-test:expires-at': world.tags({
        [TAGS.expiresAt]: undefined,
      }),
      "no instant: 'tomorrow'": world.tags({ [TAGS.expiresAt]: 'tomorrow' }),
      "no instant: '2026-01-01'": world.tags({
        [TAGS.expiresAt]: '2026-01-01',
      }),
      "no instant: '2026-13-41T00:00:00Z'": world.tags({
        [TAGS.expiresAt]: '2026-13-41T00:00:00Z',
      }),
      'no tag ami-smoke-test:run': world.tags({ [TAGS.run]: undefined }),
    };
    const instances = new Map<string, string>();
    for (const [why, tags] of Object.entries(unsure)) {
      instances.set(why, await world.instance(tags));
    }
    await world.reaper().reapOnce();
    for (const [why, instance] of instances) {
      expect(await world.state(instance)).toBe('running');
      expect(await world.finding(instance)).toMatchObject({
        action: 'left',
        why: expect.stringContaining(why),
      });
    }
    const { calls } = world.logger.warn.mock;
    // Each instance came with a volume and a network interface.
    expect(calls).toHaveLength(3 * instances.size);
    const writes: string[] = [];
    world.test.knex.on('query', ({ sql }: { sql: string }) => {
      if (/^(insert|update).*reaper_findings/.test(sql)) writes.push(sql);
    });
    await world.reaper().reapOnce();
    expect(calls).toHaveLength(3 * instances.size);
    // What is as it was is noted in one go.
    expect(writes).toHaveLength(1);

    for (const instance of instances.values()) {
      await local.ec2.terminate(instance);
    }
    while ((await local.ec2.owned(world.owner)).length > 0) await pause();
    await world.minutesPass(10);
    await world.reaper().reapOnce();
    for (const finding of await world.findings()) {
      expect(finding).toMatchObject({ action: 'settled' });
    }
    expect(world.removed).toEqual([]);
  });

  it("never touches what is not ours: other owners', look-alikes', and what has no tag of ours", async () => {
    const { owner } = world;
    const of = (key: string, value: string) =>
      world.instance({
        ...world.tags({ [TAGS.owner]: undefined }),
        [key]: value,
      });
    const foreign = [
      await of(TAGS.owner, `${owner}2`),
      await of(TAGS.owner, owner.toUpperCase()),
      await of(TAGS.owner, 'owner-*'),
      await of(TAGS.owner, ` ${owner}`),
      await of(`${TAGS.owner}2`, owner),
      await of('AMI-Smoke-Test:Owner', owner),
      await of('owner', owner),
    ];
    await world.reaper().reapOnce();
    for (const instance of foreign) {
      expect(await world.state(instance)).toBe('running');
    }
    expect(await world.findings()).toEqual([]);
    expect(
      foreign.filter(id => world.terminations('AKIAREAPER').includes(id)),
    ).toEqual([]);
  });

  it('removes what the ledger knows as gone or as of a finished run, whatever its tags say, and settles its row', async () => {
    const claim = await world.run();
    const { store } = world.test;
    const tags = world.tags({
      [TAGS.run]: claim.runId,
      [TAGS.expiresAt]: inHours(5),
    });
    const [open, gone, answeredLate] = [
      await world.instance(tags),
      await world.instance(tags),
      await world.instance(tags, `${claim.runId}-2`),
    ];
    const rows = [
      await store.intend(claim, { kind: 'instance', token: 'a' }),
      await store.intend(claim, { kind: 'instance', token: 'b' }),
      await store.intend(claim, {
        kind: 'instance',
        token: `${claim.runId}-2`,
      }),
    ];
    const name = `ami-smoke-test-${claim.runId}`;
    await world.keyPair(name, tags);
    await store.intend(claim, { kind: 'key-pair', token: name });
    await store.settle(claim, rows[0].id, {
      state: 'exists',
      resourceId: open,
    });
    await store.settle(claim, rows[1].id, {
      state: 'gone',
      resourceId: gone,
      proof: 'EC2 no longer knows it',
    });
    await store.settle(claim, rows[2].id, {
      state: 'gone',
      proof: 'no instance appeared in 15 minutes',
    });

    // Its run looks after it, and what was seen gone just now may be just going.
    await world.reaper().reapOnce();
    expect(world.terminations('AKIAREAPER')).not.toContain(open);
    expect(world.terminations('AKIAREAPER')).not.toContain(gone);
    expect(await world.findings()).toEqual([]);

    await world.enter(claim, 'finished');
    await world.minutesPass(10);
    await world.reaper().reapOnce();
    for (const instance of [open, gone, answeredLate]) {
      expect(await world.state(instance)).toBe('terminated');
      expect(await world.finding(instance)).toMatchObject({
        action: 'removed',
        runId: claim.runId,
      });
    }
    expect(await store.openLedger()).toEqual([]);
    const [first, second] = await store.ledgerOf(claim.runId);
    expect(first).toMatchObject({
      state: 'gone',
      proof: 'EC2 says terminated',
    });
    expect(second.proof).toBe('EC2 no longer knows it');
    expect(await local.ec2.findKeyPair(name)).toBeUndefined();
  });

  it('settles the rows of a finished run that nothing in AWS answers to', async () => {
    const claim = await world.run();
    const { store } = world.test;
    await store.intend(claim, { kind: 'instance', token: 'never answered' });
    const { id } = await store.intend(claim, {
      kind: 'volume',
      token: 'vol-0',
    });
    await store.settle(claim, id, { state: 'exists', resourceId: 'vol-0' });
    await world.enter(claim, 'finished');
    const reaper = world.reaper();
    // An unanswered launch is looked for over 15 minutes, and a look ends after five.
    while ((await store.openLedger()).length > 0) await reaper.reapOnce();
    const [launch] = await store.ledgerOf(claim.runId);
    expect(launch.proof).toMatch(/never answered appeared in 15 minutes/);
    expect(await world.finding('never answered')).toMatchObject({
      action: 'removed',
    });
  });

  it('only reports when it is told to, and in a database that belongs to another installation', async () => {
    const instance = await world.instance(world.tags());
    await world.reaper({ settings: { mode: 'report' } }).reapOnce();
    expect(await world.finding(instance)).toMatchObject({
      action: 'left',
      why: expect.stringContaining('expired at'),
      detail: "amiSmokeTest.reaper.mode is 'report'",
    });
    await world.test
      .knex('smoke_test_installation')
      .update({ owner: 'production' });
    await world.reaper().reapOnce();
    expect(await world.finding(instance)).toMatchObject({
      action: 'left',
      detail: `This database belongs to the installation 'production', and amiSmokeTest.owner is '${world.owner}'`,
    });
    expect(world.terminations('AKIAREAPER')).not.toContain(instance);

    await world.test
      .knex('smoke_test_installation')
      .update({ owner: world.owner });
    await world.reaper().reapOnce();
    expect(await world.finding(instance)).toMatchObject({ action: 'removed' });
  });

  it('says when it looked and why it could not, and what prevents a removal, and goes on with the rest', async () => {
    const [stuck, other] = [
      await world.instance(world.tags()),
      await world.instance(world.tags()),
    ];
    const denied = new Ec2Error('UnauthorizedOperation', 'Not you', 403);
    local.interceptor = {
      beforeAction({ action, parameters }) {
        if (action === 'DescribeVolumes') throw denied;
        if (parameters['InstanceId.1'] === stuck) throw denied;
      },
    };
    await world.reaper().reapOnce();
    expect(await world.reaperStore.looks()).toMatchObject([
      {
        accountId: DEFAULT_ACCOUNT_ID,
        region: REGION,
        trouble: expect.stringContaining('UnauthorizedOperation'),
      },
    ]);
    expect(await world.findings()).toEqual([]);

    local.interceptor = {
      beforeAction({ action, parameters }) {
        const isOfIt = parameters['InstanceId.1'] === stuck;
        if (action === 'TerminateInstances' && isOfIt) throw denied;
      },
    };
    await world.reaper().reapOnce();
    expect(await world.finding(stuck)).toMatchObject({
      action: 'removing',
      detail: 'TerminateInstances: UnauthorizedOperation',
    });
    expect(await world.finding(other)).toMatchObject({ action: 'removed' });
    const [{ trouble, lookedAt }] = await world.reaperStore.looks();
    expect(trouble).toBeUndefined();
    expect(lookedAt).toBeInstanceOf(Date);

    // Whoever has heard of it is not told again, and EC2 is not asked on and on.
    const told = () => [
      world.logger.info.mock.calls.length,
      world.logger.warn.mock.calls.length,
      world.auditor.createEvent.mock.calls.length,
    ];
    const [before, accessKeyId] = [told(), randomUUID()];
    await world.reaper({ accessKeyId }).reapOnce();
    expect(told()).toEqual(before);
    expect(world.terminations(accessKeyId)).toEqual([stuck]);
  });

  it('removes the things of several runs at once', async () => {
    const names = ['first', 'second', 'third'].map(n => `${n} ${randomUUID()}`);
    for (const name of names) await world.keyPair(name, world.tags());
    let underWay = 0;
    local.interceptor = {
      async beforeAction({ action, signal }) {
        if (action !== 'DeleteKeyPair') return;
        underWay += 1;
        while (underWay < names.length && !signal.aborted) await pause();
      },
    };
    await world.reaper().reapOnce();
    expect(underWay).toBe(names.length);
    expect(await local.ec2.owned(world.owner)).toEqual([]);
  });

  it('tells of a launch that was never answered, and turns up, as of one thing', async () => {
    const claim = await world.run();
    const token = `${claim.runId}-1`;
    await world.test.store.intend(claim, { kind: 'instance', token });
    await world.enter(claim, 'finished');
    const reaper = world.reaper();
    await reaper.reapOnce();
    expect(await world.finding(token)).toMatchObject({ action: 'removing' });
    const tags = world.tags({ [TAGS.run]: claim.runId });
    const instance = await world.instance(tags, token);
    await world.minutesPass(10);
    await reaper.reapOnce();
    await world.minutesPass(10);
    await reaper.reapOnce();
    expect(await world.finding(token)).toMatchObject({
      action: 'settled',
      detail: `Goes on as ${instance}`,
    });
    expect(await world.finding(instance)).toMatchObject({ action: 'removed' });
    expect(world.removed).toContain(instance);
    expect(world.removed).not.toContain(token);
  });
});

const shared = databases
  .eachSupportedId()
  .filter(([id]) => id.startsWith('POSTGRES'));

/** A store whose process freezes: it confirms nothing any more. */
function freezing(store: ReaperStore): { store: ReaperStore; freeze(): void } {
  let isFrozen = false;
  return {
    freeze() {
      isFrozen = true;
    },
    store: new Proxy(store, {
      get(target, name: keyof ReaperStore) {
        if (name !== 'alone') return target[name].bind(target);
        const alone: ReaperStore['alone'] = (options, work) =>
          target.alone(options, confirm =>
            work(() => (isFrozen ? new Promise(() => {}) : confirm())),
          );
        return alone;
      },
    }),
  };
}

(shared.length > 0 ? describe.each(shared) : describe.skip.each([['none']]))(
  'several reapers, %p',
  databaseId => {
    let world: ReaperWorld;
    beforeEach(async () => {
      world = await ReaperWorld.start(databases, databaseId as never, local);
    });

    it('do not look at once', async () => {
      const instance = await world.instance(world.tags());
      const [first, second] = [randomUUID(), randomUUID()];
      let other: boolean | undefined;
      local.interceptor = {
        async beforeAction({ action, accessKeyId }) {
          if (action !== 'DescribeKeyPairs' || accessKeyId !== first) return;
          other ??= await world.reaper({ accessKeyId: second }).reapOnce();
        },
      };
      expect(await world.reaper({ accessKeyId: first }).reapOnce()).toBe(true);
      expect(other).toBe(false);
      expect(world.terminations(first)).toContain(instance);
      expect(world.terminations(second)).toEqual([]);
    });

    it('one that freezes is the reaper no more, and removes nothing when it wakes up', async () => {
      const instance = await world.instance(world.tags());
      const [first, second] = [randomUUID(), randomUUID()];
      const { store, freeze } = freezing(world.reaperStore);
      let other = false;
      local.interceptor = {
        async beforeAction({ action, accessKeyId, signal }) {
          if (action !== 'DescribeSecurityGroups' || accessKeyId !== first)
            return;
          freeze();
          // Meanwhile somebody has decided that nothing is to be removed.
          const reporting = world.reaper({
            accessKeyId: second,
            settings: { mode: 'report' },
          });
          while (!other && !signal.aborted) {
            other = await reporting.reapOnce();
            await pause();
          }
        },
      };
      const frozen = world.reaper({ accessKeyId: first, store, heldMs: 5_000 });
      await expect(frozen.reapOnce()).rejects.toThrow();
      expect(other).toBe(true);
      expect(world.terminations(first)).toEqual([]);
      expect(await world.state(instance)).toBe('running');
      expect(await world.finding(instance)).toMatchObject({ action: 'left' });
    });
  },
);
