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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Profile } from '../config';
import { newBuild, newRun, notice, TestStore } from './__testUtils__/store';
import type { NewBuild } from './records';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('runs (%s)', databaseId => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  afterEach(async () => {
    await test.clear();
  });

  it('keeps what its driver learns, and leaves the rest alone', async () => {
    const { store } = test;
    const {
      claims: [claim],
    } = await test.acceptAndClaim();
    const launchedAt = new Date('2026-11-22T10:00:00.123Z');
    const onlineAt = new Date('2026-11-22T10:00:07.890Z');
    const checks = [
      {
        name: 'ssh',
        type: 'tcp',
        target: 'tcp :22',
        state: 'waiting' as const,
        detail: 'connection refused',
        attempts: 3,
      },
    ];
    await store.updateRun(claim, {
      stage: 'launching',
      instanceId: 'i-0123456789abcdef0',
      availabilityZone: 'us-east-1a',
      launchedAt,
    });
    await store.updateRun(claim, {
      stage: 'booting',
      onlineAt,
      address: '192.0.2.7',
    });
    // A driver that resumes says again where it is.
    await store.updateRun(claim, { stage: 'booting' });
    await store.updateRun(claim, { checks, observedMs: 1500 });
    await store.updateRun(claim, {});

    const run = await store.getRun(claim.runId);
    expect(run).toMatchObject({
      stage: 'booting',
      instanceId: 'i-0123456789abcdef0',
      availabilityZone: 'us-east-1a',
      address: '192.0.2.7',
      launchedAt,
      onlineAt,
      checks,
      observedMs: 1500,
      cleanup: 'pending',
    });
    expect(run?.stages.map(({ stage }) => stage)).toEqual([
      'queued',
      'launching',
      'booting',
    ]);
    const instants = run?.stages.map(({ at }) => at);
    expect(instants).toEqual([...(instants ?? [])].sort());
  });

  it('keeps the first verdict, and tells it once', async () => {
    const { store } = test;
    const {
      build,
      claims: [claim],
    } = await test.acceptAndClaim();
    const runVerdict = (verdict: Verdict) => ({
      type: 'run-verdict' as const,
      runId: claim.runId,
      verdict,
      message: verdict,
    });
    await store.updateRun(
      claim,
      { verdict: 'failed', reason: 'kernel panic' },
      [runVerdict('failed')],
    );
    const decided = await store.getRun(claim.runId);
    expect(decided).toMatchObject({
      verdict: 'failed',
      reason: 'kernel panic',
      verdictAt: expect.any(Date),
    });

    await store.updateRun(
      claim,
      { verdict: 'passed', reason: 'after all', stage: 'cleaning-up' },
      [runVerdict('passed'), notice('second thoughts', claim.runId)],
    );
    expect(await store.getRun(claim.runId)).toMatchObject({
      verdict: 'failed',
      reason: 'kernel panic',
      verdictAt: decided?.verdictAt,
      stage: 'cleaning-up',
    });
    expect(await test.eventTypes(build.id)).toEqual([
      'accepted',
      'run-verdict',
      'build-verdict',
      'notice',
    ]);
    expect(await store.getBuild(build.id)).toMatchObject({
      verdict: 'failed',
      reason: 'kernel panic',
    });
  });

  it('ends a run, and with the last one the build', async () => {
    const { store } = test;
    const {
      build,
      claims: [first, second],
    } = await test.acceptAndClaim({
      runs: [newRun(), newRun({ instanceType: 'm7g.large' })],
    });
    await store.updateRun(first, {
      stage: 'finished',
      verdict: 'passed',
      reason: 'every check answered',
      cleanup: 'clean',
    });
    expect(await store.getRun(first.runId)).toMatchObject({
      stage: 'finished',
      finishedAt: expect.any(Date),
    });
    const running = await store.getBuild(build.id);
    expect(running).toMatchObject({ status: 'running' });
    expect(running?.verdict).toBeUndefined();
    // Its lease ended with it.
    expect(
      await store.renewLeases({ worker: 'worker-1', leaseMs: 60_000 }),
    ).toEqual([{ runId: second.runId, epoch: 1, cancelRequested: false }]);

    await store.updateRun(second, { verdict: 'passed' });
    expect(await store.getBuild(build.id)).toMatchObject({
      status: 'running',
      verdict: 'passed',
      reason: 'us-east-1 t3.micro: every check answered',
      verdictAt: expect.any(Date),
    });
    await store.updateRun(second, { stage: 'finished', cleanup: 'leaked' }, [
      {
        type: 'cleanup',
        runId: second.runId,
        cleanup: 'leaked',
        message: 'Still there: vol-1',
      },
    ]);
    expect(await store.getBuild(build.id)).toMatchObject({
      status: 'finished',
      finishedAt: expect.any(Date),
    });

    // To say it again changes nothing.
    const before = await test.everything();
    await store.updateRun(second, { stage: 'finished', verdict: 'passed' });
    expect(await test.everything()).toEqual(before);
    const events = await store.eventsAfter(build.id, 1, 10);
    expect(events).toMatchObject([
      {
        type: 'build-verdict',
        verdict: 'passed',
        message: 'web-base passed: us-east-1 t3.micro: every check answered',
      },
      { type: 'cleanup', runId: second.runId, cleanup: 'leaked' },
      {
        type: 'finished',
        message: 'Finished, but a run left something behind',
      },
    ]);
    expect(events[0]).not.toHaveProperty('runId');
    expect(await test.claim('worker-2')).toEqual([]);
  });

  it.each<[Verdict[], Verdict, string]>([
    [['passed', 'failed', 'errored', 'cancelled', 'failed'], 'failed', 'run 1'],
    [['errored', 'passed', 'cancelled'], 'cancelled', 'run 2'],
    [['passed', 'errored', 'errored'], 'errored', 'run 1'],
    [['passed', 'passed'], 'passed', 'run 0'],
  ])('settles %j as %s', async (verdicts, settled, reason) => {
    const { store } = test;
    const { build, claims } = await test.acceptAndClaim({
      runs: verdicts.map((_, i) => newRun({ instanceType: `t3.${i}` })),
    });
    // All at once: none of them may miss that it was the last.
    await Promise.all(
      claims.map((claim, i) =>
        store.updateRun(claim, {
          verdict: verdicts[i],
          reason: `run ${i}`,
          stage: 'finished',
          cleanup: 'clean',
        }),
      ),
    );
    const position = Number(reason.slice(-1));
    expect(await store.getBuild(build.id)).toMatchObject({
      status: 'finished',
      verdict: settled,
      reason: `us-east-1 t3.${position}: ${reason}`,
    });
    const events = await store.eventsAfter(build.id, 1, 100);
    expect(events).toMatchObject([
      { type: 'build-verdict', verdict: settled },
      {
        type: 'finished',
        message: 'Finished: everything that was made is gone',
      },
    ]);
  });

  it('knows whether a network has let a run pass, whatever its profile is called', async () => {
    const { store } = test;
    const { profile } = newBuild();
    const region = 'us-east-1';
    const regions = {
      [region]: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] },
    };
    const tcp = (port: number) => ({
      type: 'tcp' as const,
      port,
      timeoutSeconds: 3,
    });
    const proven: Profile = { ...profile, regions, checks: [tcp(22), tcp(80)] };
    const networkOf = async (changes: Partial<NewBuild>) => {
      const { claims } = await test.acceptAndClaim(changes);
      const { image, networkHash } = (await store.getRun(claims[0].runId))!;
      return { ...image, networkHash };
    };

    const {
      claims: [claim],
    } = await test.acceptAndClaim({ profile: proven });
    const network = await networkOf({ profile: proven });
    await store.updateRun(claim, { verdict: 'failed' });
    expect(await store.hasPassed(network)).toBe(false);
    const {
      claims: [passing],
    } = await test.acceptAndClaim({ profile: proven });
    await store.updateRun(passing, { verdict: 'passed' });
    expect(await store.hasPassed(network)).toBe(true);

    // The same way to the instance.
    const renamed = await networkOf({
      profileName: 'renamed',
      profile: {
        ...proven,
        regions: {
          ...regions,
          [region]: {
            subnets: ['subnet-2', 'subnet-1'],
            securityGroups: ['sg-1'],
          },
          'eu-west-1': { subnets: ['subnet-9'], securityGroups: ['sg-9'] },
        },
        checks: [tcp(80), { ...tcp(22), name: 'ssh', timeoutSeconds: 9 }],
        budgets: { onlineSeconds: 9, serviceSeconds: 9 },
      },
    });
    expect(await store.hasPassed(renamed)).toBe(true);

    const edits: Partial<Profile>[] = [
      { regions: { [region]: { ...regions[region], subnets: ['subnet-1'] } } },
      {
        regions: { [region]: { ...regions[region], securityGroups: ['sg-2'] } },
      },
      { address: 'private' },
      { checks: [tcp(22), tcp(8080)] },
      { checks: [tcp(22)] },
    ];
    for (const edit of edits) {
      const edited = await networkOf({ profile: { ...proven, ...edit } });
      expect(await store.hasPassed(edited)).toBe(false);
    }
    const elsewhere = await networkOf({
      profile: { ...proven, regions: { 'eu-west-1': regions[region] } },
      runs: [newRun({ region: 'eu-west-1' })],
    });
    expect(elsewhere.region).toBe('eu-west-1');
    expect(await store.hasPassed(elsewhere)).toBe(false);
    const ofOther = await networkOf({
      profile: { ...proven, accountId: '999999999999' },
    });
    expect(ofOther.networkHash).not.toBe(network.networkHash);
    expect(await store.hasPassed(ofOther)).toBe(false);
  });

  it('finds the last pass in a network along an index, however many there are', async () => {
    const { store, knex } = test;
    const { claims } = await test.acceptAndClaim();
    const { image, networkHash } = (await store.getRun(claims[0].runId))!;
    const asked: Knex.Sql[] = [];
    const listen = (query: Knex.Sql) => asked.push(query);
    knex.on('query', listen);
    await store.lastPass({ ...image, networkHash });
    knex.off('query', listen);
    expect(asked).toHaveLength(1);

    const explain =
      databaseId === 'SQLITE_3' ? 'explain query plan' : 'explain';
    const plan = await knex.transaction(async trx => {
      // So few rows are read faster without an index.
      if (databaseId !== 'SQLITE_3') {
        await trx.raw('set local enable_seqscan = off');
        await trx.raw('set local enable_bitmapscan = off');
      }
      const [{ sql, bindings }] = asked;
      const readable = sql.replace(/\$\d+/g, '?');
      return JSON.stringify(
        await trx.raw(`${explain} ${readable}`, [...bindings]),
      );
    });
    expect(plan).toContain('smoke_test_runs_network_passed_idx');
    expect(plan).not.toMatch(/Sort|TEMP B-TREE/);
  });

  it('reads the profile that an older version has copied', async () => {
    const { build } = await test.acceptAndClaim();
    const [run] = await test.store.runsOf([build.id]);
    const { fallbackInstanceTypes, ...older } = run.profile;
    await test
      .knex('smoke_test_builds')
      .update({ profile: JSON.stringify(older) });
    expect((await test.store.getRun(run.id))?.profile).toEqual({
      ...older,
      fallbackInstanceTypes: [],
    });
  });
});
