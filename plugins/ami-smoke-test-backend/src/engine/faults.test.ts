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

import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ec2Error } from '@ami-smoke-test/local-ec2';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Uploader } from '../archive/Uploader';
import { EngineWorld } from './__testUtils__/EngineWorld';
import { answersAfter, REFUSING } from './__testUtils__/scripts';
import { LeapingClock } from './__testUtils__/LeapingClock';
import { troubledStore } from './__testUtils__/troubledStore';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('faults (%s)', databaseId => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, databaseId);
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  const noticesOf = async (runId: string) =>
    (await world.store.noticesOf(runId)).map(({ message }) => message);

  it('is cancelled in every stage, and leaves nothing', async () => {
    const script = REFUSING;
    const queued = await world.accept();
    await world.store.requestCancel(queued.buildId);
    const launching = await world.accept();
    world.ec2.before(launching, 'RunInstances', () => {
      throw new Ec2Error('RequestLimitExceeded', 'Not now', 503);
    });
    const booting = await world.accept({ script });
    world.ec2.pretend(booting, />running</, '>pending<');
    const probing = await world.accept({ script });

    const clock = new LeapingClock();
    world.startEngine({ clock });
    await world.called(launching, 'RunInstances');
    await world.called(booting, 'DescribeInstances', 2);
    await world.asked(probing);
    for (const { buildId } of [launching, booting, probing]) {
      await world.store.requestCancel(buildId);
    }

    const cancelled = {
      verdict: 'cancelled',
      reason: 'Somebody cancelled it',
      cleanup: 'clean',
    };
    expect(await world.finished(queued)).toMatchObject(cancelled);
    expect(await world.finished(booting)).toMatchObject(cancelled);
    expect(await world.finished(probing)).toMatchObject(cancelled);
    expect(world.ec2.launched(queued)).toEqual([]);
    const kinds = (await world.store.ledgerOf(booting.id)).map(
      ({ kind }) => kind,
    );
    expect(kinds.sort()).toEqual([
      'instance',
      'key-pair',
      'network-interface',
      'volume',
    ]);

    // Nobody knows what became of its launch: it is looked for as long as it may appear.
    await world.called(launching, 'DescribeInstances', 2);
    expect(await world.run(launching)).toMatchObject({
      verdict: 'cancelled',
      stage: 'cleaning-up',
    });
    clock.leap(16 * 60_000);
    expect(await world.finished(launching)).toMatchObject(cancelled);
    expect(
      (await world.store.ledgerOf(launching.id)).map(({ proof }) => proof),
    ).toContain(
      `no instance with client token ${launching.id}-0 appeared in 15 minutes`,
    );
  });

  it('goes on without what EC2 cannot show', async () => {
    world.startEngine();
    const [noScreen, noLatest, failing, noConsole] = await Promise.all([
      world.accept({ instanceType: 'm5.metal' }),
      world.accept({ instanceType: 't2.small' }),
      world.accept({ script: answersAfter(1_500) }),
      world.accept(),
    ]);
    const failure = new Ec2Error('InternalError', 'An error occurred', 500);
    let failed = 0;
    world.ec2.before(failing, 'GetConsoleScreenshot', () => {
      failed += 1;
      if (failed === 2) throw failure;
    });
    world.ec2.before(noConsole, 'GetConsoleOutput', () => {
      throw failure;
    });
    for (const run of [noScreen, noLatest, failing, noConsole]) {
      expect(await world.finished(run)).toMatchObject({ verdict: 'passed' });
    }

    // Known of old: said once, and not asked for.
    expect(world.ec2.calls(noScreen, 'GetConsoleScreenshot')).toEqual([]);
    expect(await world.store.screenshotsOf(noScreen.id)).toEqual([
      {
        offsetMs: 250,
        missing: 'EC2 takes no screenshots of bare metal (m5.metal)',
      },
    ]);

    const readings = world.ec2.calls(noLatest, 'GetConsoleOutput');
    const latest = readings.filter(({ parameters }) => parameters.Latest);
    expect(latest).toHaveLength(1);
    expect(readings.length).toBeGreaterThan(2);
    expect(await noticesOf(noLatest.id)).toEqual([
      expect.stringMatching(/t2\.small gives no latest console log/),
    ]);
    expect(await world.object(noLatest, 'console.log')).toMatch('Linux');
    // Learned from that run.
    const another = await world.accept({ instanceType: 't2.small' });
    await world.finished(another);
    expect(
      world.ec2
        .calls(another, 'GetConsoleOutput')
        .filter(({ parameters }) => parameters.Latest),
    ).toEqual([]);
    expect(await noticesOf(another.id)).toHaveLength(1);

    const frames = await world.store.screenshotsOf(failing.id);
    // On a busy machine the second call may be the first frame's.
    expect(frames.flatMap(({ missing }) => missing ?? [])).toEqual([
      expect.stringMatching(/GetConsoleScreenshot: InternalError/),
    ]);
    expect(frames.length).toBeGreaterThan(2);

    expect(await noticesOf(noConsole.id)).toEqual([
      expect.stringMatching(/console could not be read: .*InternalError/),
    ]);
  });

  it('resumes when the database comes back, and never errs because of it', async () => {
    const { store, trouble } = troubledStore(world.store);
    world.startEngine({ store });
    const run = await world.accept({ script: answersAfter(1_500) });
    await world.until(run, ({ stage }) => stage === 'probing');
    trouble.kind = 'fails';
    while (!trouble.met.includes('releaseLeases')) await sleep(20);
    trouble.end();
    expect(await world.finished(run)).toMatchObject({
      verdict: 'passed',
      cleanup: 'clean',
    });
    expect((await world.run(run)).epoch).toBeGreaterThan(1);
    expect(world.ec2.launched(run)).toHaveLength(1);
  });

  it('keeps everything while S3 is away, and takes it there later', async () => {
    world.startEngine();
    await world.s3.down();
    const run = await world.accept();
    expect(await world.finished(run)).toMatchObject({ verdict: 'passed' });
    expect(await world.store.waitingBytes(run.id)).toBeGreaterThan(0);

    await world.s3.up();
    const uploader = new Uploader({
      archive: world.s3.archive(),
      store: world.store,
      tags: () => ({}),
      intervalMs: 100,
      logger: mockServices.logger.mock(),
    });
    uploader.start();
    while ((await world.store.waitingBytes(run.id)) > 0) await sleep(50);
    await uploader.stop();

    const manifest = JSON.parse(await world.object(run, 'manifest.json'));
    expect(manifest.run).toMatchObject({ verdict: 'passed', cleanup: 'clean' });
    const paths = manifest.objects.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['console.log', expect.stringMatching(/\.jpg$/)]),
    );
    const { image } = await world.run(run);
    for (const { path, sha256, size } of manifest.objects) {
      const key = world.archive.key({ ...image, runId: run.id }, path);
      const body = await buffer((await world.archive.get(key)).body);
      expect(body).toHaveLength(size);
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
    }
  });
});
