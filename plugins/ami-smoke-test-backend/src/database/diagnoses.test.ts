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

import type { Diagnosis } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { oldBuild } from './__testUtils__/oldBuild';
import { newRun, TestStore } from './__testUtils__/store';
import { ClaimLostError, type BuildFilter } from './SmokeTestStore';

const databases = TestDatabases.create();

const HEADLINE = {
  id: 'root-device-missing',
  category: 'block-device',
  severity: 'error',
  title: 'The root device /dev/sda1 was not found',
} as const;

const diagnosis: Diagnosis = {
  platform: 'linux',
  furthestStage: 'initramfs',
  stages: [
    {
      stage: 'initramfs',
      evidence: { source: 'console', line: 1, text: '\0' },
    },
  ],
  headline: {
    ...HEADLINE,
    cause: 'Its driver is missing',
    remedy: 'Add it',
    references: [],
    evidence: { source: 'console', line: 2, offsetMs: 3, text: 'ALERT!' },
    count: 1,
    inLastGood: false,
  },
  findings: [],
  lastLines: [],
};

describe.each(databases.eachSupportedId())('diagnoses (%s)', databaseId => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  afterEach(async () => {
    await test.clear();
  });

  it('keep the last of a run, and tell what they are told to', async () => {
    const { store } = test;
    const { build, claims } = await test.acceptAndClaim();
    const [claim] = claims;
    const { runId } = claim;
    expect(await store.diagnosesOf([runId])).toEqual(new Map());
    await store.saveDiagnosis(claim, diagnosis, [
      {
        type: 'diagnosis',
        runId,
        furthestStage: 'initramfs',
        headline: HEADLINE,
        message: 'Lost',
      },
    ]);
    expect(await store.getRun(runId)).toMatchObject({
      furthestStage: 'initramfs',
      headline: HEADLINE,
    });
    expect(await store.diagnosesOf([runId, 'nobody'])).toEqual(
      new Map([[runId, diagnosis]]),
    );
    expect((await store.eventsAfter(build.id, 1, 10))[0]).toMatchObject({
      type: 'diagnosis',
      furthestStage: 'initramfs',
      headline: HEADLINE,
    });

    const unknown = { ...diagnosis, furthestStage: null, headline: null };
    await store.saveDiagnosis(claim, unknown, []);
    const run = await store.getRun(runId);
    expect([run?.furthestStage, run?.headline]).toEqual([undefined, undefined]);
    expect(await store.diagnosesOf([runId])).toEqual(
      new Map([[runId, unknown]]),
    );
    const late = { runId, epoch: claim.epoch - 1 };
    await expect(store.saveDiagnosis(late, diagnosis, [])).rejects.toThrow(
      ClaimLostError,
    );
    await expect(
      store.addScreenText(late, { offsetMs: 0, text: '' }),
    ).rejects.toThrow(ClaimLostError);
    expect(await store.diagnosesOf([runId])).toEqual(
      new Map([[runId, unknown]]),
    );
  });

  it('have the texts of screens, each written once, and the prints of frames until the run is finished', async () => {
    const { store } = test;
    const [claim] = (await test.acceptAndClaim()).claims;
    const { runId } = claim;
    await store.addScreenText(claim, { offsetMs: 2000, text: 'grub\0rescue>' });
    await store.addScreenText(claim, { offsetMs: 1000, text: 'SeaBIOS' });
    await store.addScreenText(claim, { offsetMs: 1000, text: 'again' });
    expect(await store.screenTextsOf(runId)).toEqual([
      { offsetMs: 1000, text: 'SeaBIOS' },
      { offsetMs: 2000, text: 'grub\ufffdrescue>' },
    ]);

    const frame = { path: 'screenshots/1.jpg', sha256: 'ab', bytes: 1 };
    const event = { type: 'screenshot' as const, runId, message: 'Frame' };
    for (const [offsetMs, print] of [
      [2000, 'two'],
      [1000, 'one'],
      [3000, undefined],
    ] as const) {
      await store.addScreenshots(claim, [
        {
          screenshot: { ...frame, offsetMs },
          print,
          objects: [],
          event: { ...event, offsetMs },
        },
      ]);
    }
    expect(await store.printedFramesOf(runId)).toEqual([
      { offsetMs: 1000, path: frame.path, sha256: 'ab', print: 'one' },
      { offsetMs: 2000, path: frame.path, sha256: 'ab', print: 'two' },
    ]);
    expect(await store.screenshotsOf(runId)).toHaveLength(3);
    await store.updateRun(claim, { stage: 'finished', verdict: 'passed' });
    expect(await store.printedFramesOf(runId)).toEqual([]);
    expect(await store.screenTextsOf(runId)).toHaveLength(2);
  });

  it('find builds by what one of their runs has', async () => {
    const { store } = test;
    const regions = ['us-east-1', 'eu-central-1'];
    const { build, claims } = await test.acceptAndClaim({
      runs: regions.map(region => newRun({ region })),
    });
    await store.saveDiagnosis(claims[0], diagnosis, []);
    await store.saveDiagnosis(
      claims[1],
      { ...diagnosis, furthestStage: 'login', headline: null },
      [],
    );
    const other = await test.accept();
    const found = async (filter: BuildFilter) =>
      (await store.listBuilds(filter, { limit: 10 })).items.map(({ id }) => id);
    expect(await found({})).toEqual([other.id, build.id]);
    for (const filter of [
      { furthestStage: 'initramfs' },
      { furthestStage: 'login' },
      { category: 'block-device' },
      { finding: 'root-device-missing' },
      { furthestStage: 'initramfs', category: 'block-device' },
      { furthestStage: 'login', region: 'eu-central-1' },
    ] as BuildFilter[]) {
      expect([filter, await found(filter)]).toEqual([filter, [build.id]]);
    }
    for (const filter of [
      { furthestStage: 'kernel' },
      { category: 'io' },
      { finding: 'kernel-panic' },
      { furthestStage: 'login', category: 'block-device' },
      { furthestStage: 'login', region: 'us-east-1' },
    ] as BuildFilter[]) {
      expect([filter, await found(filter)]).toEqual([filter, []]);
    }
  });

  it('go with their build', async () => {
    const { store } = test;
    const old = await oldBuild(test, 400, { running: true });
    const [claim] = old.claims;
    await store.saveDiagnosis(claim, diagnosis, []);
    await store.addScreenText(claim, { offsetMs: 1000, text: 'SeaBIOS' });
    await store.updateRun(claim, { stage: 'finished', verdict: 'failed' });
    for (const days of [2, 1]) await oldBuild(test, days);
    const policy = { maxAgeDays: 180, keepBuildsPerFamily: 1, keep: [] };
    expect(await store.expireBuilds('web-base', policy, 10)).toBe(1);
    expect(await store.removeExpired(old.build.id)).toBe(true);
    for (const table of ['diagnoses', 'screen_texts', 'frame_prints']) {
      expect(await test.knex(`smoke_test_${table}`)).toEqual([]);
    }
  });
});
