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

import { TestDatabases } from '@backstage/backend-test-utils';
import { newRun, notice, sleep, TestStore } from './__testUtils__/store';
import { waitForOtherClaims } from './claims';
import { withClaim } from './fence';
import type { Claim, ObjectRecord } from './records';
import { ClaimLostError } from './SmokeTestStore';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('claims (%s)', databaseId => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  afterEach(async () => {
    await test.clear();
  });

  /** Claims everything with a lease that is over when this returns. */
  async function claimAndLetLapse(worker: string) {
    const claimed = await test.claim(worker, { leaseMs: 1 });
    await sleep(20);
    return claimed;
  }

  it('gives a run to one worker, with its profile', async () => {
    const build = await test.accept();
    const [claimed, ...others] = await test.claim('worker-1');
    expect(others).toEqual([]);
    expect(claimed.epoch).toBe(1);
    expect(claimed.run).toEqual(await test.store.getRun(claimed.runId));
    expect(claimed.run).toMatchObject({ buildId: build.id, epoch: 1 });
    expect(claimed.run.profile.checks).toHaveLength(1);
    expect(await test.claim('worker-2')).toEqual([]);
    expect(await test.claim('worker-1')).toEqual([]);
  });

  it('counts the workers that hold a lease', async () => {
    const { store } = test;
    expect(await store.liveWorkers()).toBe(1);
    await test.accept({ runs: Array.from({ length: 5 }, () => newRun()) });
    const [one] = await test.claim('worker-1', { limit: 1 });
    expect(await store.liveWorkers()).toBe(1);
    await test.claim('worker-1', { limit: 1 });
    const [two] = await test.claim('worker-2', { limit: 1 });
    const [three] = await test.claim('worker-3', { limit: 1 });
    await test.claim('worker-4', { limit: 1, leaseMs: 1 });
    await sleep(20);
    expect(await store.liveWorkers()).toBe(3);

    await store.updateRun(two, { stage: 'finished' });
    expect(await store.liveWorkers()).toBe(2);
    await store.releaseLeases([one, three]);
    expect(await store.liveWorkers()).toBe(1);
  });

  it('takes the oldest first, and no more than it is asked for', async () => {
    const first = await test.accept({ runs: [newRun(), newRun()] });
    await sleep(5);
    const second = await test.accept({ runs: [newRun(), newRun()] });
    const order = (await test.store.runsOf([first.id]))
      .concat(await test.store.runsOf([second.id]))
      .map(({ id }) => id);

    expect(await test.claim('worker-1', { limit: 0 })).toEqual([]);
    const batches = [
      await test.claim('worker-1', { limit: 3 }),
      await test.claim('worker-2', { limit: 3 }),
    ];
    expect(batches.map(batch => batch.map(({ runId }) => runId))).toEqual([
      order.slice(0, 3),
      order.slice(3),
    ]);
  });

  it('holds the cap of each region however many claim at once', async () => {
    const { store } = test;
    await test.accept({
      runs: Array.from({ length: 12 }, () => newRun()).concat(
        Array.from({ length: 3 }, () => newRun({ region: 'eu-central-1' })),
      ),
    });
    const rush = async () =>
      (
        await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            test.claim(`worker-${i}`, { runsPerRegion: 5, limit: 3 }),
          ),
        )
      ).flat();
    const inRegion = (
      claimed: Awaited<ReturnType<typeof rush>>,
      region: string,
    ) => claimed.filter(({ run }) => run.image.region === region);

    const claimed = await rush();
    expect(new Set(claimed.map(({ runId }) => runId)).size).toBe(8);
    expect(inRegion(claimed, 'us-east-1')).toHaveLength(5);
    expect(inRegion(claimed, 'eu-central-1')).toHaveLength(3);
    expect(await rush()).toEqual([]);

    // A place is free again when a run is finished, not when it has its verdict, and not when its driver is gone.
    const [one, two, three] = inRegion(claimed, 'us-east-1');
    await store.updateRun(one, { verdict: 'passed', stage: 'cleaning-up' });
    expect(await rush()).toEqual([]);
    await store.updateRun(one, { stage: 'finished' });
    expect(await rush()).toHaveLength(1);
    await store.releaseLeases([two, three]);
    const resumed = await rush();
    expect(resumed.map(({ runId }) => runId).sort()).toEqual(
      [two.runId, three.runId].sort(),
    );
    expect(resumed.map(({ epoch }) => epoch)).toEqual([2, 2]);
    expect(await rush()).toEqual([]);

    // A lower cap takes nothing away, a higher one gives at once.
    expect(await test.claim('late', { runsPerRegion: 4 })).toEqual([]);
    expect(await test.claim('late', { runsPerRegion: 7 })).toHaveLength(2);
  });

  it('counts what another worker is just claiming', async () => {
    const { knex } = test;
    const second = newRun();
    await test.accept({ runs: [newRun(), second] });
    let late: ReturnType<typeof test.claim> | undefined;
    await knex.transaction(async trx => {
      await waitForOtherClaims(trx);
      await trx('smoke_test_runs')
        .where('id', second.id)
        .update({ epoch: 1, lease_until: Date.now() + 60_000 });
      late = test.claim('worker-2', { runsPerRegion: 1 });
      // Long enough for it to do something wrong, if it does not wait.
      await sleep(200);
    });
    expect(await late).toEqual([]);
  });

  it('does not let a full region hold up another', async () => {
    await test.accept({ runs: [newRun(), newRun(), newRun()] });
    await sleep(5);
    await test.accept({ runs: [newRun({ region: 'eu-central-1' })] });
    const claimed = await test.claim('worker-1', {
      runsPerRegion: 1,
      limit: 2,
    });
    expect(claimed.map(({ run }) => run.image.region)).toEqual([
      'us-east-1',
      'eu-central-1',
    ]);
  });

  it('gives a run whose lease ran out to the next, before queued ones', async () => {
    await test.accept();
    const [lapsed] = await claimAndLetLapse('worker-1');
    await test.accept();

    const [resumed, ...others] = await test.claim('worker-2', { limit: 1 });
    expect(others).toEqual([]);
    expect(resumed).toMatchObject({ runId: lapsed.runId, epoch: 2 });
    expect(await test.claim('worker-3')).toHaveLength(1);
    expect(await test.claim('worker-1')).toEqual([]);
  });

  it("renews all of a worker's leases at once, and nothing else", async () => {
    const { store } = test;
    await test.accept({ runs: [newRun(), newRun(), newRun()] });
    const [lost] = await test.claim('worker-1', { limit: 1, leaseMs: 1 });
    await sleep(20);
    const [taken] = await test.claim('worker-2', { limit: 1 });
    expect(taken.runId).toBe(lost.runId);
    const mine = await test.claim('worker-1', { leaseMs: 60_000 });

    const renewed = await store.renewLeases({
      worker: 'worker-1',
      leaseMs: 1,
    });
    expect(renewed).toHaveLength(2);
    expect(renewed).toEqual(
      expect.arrayContaining(
        mine.map(({ runId }) => ({ runId, epoch: 1, cancelRequested: false })),
      ),
    );
    // A lease that is over is not had back by renewing it.
    await sleep(20);
    expect(
      await store.renewLeases({ worker: 'worker-1', leaseMs: 60_000 }),
    ).toEqual([]);
    expect(await test.claim('worker-3')).toHaveLength(2);
    expect(
      await store.renewLeases({ worker: 'worker-2', leaseMs: 60_000 }),
    ).toEqual([{ runId: taken.runId, epoch: 2, cancelRequested: false }]);
  });

  it('renews only the leases that it is asked to', async () => {
    const { store, knex } = test;
    await test.accept({ runs: [newRun(), newRun()] });
    const [driven, forgotten] = await test.claim('worker-1');
    const untouched = () =>
      knex('smoke_test_runs').first().where('id', forgotten.runId);
    const before = await untouched();

    const renew = (claims: Claim[]) =>
      store.renewLeases({ worker: 'worker-1', leaseMs: 90_000, claims });
    expect(await renew([])).toEqual([]);
    expect(
      await renew([driven, { runId: forgotten.runId, epoch: 0 }]),
    ).toMatchObject([{ runId: driven.runId, epoch: 1 }]);
    expect(await untouched()).toEqual(before);
  });

  it('renews a lease while its run is written, and both are kept', async () => {
    const { store, knex } = test;
    const { claims } = await test.acceptAndClaim({
      runs: Array.from({ length: 3 }, () => newRun()),
    });
    const rounds = 15;
    const writers = claims.map(async claim => {
      for (let i = 1; i <= rounds; i++) {
        await store.updateRun(claim, { observedMs: i }, [notice(`${i}`)]);
      }
    });
    const renewals = (async () => {
      for (let i = 0; i < rounds; i++) {
        expect(
          await store.renewLeases({ worker: 'worker-1', leaseMs: 90_000 }),
        ).toHaveLength(3);
      }
    })();
    const cancellation = knex('smoke_test_builds')
      .pluck('id')
      .then(([id]) => store.requestCancel(id));
    await Promise.all([...writers, renewals, cancellation]);

    for (const { runId } of claims) {
      const run = await store.getRun(runId);
      expect(run?.observedMs).toBe(rounds);
      expect(run?.cancelRequestedAt).toBeInstanceOf(Date);
    }
  });

  it('hands over only what is still held', async () => {
    const { store } = test;
    await test.accept();
    const [lapsed] = await claimAndLetLapse('worker-1');
    const [current] = await test.claim('worker-2');
    await store.releaseLeases([]);
    await store.releaseLeases([lapsed]);
    expect(await test.claim('worker-3')).toEqual([]);
    await store.releaseLeases([current]);
    expect(await test.claim('worker-3')).toMatchObject([
      { runId: current.runId, epoch: 3 },
    ]);
  });

  it('tells a cancellation to whoever drives the run, or has it claimed', async () => {
    const { store } = test;
    const build = await test.accept({ runs: [newRun(), newRun(), newRun()] });
    const [decided, driven] = await test.claim('worker-1', {
      limit: 2,
      runsPerRegion: 2,
    });
    await store.updateRun(decided, { verdict: 'passed' });
    await store.requestCancel(build.id);

    const renewed = await store.renewLeases({
      worker: 'worker-1',
      leaseMs: 60_000,
    });
    expect(
      renewed.filter(({ cancelRequested }) => cancelRequested),
    ).toMatchObject([{ runId: driven.runId }]);
    expect(
      (await store.getRun(decided.runId))?.cancelRequestedAt,
    ).toBeUndefined();
    const asked = (await store.getRun(driven.runId))?.cancelRequestedAt;
    expect(asked).toBeInstanceOf(Date);

    // A queued run needs no place in its region to be cancelled.
    const [queued, ...others] = await test.claim('worker-2', {
      runsPerRegion: 2,
    });
    expect(others).toEqual([]);
    expect(queued.run.cancelRequestedAt).toBeInstanceOf(Date);

    // Asking again changes nothing, and neither does asking when it is over.
    await sleep(5);
    await store.requestCancel(build.id);
    expect((await store.getRun(driven.runId))?.cancelRequestedAt).toEqual(
      asked,
    );
    for (const claim of [decided, driven, queued]) {
      await store.updateRun(claim, { verdict: 'cancelled', stage: 'finished' });
    }
    const finished = await test.everything();
    await store.requestCancel(build.id);
    expect(await test.everything()).toEqual(finished);
  });

  it('lets no write through of a claim that was lost', async () => {
    const { store } = test;
    const build = await test.accept();
    const [stale] = await claimAndLetLapse('worker-1');

    // Nobody else has it yet: what its driver knows is still true.
    const entry = await store.intend(stale, {
      kind: 'instance',
      token: 'token-1',
    });
    const [current] = await test.claim('worker-2');
    expect(current.epoch).toBe(2);

    const object: ObjectRecord = {
      runId: stale.runId,
      path: 'console.log',
      contentType: 'text/plain',
      sha256: 'ab',
      size: 2,
      body: Buffer.from('ab'),
    };
    const writes = (claim: Claim): Promise<unknown>[] => [
      store.updateRun(claim, { observedMs: 7 }),
      store.updateRun(claim, { stage: 'booting' }, [notice('late')]),
      store.updateRun(claim, { verdict: 'failed', reason: 'late' }),
      store.addScreenshots(claim, [
        {
          screenshot: { offsetMs: 1 },
          objects: [object],
          event: notice('late'),
        },
      ]),
      store.addConsole(claim, { offsetMs: 1, text: 'late' }, notice('late')),
      store.saveAttempts(claim, [], { observedMs: 7, checks: [] }),
      store.putObject(claim, object),
      store.intend(claim, { kind: 'instance', token: 'token-2' }),
      store.settle(claim, entry.id, { state: 'gone' }),
    ];
    const before = await test.everything();
    const outcomes = await Promise.allSettled(writes(stale));
    for (const outcome of outcomes) {
      expect(outcome).toEqual({
        status: 'rejected',
        reason: expect.any(ClaimLostError),
      });
    }
    expect(await test.everything()).toEqual(before);
    await expect(
      store.putObject({ runId: build.id, epoch: 1 }, object),
    ).rejects.toThrow(ClaimLostError);

    await Promise.all(writes(current));
    expect(await test.everything()).not.toEqual(before);
  });

  // SQLite belongs to one process, and freezes with it.
  if (databaseId !== 'SQLITE_3') {
    it.each([
      [
        'writes',
        (claim: Claim, thawed: Promise<void>) =>
          withClaim(test.knex, claim, 'build', () => thawed),
      ],
      [
        'claims',
        (_: Claim, thawed: Promise<void>) =>
          test.knex.transaction(async trx => {
            await waitForOtherClaims(trx);
            await thawed;
          }),
      ],
    ])(
      'gives away the runs of a worker that freezes as it %s',
      async (_, begin) => {
        await test.accept();
        const [claimed] = await claimAndLetLapse('worker-1');
        let thaw = () => {};
        const thawed = new Promise<void>(resolve => {
          thaw = resolve;
        });
        const frozen = begin(claimed, thawed).then(() => 'went on', String);
        await sleep(100);
        let taken: Claim[] = [];
        while (taken.length === 0) {
          await sleep(100);
          taken = await test.claim('worker-2');
        }
        expect(taken).toMatchObject([{ runId: claimed.runId, epoch: 2 }]);
        thaw();
        expect(await frozen).toMatch(/connection|terminat/i);
      },
      30_000,
    );
  }
});
