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
import { z } from 'zod';
import { manifestSchema } from '../archive/manifest';
import { EngineWorld, type TestRun } from './__testUtils__/EngineWorld';
import { HEALTHY, PORT, SILENT, WITHOUT_ROOT } from './__testUtils__/scripts';

const databases = TestDatabases.create();
jest.setTimeout(90_000);

const failFast = { enabled: true, graceSeconds: 1, screen: false };
const LOST = {
  id: 'root-device-missing',
  category: 'block-device',
  severity: 'error',
  title: expect.stringMatching(/root device .*\/dev\/sda1/),
};

describe.each(databases.eachSupportedId())(
  'the diagnosis of runs (%s)',
  databaseId => {
    let world: EngineWorld;

    beforeAll(async () => {
      world = await EngineWorld.start(databases, databaseId);
    });
    afterEach(() => world.endWithNothingLeft());
    afterAll(() => world.close());

    async function diagnosisOf({ id }: Pick<TestRun, 'id'>) {
      return (await world.store.diagnosesOf([id])).get(id);
    }

    async function diagnosesTold(run: TestRun) {
      const events = await world.events(run);
      return events.filter(event => event.type === 'diagnosis');
    }

    it('ends the waiting for a boot of which nothing more will come, and says what went wrong', async () => {
      world.startEngine();
      const run = await world.accept({
        script: WITHOUT_ROOT,
        // As the config has it: a copy of it can be read back.
        profile: {
          failFast,
          screenshots: [{ everySeconds: 0.5, untilSeconds: 20 }],
          consoleEverySeconds: 1,
        },
      });
      const record = await world.finished(run);
      expect(record).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(
          /root device .* \(furthest stage: initramfs\)\. Nothing more came on the console in 1 s, and no check has passed since$/,
        ),
        furthestStage: 'initramfs',
        headline: LOST,
        // Its budget was not over.
        checks: [{ state: 'waiting' }],
      });

      const diagnosis = await diagnosisOf(run);
      expect(diagnosis).toMatchObject({
        platform: 'linux',
        furthestStage: 'initramfs',
        headline: {
          ...LOST,
          evidence: {
            source: 'console',
            line: 3,
            offsetMs: expect.any(Number),
            text: expect.stringContaining('/dev/sda1 does not exist'),
          },
        },
      });
      const told = await diagnosesTold(run);
      expect(told.at(-1)).toMatchObject({
        furthestStage: 'initramfs',
        headline: LOST,
        message: `${record.headline?.title} (furthest stage: initramfs)`,
      });
      expect(new Set(told.map(({ message }) => message)).size).toBe(
        told.length,
      );

      const json = JSON.parse(await world.object(run, 'manifest.json'));
      const manifest = z.decode(manifestSchema, json);
      expect(manifest.diagnosis).toEqual(diagnosis);
      expect(manifest.screenTexts).toEqual([]);
      // As an older version wrote it.
      const { diagnosis: _, screenTexts: __, ...older } = json;
      expect(z.decode(manifestSchema, older)).toMatchObject({
        run: { id: run.id },
        screenTexts: [],
      });
      expect(await world.store.printedFramesOf(run.id)).toEqual([]);
      expect(await world.notices(run)).toEqual([]);
    });

    it('goes on in another worker, which has seen nothing of it', async () => {
      const first = world.startEngine();
      const run = await world.accept({
        script: WITHOUT_ROOT,
        profile: { failFast: { ...failFast, graceSeconds: 4 } },
      });
      await world.until(run, ({ headline }) => headline !== undefined);
      await first.stop();
      expect((await world.run(run)).verdict).toBeUndefined();
      const told = await diagnosesTold(run);

      world.startEngine();
      expect(await world.finished(run)).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(/root device .* in 4 s, and no/),
        epoch: 2,
      });
      expect(await diagnosesTold(run)).toEqual(told);
    });

    it('is made from the screen where the console says nothing, and ends the waiting only when that is wanted', async () => {
      world.startEngine({ readScreens: 'failed' });
      const script = {
        ...SILENT,
        console: [],
        screen: [
          { atMs: 0, lines: ['SeaBIOS (version 1.16.2)'] },
          {
            atMs: 1_000,
            lines: [
              'SeaBIOS (version 1.16.2)',
              'Booting from Hard Disk...',
              'Boot failed: not a bootable disk',
              '',
              'password=correcthorse',
              '',
              'No bootable device.',
            ],
          },
        ],
      };
      const screenshots = [{ everySeconds: 1, untilSeconds: 60 }];
      const [run, patient] = [
        await world.accept({
          script,
          profile: { screenshots, failFast: { ...failFast, screen: true } },
        }),
        await world.accept({
          script,
          profile: {
            screenshots,
            failFast,
            budgets: { onlineSeconds: 30, serviceSeconds: 15 },
          },
        }),
      ];
      const headline = { id: 'no-bootable-device', category: 'boot-loader' };
      expect(await world.finished(run)).toMatchObject({
        verdict: 'failed',
        headline,
        reason: expect.stringMatching(
          /^The firmware found nothing to boot from \(furthest stage: firmware\)\. Nothing more came on the screen in 1 s/,
        ),
      });
      expect(await world.finished(patient)).toMatchObject({
        verdict: 'failed',
        headline,
        // Whether its screens were read in time for that depends on the machine.
        reason: expect.stringContaining('did not answer within 15 s'),
      });

      const diagnosis = await diagnosisOf(run);
      expect(diagnosis).toMatchObject({
        headline: { evidence: { source: 'screen' } },
        standstill: { kind: 'frozen' },
      });
      const texts = await world.store.screenTextsOf(run.id);
      const [{ text }] = texts.slice(-1);
      expect(text).toContain('No bootable device');
      expect(text).not.toContain('correcthorse');
      expect(text).toContain('[redacted]');
      const manifest = await world.object(run, 'manifest.json');
      expect(JSON.parse(manifest).screenTexts).toEqual(texts);
    });

    it('waits for what goes on after all, or answers', async () => {
      world.startEngine();
      const { console } = WITHOUT_ROOT;
      const recovering = {
        ...HEALTHY,
        console: [
          ...console!,
          {
            atMs: 1_500,
            text: '\r\nEXT4-fs (sda1): mounted filesystem with ordered data mode\r\nsystemd[1]: Detected architecture x86-64.\r\n[  OK  ] Reached target Multi-User System.\r\n',
          },
        ],
        ports: {
          [PORT]: [
            {
              atMs: 12_000,
              state: 'open' as const,
              http: { '/health': { body: 'ok' } },
            },
          ],
        },
      };
      const open = (atMs: number) => [{ atMs, state: 'open' as const }];
      const answering = {
        ...HEALTHY,
        console,
        ports: { 22: open(5_000), [PORT]: open(15_000) },
      };
      const answers = (atMs: number, body: string, status = 200) => ({
        atMs,
        state: 'open' as const,
        http: { '/health': { status, body } },
      });
      // Its service says all the time that it is not ready yet.
      const warming = {
        ...HEALTHY,
        console,
        ports: {
          [PORT]: [answers(500, 'warming up', 503), answers(15_000, 'ok')],
        },
      };
      const checks = [22, PORT].map(port => ({
        type: 'tcp' as const,
        port,
        timeoutSeconds: 0.5,
      }));
      const patient = { failFast: { ...failFast, graceSeconds: 8 } };
      const off = { failFast: { ...failFast, enabled: false } };
      const [recovered, answered, warmed, waited] = await Promise.all([
        world.test({ script: recovering, profile: patient }),
        world.test({ script: answering, profile: { ...patient, checks } }),
        world.test({
          script: warming,
          profile: { failFast: { ...failFast, graceSeconds: 4 } },
        }),
        world.test({
          script: { ...answering, ports: { [PORT]: open(4_000) } },
          profile: { ...off, checks: checks.slice(1) },
        }),
      ]);
      for (const { verdict, checks: asked } of [
        recovered,
        answered,
        warmed,
        waited,
      ]) {
        expect({ verdict, asked }).toMatchObject({
          verdict: 'passed',
          asked: asked.map(() => ({ state: 'passed' })),
        });
      }
      // The log of the last good one has it, too: it was no end there.
      expect(
        await world.test({
          script: WITHOUT_ROOT,
          profile: {
            failFast,
            budgets: { onlineSeconds: 30, serviceSeconds: 4 },
          },
        }),
      ).toMatchObject({
        verdict: 'failed',
        reason: expect.stringContaining('did not answer within 4 s'),
        headline: undefined,
      });
      expect(recovered.furthestStage).toBe('services');
      const found = (await diagnosisOf(recovered))?.findings ?? [];
      expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
    });
  },
);
