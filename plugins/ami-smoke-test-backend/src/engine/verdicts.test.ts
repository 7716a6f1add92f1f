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
import { TestDatabases } from '@backstage/backend-test-utils';
import { z } from 'zod';
import { manifestSchema } from '../archive/manifest';
import { EngineWorld } from './__testUtils__/EngineWorld';
import { networkOf, SUBNETS } from './__testUtils__/profile';
import {
  answersAfter,
  HEALTHY,
  PORT,
  REFUSING,
  SILENT,
} from './__testUtils__/scripts';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('verdicts (%s)', databaseId => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.start(databases, databaseId);
  });
  beforeEach(() => {
    world.startEngine();
  });
  afterEach(() => world.endWithNothingLeft());
  afterAll(() => world.close());

  it('passes at once when the service answers, with evidence, and nothing left', async () => {
    const run = await world.accept({
      script: answersAfter(1_500),
      profile: {
        screenshots: [{ everySeconds: 0.5, untilSeconds: 20 }],
        consoleEverySeconds: 1,
      },
    });
    const record = await world.finished(run);
    expect(record).toMatchObject({
      verdict: 'passed',
      reason: expect.stringMatching(/answered \d+\.\d s .* \(1 of 1 checks\)/),
      cleanup: 'clean',
      address: expect.stringMatching(/^127\./),
      checks: [{ state: 'passed', target: `GET :${PORT}/health` }],
    });

    const types = (await world.events(run)).map(({ type }) => type);
    const milestones = types.filter(
      type =>
        !['screenshot', 'console', 'check', 'diagnosis', 'stage'].includes(
          type,
        ),
    );
    expect(milestones).toEqual([
      'accepted',
      'launched',
      'online',
      'run-verdict',
      'build-verdict',
      'cleanup',
      'finished',
    ]);
    expect(record.stages.map(({ stage }) => stage)).toEqual([
      'queued',
      'launching',
      'booting',
      'probing',
      'collecting',
      'cleaning-up',
      'finished',
    ]);
    // The schedule has 40; the verdict did not wait for them.
    const frames = await world.store.screenshotsOf(run.id);
    expect(frames.filter(({ sha256 }) => sha256).length).toBeGreaterThan(1);
    expect(frames.length).toBeLessThan(40);

    const ledger = await world.store.ledgerOf(run.id);
    expect(ledger.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'instance gone',
      'key-pair gone',
      'network-interface gone',
      'volume gone',
    ]);
    for (const { proof } of ledger) expect(proof).toMatch(/^EC2 /);

    const manifest = z.decode(
      manifestSchema,
      JSON.parse(await world.object(run, 'manifest.json')),
    );
    expect(manifest).toMatchObject({
      owner: 'tests',
      run: { id: run.id, verdict: 'passed', cleanup: 'clean' },
    });
    expect(manifest.screenshots).toEqual(frames);
    expect(manifest.attempts).toEqual(await world.store.attemptsOf(run.id));
    const rows = await world.store.objectsOf(run.id);
    expect(manifest.objects).toEqual(
      rows
        .filter(({ path }) => path !== 'manifest.json')
        .map(({ runId: _, ...row }) => row),
    );
    const frame = frames.find(({ sha256 }) => sha256)!;
    const key = world.archive.key(
      { ...record.image, runId: run.id },
      frame.path!,
    );
    const { body } = await world.archive.get(key);
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    expect(hash.digest('hex')).toBe(frame.sha256);
    expect(await world.object(run, 'console.log')).toBe(
      'Linux version 6.1\nlogin: ',
    );
    expect(
      JSON.parse(await world.object(run, 'console.timeline.json')).lines[0],
    ).toMatchObject({ line: 1 });
  });

  it('fails an image that refuses, and one that is silent only when another could be reached in its network', async () => {
    const budgets = { onlineSeconds: 30, serviceSeconds: 1 };
    // Its network is up for EC2, and its service swallows everything.
    const script = {
      ...HEALTHY,
      ports: { [PORT]: [{ atMs: 0, state: 'silent' as const }] },
    };
    const unproven = { budgets, regions: networkOf(SUBNETS.slice(1)) };
    const [refused, silent, impaired] = await Promise.all([
      world.test({ script: REFUSING, profile: { budgets } }),
      world.test({ script, profile: unproven, profileName: 'edited' }),
      world.test({ script: SILENT, profile: unproven }),
      world.test({ profileName: 'edited' }),
    ]);
    expect(refused).toMatchObject({
      verdict: 'failed',
      reason:
        'The service did not answer within 1 s: GET :8080/health: connection refused (furthest stage: kernel)',
      checks: [{ state: 'failed' }],
    });
    expect(silent).toMatchObject({
      verdict: 'errored',
      reason: expect.stringMatching(
        /^Unreachable from here: .*'edited' in eu-central-1.*`address`/,
      ),
    });
    expect(impaired).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(
        /no answer in 0.5 s; .*impaired \(furthest stage: kernel\)$/,
      ),
    });

    expect(await world.test({ script, profile: { budgets } })).toMatchObject({
      verdict: 'failed',
    });
  });
});
