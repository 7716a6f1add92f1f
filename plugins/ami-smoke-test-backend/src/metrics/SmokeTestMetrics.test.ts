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
import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { DatabaseCounts } from '../database/DatabaseCounts';
import { DatabaseReaperStore } from '../database/DatabaseReaperStore';
import { EngineWorld } from '../engine/__testUtils__/EngineWorld';
import { REGION } from '../engine/__testUtils__/profile';
import { REFUSING, WITHOUT_ROOT } from '../engine/__testUtils__/scripts';
import { Measured } from './__testUtils__/Measured';
import { SmokeTestMetrics } from './SmokeTestMetrics';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('metrics, %p', databaseId => {
  let world: EngineWorld;
  const measured = new Measured();
  let metrics: SmokeTestMetrics;
  beforeAll(async () => {
    world = await EngineWorld.start(databases, databaseId);
    metrics = new SmokeTestMetrics({
      metrics: measured.metrics,
      counts: new DatabaseCounts(world.knex),
      logger: mockServices.logger.mock(),
      regions: [REGION],
    });
  });
  afterAll(() => world.close());

  it('count verdicts, frames and waiting, and say what there is now', async () => {
    const budgets = { onlineSeconds: 30, serviceSeconds: 1 };
    const passes = await world.accept();
    const fails = await world.accept({
      script: { ...REFUSING, console: WITHOUT_ROOT.console },
      profile: { budgets },
    });
    expect(await measured.gauge('ami_smoke_test.runs')).toEqual({ queued: 2 });

    world.startEngine({ meter: metrics });
    const online = await world.until(
      fails,
      ({ onlineAt }) => onlineAt !== undefined,
    );
    expect(online.verdict).toBeUndefined();
    expect(await measured.gauge('ami_smoke_test.resources')).toMatchObject({
      [`instance ${REGION}`]: expect.any(Number),
      [`key-pair ${REGION}`]: expect.any(Number),
    });
    const ended = [await world.finished(passes), await world.finished(fails)];
    await world.endWithNothingLeft();

    expect(await measured.gauge('ami_smoke_test.runs')).toEqual({});
    expect(await measured.gauge('ami_smoke_test.resources')).toEqual({});
    const verdicts = 'ami_smoke_test.verdicts';
    expect(measured.of(verdicts)).toHaveLength(2);
    for (const { verdict } of ended) {
      expect(measured.count(verdicts, { verdict, region: REGION })).toBe(1);
      const [time] = measured
        .of('ami_smoke_test.verdict.time')
        .filter(({ attributes }) => attributes.verdict === verdict);
      expect(time.value).toBeGreaterThan(0.5);
    }
    expect(measured.of('ami_smoke_test.headlines')).toEqual([
      { value: 1, attributes: { category: 'block-device' } },
    ]);
    expect(measured.of('ami_smoke_test.queue.wait')).toHaveLength(2);
    const frames = [passes, fails].map(({ id }) =>
      world.store.screenshotsOf(id),
    );
    const rows = (await Promise.all(frames)).flat();
    const lost = rows.filter(({ missing }) => missing !== undefined).length;
    const taken = measured.count('ami_smoke_test.frames', { outcome: 'taken' });
    const late = measured.count('ami_smoke_test.frames', { outcome: 'late' });
    expect(measured.count('ami_smoke_test.frames', { outcome: 'lost' })).toBe(
      lost,
    );
    expect(taken + late).toBe(rows.length - lost);
  });

  it('tell a late frame from a lost one, and count throttling and what the reaper does', async () => {
    const run = await world.run(await world.accept());
    const before = measured.count('ami_smoke_test.frames', { outcome: 'late' });
    metrics.filmed(run, { offsetMs: 1_000, takenAtMs: 1_250 });
    metrics.filmed(run, { offsetMs: 1_000, takenAtMs: 1_251 });
    expect(measured.count('ami_smoke_test.frames', { outcome: 'late' })).toBe(
      before + 1,
    );
    metrics.throttled('RunInstances', REGION);
    expect(
      measured.count('ami_smoke_test.ec2.throttled', { api: 'RunInstances' }),
    ).toBe(1);
    const finding = {
      accountId: run.image.accountId,
      region: REGION,
      kind: 'volume' as const,
      resourceId: 'vol-1',
      why: 'a test',
      action: 'left' as const,
    };
    await new DatabaseReaperStore(world.knex).note([finding]);
    expect(await measured.gauge('ami_smoke_test.reaper.findings')).toEqual({
      left: 1,
    });
    metrics.reaped(finding);
    expect(
      measured.count('ami_smoke_test.reaper.removals', { kind: 'volume' }),
    ).toBe(1);
  });
});
