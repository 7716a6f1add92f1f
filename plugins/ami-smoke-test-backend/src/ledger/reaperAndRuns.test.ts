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
import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { SmokeTestConfig } from '../config';
import { DatabaseReaperStore } from '../database/DatabaseReaperStore';
import { EngineWorld } from '../engine/__testUtils__/EngineWorld';
import { networkOf, SUBNETS } from '../engine/__testUtils__/profile';
import { answersAfter } from '../engine/__testUtils__/scripts';
import { HurriedClock } from './__testUtils__/HurriedClock';
import { gatewayOf } from './__testUtils__/ReaperWorld';
import { Reaper } from './Reaper';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
const TABLES = [
  'smoke_test_builds',
  'smoke_test_runs',
  'smoke_test_build_events',
  'smoke_test_ledger',
];

type Backup = Map<string, object[]>;

async function backUp(knex: Knex): Promise<Backup> {
  const backup: Backup = new Map();
  for (const table of TABLES) backup.set(table, await knex(table));
  return backup;
}

/** Makes the database what it was. */
async function restore(knex: Knex, backup: Backup): Promise<void> {
  await knex('smoke_test_builds').delete();
  for (const [table, rows] of backup) await knex(table).insert(rows);
}

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'the reaper beside runs, %p',
  databaseId => {
    let world: EngineWorld;
    beforeAll(async () => {
      world = await EngineWorld.start(databases, databaseId);
    });
    afterEach(() => world.endWithNothingLeft());
    afterAll(() => world.close());

    /** For one whose clock is days ahead, everything has expired that it does not know. */
    function reaper(
      options: { accessKeyId?: string; aheadMs?: number } = {},
    ): Reaper {
      const profile = {
        accountId: '123456789012',
        regions: networkOf(SUBNETS),
      };
      return new Reaper({
        store: new DatabaseReaperStore(world.knex),
        installation: world.store,
        gateway: gatewayOf(world.ec2.url, options.accessKeyId ?? 'AKIAREAPER'),
        config: {
          owner: 'tests',
          profiles: {
            default: profile,
          } as unknown as SmokeTestConfig['profiles'],
          reaper: { everyMinutes: 10, graceMinutes: 60, mode: 'remove' },
        },
        auditor: mockServices.auditor.mock(),
        logger: mockServices.logger.mock(),
        clock: new HurriedClock(options.aheadMs),
      });
    }

    it('never takes a run for nobody that launches while it looks', async () => {
      const accessKeyId = randomUUID();
      const run = await world.accept({ script: answersAfter(3_000) });
      const launching = world.ec2.intercept({
        // The run launches between the question and its answer: EC2 shows it, and only a ledger that is read after knows it.
        async beforeAction(call) {
          if (call.accessKeyId !== accessKeyId) return;
          if (call.action !== 'DescribeInstances') return;
          world.ec2.mend(launching);
          world.startEngine();
          await world.until(run, ({ onlineAt }) => onlineAt !== undefined);
        },
      });
      await reaper({ accessKeyId, aheadMs: 30 * DAY_MS }).reapOnce();
      expect((await world.run(run)).onlineAt).toBeDefined();
      expect(world.ec2.calls(run, 'TerminateInstances')).toEqual([]);
      expect(await world.finished(run)).toMatchObject({ verdict: 'passed' });
      expect(await new DatabaseReaperStore(world.knex).findings()).toEqual([]);
    });

    it('after an older backup was restored, removes what that does not know, and leaves a run alone that goes on from there', async () => {
      let backup: Backup | undefined;
      const old = await world.accept({ script: answersAfter(2_000) });
      const backingUp = world.ec2.after(old, 'RunInstances', async () => {
        // The launch was written down; its answer was not.
        backup ??= await backUp(world.knex);
      });
      const first = world.startEngine();
      await world.until(old, ({ instanceId }) => instanceId !== undefined);
      const young = await world.accept({ script: answersAfter(60_000) });
      await world.asked(young);
      const { instanceId } = await world.run(young);
      await first.stop();
      world.ec2.mend(backingUp);
      await restore(world.knex, backup!);
      expect(await world.store.getRun(young.id)).toBeUndefined();

      const store = new DatabaseReaperStore(world.knex);
      await reaper().reapOnce();
      const early = await store.findings();
      expect(early.map(({ action }) => action)).toEqual(
        early.map(() => 'left'),
      );
      expect(new Set(early.map(({ runId }) => runId))).toEqual(
        new Set([young.id]),
      );
      await reaper({ aheadMs: 30 * DAY_MS }).reapOnce();
      const findings = await store.findings();
      expect(findings.map(({ kind }) => kind).sort()).toEqual([
        'instance',
        'key-pair',
        'network-interface',
        'volume',
      ]);
      expect(findings.find(({ kind }) => kind === 'instance')).toMatchObject({
        resourceId: instanceId,
        action: 'removed',
        runId: young.id,
      });

      world.startEngine();
      expect(await world.finished(old)).toMatchObject({ verdict: 'passed' });
      expect(world.ec2.launched(old)).toHaveLength(1);
    });
  },
);
