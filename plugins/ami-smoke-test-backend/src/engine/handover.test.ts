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

import { setTimeout as sleep } from 'node:timers/promises';
import { CUT_CONNECTION } from '@ami-smoke-test/local-ec2';
import { TestDatabases } from '@backstage/backend-test-utils';
import { EngineWorld, type TestRun } from './__testUtils__/EngineWorld';
import { answersAfter, PORT, REFUSING } from './__testUtils__/scripts';
import { LeapingClock } from './__testUtils__/LeapingClock';
import { troubledStore } from './__testUtils__/troubledStore';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('handover (%s)', databaseId => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, databaseId);
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  async function expectOneLaunch(run: TestRun) {
    expect(world.ec2.launched(run)).toHaveLength(1);
    const requests = world.ec2
      .calls(run, 'RunInstances')
      .map(({ parameters }) => JSON.stringify(parameters));
    expect(new Set(requests).size).toBe(1);
  }

  it('goes on in another worker, whatever the stage, as if nothing had been', async () => {
    const launching = await world.accept();
    const unanswered = world.ec2.after(
      launching,
      'RunInstances',
      () => CUT_CONNECTION,
    );
    const booting = await world.accept();
    const pending = world.ec2.pretend(booting, />running</, '>pending<');
    const probing = await world.accept({ script: answersAfter(3_000) });

    const first = world.startEngine();
    await world.called(launching, 'RunInstances');
    await world.called(booting, 'DescribeInstances', 2);
    await world.asked(probing);
    await first.stop();
    const before = await world.run(probing);
    expect(before).toMatchObject({ stage: 'probing', epoch: 1 });
    expect((await world.run(booting)).stage).toBe('booting');
    expect((await world.run(launching)).instanceId).toBeUndefined();
    expect((await world.store.ledgerOf(launching.id)).at(-1)).toMatchObject({
      kind: 'instance',
      state: 'intended',
    });

    world.ec2.mend(unanswered);
    world.ec2.mend(pending);
    world.startEngine();
    for (const run of [launching, booting, probing]) {
      expect(await world.finished(run)).toMatchObject({
        verdict: 'passed',
        cleanup: 'clean',
        epoch: 2,
      });
      await expectOneLaunch(run);
      const types = (await world.events(run)).map(({ type }) => type);
      for (const once of ['launched', 'online', 'run-verdict', 'finished']) {
        expect(types.filter(type => type === once)).toHaveLength(1);
      }
    }
    const after = await world.run(probing);
    expect(after).toMatchObject({
      instanceId: before.instanceId,
      onlineAt: before.onlineAt,
      launchedAt: before.launchedAt,
    });
    expect(after.observedMs).toBeGreaterThan(before.observedMs);
    expect(after.checks[0].attempts).toBeGreaterThan(before.checks[0].attempts);
    const offsets = (await world.store.screenshotsOf(probing.id)).map(
      ({ offsetMs }) => offsetMs,
    );
    expect(new Set(offsets).size).toBe(offsets.length);
  });

  it('knows how an instance ended that nobody had heard of, and whose token EC2 takes no more', async () => {
    const run = await world.accept({
      script: { ...REFUSING, powerOffAtMs: 300 },
    });
    const unanswered = world.ec2.after(
      run,
      'RunInstances',
      () => CUT_CONNECTION,
    );
    const first = world.startEngine();
    await world.called(run, 'RunInstances');
    await first.stop();
    await sleep(1_000);
    world.ec2.mend(unanswered);
    world.startEngine();
    const { verdict, reason, cleanup } = await world.finished(run);
    expect({ verdict, cleanup }).toEqual({
      verdict: 'failed',
      cleanup: 'clean',
    });
    expect(reason).toContain('The image shut itself down');
    await expectOneLaunch(run);
    const refusals = world.ec2
      .calls(run, 'RunInstances')
      .map(({ errorCode }) => errorCode);
    expect(refusals).toContain('IdempotentInstanceTerminated');
  });

  it('fails nobody because we were away', async () => {
    const clock = new LeapingClock();
    const budgets = { onlineSeconds: 30, serviceSeconds: 2 };
    const [broken, working] = [
      await world.accept({ script: REFUSING, profile: { budgets } }),
      await world.accept({ script: answersAfter(2_500), profile: { budgets } }),
    ];
    const first = world.startEngine({ clock });
    await world.asked(broken);
    await world.asked(working);
    await first.stop();
    // Its budget is spent, but whoever resumes it has not asked it yet.
    await world
      .knex('smoke_test_runs')
      .where('id', working.id)
      .update({ observed_ms: 600_000 });
    const before = await world.run(broken);
    clock.leap(3_600_000);
    const { address } = await world.run(working);
    const isUp = async () =>
      fetch(`http://${address}:${PORT}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isUp())) await sleep(50);

    world.startEngine({ clock });
    expect(await world.finished(working)).toMatchObject({ verdict: 'passed' });
    const after = await world.finished(broken);
    expect(after).toMatchObject({ verdict: 'failed' });
    expect(after.observedMs).toBeGreaterThanOrEqual(2_000);
    expect(after.observedMs).toBeLessThan(60_000);
    expect(after.checks[0].attempts).toBeGreaterThan(before.checks[0].attempts);
    const missed = (await world.store.screenshotsOf(broken.id)).filter(
      ({ missing }) => missing === 'nobody was watching at this moment',
    );
    expect(missed.length).toBeGreaterThan(0);
  });

  it("takes a frozen worker's run over, which touches nothing when it wakes up", async () => {
    const { store, trouble } = troubledStore(world.store);
    const first = world.startEngine({ store, accessKeyId: () => 'AKIAFIRST' });
    const run = await world.accept({ script: answersAfter(12_000) });
    await world.asked(run);
    trouble.kind = 'hangs';
    world.startEngine({ accessKeyId: () => 'AKIASECOND' });
    await world.until(run, ({ epoch }) => epoch === 2);
    while (world.ec2.callsWith('AKIASECOND', run).length === 0) {
      await sleep(20);
    }
    await world.until(run, ({ checks }) => checks.length > 0);
    // What the first one wanted to write meanwhile comes now.
    expect(trouble.met).toContain('saveAttempts');
    trouble.end();
    await first.stop();

    expect(await world.finished(run)).toMatchObject({
      verdict: 'passed',
      cleanup: 'clean',
      epoch: 2,
    });
    await expectOneLaunch(run);
    const [takenOver] = world.ec2.callsWith('AKIASECOND', run);
    const last = world.ec2.callsWith('AKIAFIRST', run).at(-1);
    expect(last).toBeLessThan(takenOver);
    const [{ attempts }] = (await world.run(run)).checks;
    const rows = await world.store.attemptsOf(run.id);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(attempts);
  });
});
