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
import { newRun, notice, sleep, TestStore } from './__testUtils__/store';
import type {
  AttemptsRecord,
  CheckChanges,
  Claim,
  ObjectRecord,
} from './records';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('evidence (%s)', databaseId => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  afterEach(async () => {
    await test.clear();
  });

  const object = (claim: Claim, path: string, text: string): ObjectRecord => {
    const body = Buffer.from(text, 'latin1');
    return {
      runId: claim.runId,
      path,
      contentType: 'image/jpeg',
      sha256: createHash('sha256').update(body).digest('hex'),
      size: body.length,
      body,
    };
  };
  const withoutBody = ({ body: _, ...rest }: ObjectRecord) => rest;

  it('writes a screenshot once', async () => {
    const { store } = test;
    const {
      build,
      claims: [claim],
    } = await test.acceptAndClaim();
    const frame = {
      offsetMs: 1000,
      takenAtMs: 1123,
      path: 'screenshots/0001000-1f3a9c2e.jpg',
      thumbnailPath: 'thumbnails/0001000-1f3a9c2e.webp',
      sha256: '1f3a9c2e',
      bytes: 4,
    };
    const files = [
      object(claim, frame.path, '\xff\xd8\x00\x01'),
      object(claim, frame.thumbnailPath, 'RIFF'),
    ];
    const event = {
      type: 'screenshot' as const,
      runId: claim.runId,
      offsetMs: 1000,
      message: 'Screenshot at 1 s',
    };
    await store.addScreenshots(claim, [
      { screenshot: frame, objects: files, event },
    ]);
    const before = await test.everything();
    const loser = {
      screenshot: { offsetMs: 1000, missing: 'too late' },
      objects: [object(claim, 'screenshots/0001000-00000000.jpg', 'loser')],
      event,
    };
    await store.addScreenshots(claim, [loser]);
    expect(await test.everything()).toEqual(before);

    await store.addScreenshots(claim, [
      loser,
      {
        screenshot: { offsetMs: 500, missing: 'no budget' },
        objects: [],
        event: { ...event, offsetMs: 500, missing: 'no budget' },
      },
    ]);
    expect(await store.screenshotsOf(claim.runId)).toEqual([
      { offsetMs: 500, missing: 'no budget' },
      frame,
    ]);
    expect(await store.filmStripsOf([claim.runId, 'nobody'])).toEqual(
      new Map([[claim.runId, [1000]]]),
    );
    expect(await store.filmStripsOf([])).toEqual(new Map());
    // A frame that is missing is not one that was taken.
    expect(await store.getRun(claim.runId)).toMatchObject({ screenshots: 1 });
    expect(await store.objectsOf(claim.runId)).toEqual(files.map(withoutBody));
    expect(await store.objectOf(claim.runId, frame.path)).toEqual(files[0]);
    expect(await store.objectOf(claim.runId, 'other')).toBeUndefined();
    expect(await store.eventsAfter(build.id, 1, 10)).toMatchObject([
      { ...event, seq: 2 },
      { type: 'screenshot', seq: 3, offsetMs: 500, missing: 'no budget' },
    ]);
  });

  it('tells how boots went in a few frames: spread over those that differ, with the last one', async () => {
    /** A frame a second; each letter is a picture, a point is none. */
    const films: [string, number[]][] = [
      ['', []],
      ['..', []],
      ['a', [0]],
      ['aaaa.', [3]],
      ['a.ab', [0, 3]],
      ['aabbb', [0, 4]],
      ['abababab', [0, 7]],
      ['abcda', [1, 2, 3, 4]],
      ['abcde', [0, 1, 2, 3, 4]],
      ['abcdef', [0, 1, 3, 4, 5]],
      ['abcdefghi', [0, 2, 4, 6, 8]],
      ['aaaaaaaabcdefghiii', [0, 9, 11, 13, 17]],
    ];
    const runs = films.map(() => newRun());
    await test.accept({ runs });
    const rows = films.flatMap(([pictures], run) =>
      [...pictures].map((picture, second) => ({
        run_id: runs[run].id,
        offset_ms: second * 1000,
        sha256: picture === '.' ? undefined : picture,
      })),
    );
    await test.knex.batchInsert('smoke_test_screenshots', rows);

    // More than one statement can have as parameters.
    const others = Array.from({ length: 70_000 }, (_, at) => `nobody-${at}`);
    const ids = runs.map(({ id }) => id);
    const strips = await test.store.filmStripsOf([...ids, ...others]);
    expect(
      films.map(([pictures], run) => [
        pictures,
        (strips.get(ids[run]) ?? []).map(offsetMs => offsetMs / 1000),
      ]),
    ).toEqual(films);
    expect(await test.store.runsOf(others)).toEqual([]);
  });

  it('writes a screenshot once, whoever is first', async () => {
    const { store } = test;
    const {
      build,
      claims: [claim],
    } = await test.acceptAndClaim();
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        store.addScreenshots(claim, [
          {
            screenshot: { offsetMs: 1000, path: `screenshots/${i}.jpg` },
            objects: [object(claim, `screenshots/${i}.jpg`, 'x')],
            event: notice(`${i}`, claim.runId),
          },
        ]),
      ),
    );
    const [winner, ...others] = await store.screenshotsOf(claim.runId);
    expect(others).toEqual([]);
    expect(await store.objectsOf(claim.runId)).toMatchObject([
      { path: winner.path },
    ]);
    expect(await test.eventTypes(build.id)).toEqual(['accepted', 'notice']);
    expect(await store.getRun(claim.runId)).toMatchObject({ screenshots: 1 });
  });

  it('adds to the console log in order, and counts its bytes', async () => {
    const { store } = test;
    const {
      build,
      claims: [claim, other],
    } = await test.acceptAndClaim({ runs: [newRun(), newRun()] });
    const texts = [
      'Linux 6.1\n',
      'grün ☃ </script>\x1b[31m\n',
      // PostgreSQL takes no NUL.
      'a\0b',
    ];
    for (const [i, text] of texts.entries()) {
      await store.addConsole(
        claim,
        { offsetMs: 5000 * i, text },
        {
          type: 'console',
          runId: claim.runId,
          offsetMs: 5000 * i,
          bytes: Buffer.byteLength(text),
          message: `Console: ${text}`,
        },
      );
    }
    await store.addConsole(
      other,
      { offsetMs: 0, text: 'of another' },
      notice('of another'),
    );
    const log = await store.consoleOf(claim.runId);
    expect(log).toEqual([
      { offsetMs: 0, text: texts[0] },
      { offsetMs: 5000, text: texts[1] },
      { offsetMs: 10_000, text: 'a\uFFFDb' },
    ]);
    expect((await store.getRun(claim.runId))?.consoleBytes).toBe(
      Buffer.byteLength(log.map(({ text }) => text).join('')),
    );
    expect((await store.eventsAfter(build.id, 3, 1))[0]).toMatchObject({
      type: 'console',
      offsetMs: 10_000,
      bytes: 3,
      message: 'Console: a\uFFFDb',
    });
  });

  it('keeps the attempts of each check as they are now', async () => {
    const { store } = test;
    const {
      claims: [claim],
    } = await test.acceptAndClaim();
    const attempts = (
      check: string,
      firstOffsetMs: number,
      changes: Partial<AttemptsRecord> = {},
    ): AttemptsRecord => ({
      check,
      outcome: 'refused',
      detail: 'refused',
      count: 2,
      firstOffsetMs,
      lastOffsetMs: firstOffsetMs + 250,
      ...changes,
    });
    const changes: CheckChanges = { observedMs: 300, checks: [] };
    await store.saveAttempts(
      claim,
      [
        attempts('ssh', 0),
        attempts('health', 100),
        attempts('ssh', 500, { detail: '\0' }),
      ],
      changes,
    );
    await store.saveAttempts(claim, [], changes);
    expect(await store.attemptsOf(claim.runId)).toEqual([
      attempts('ssh', 0),
      attempts('health', 100),
      attempts('ssh', 500, { detail: '\uFFFD' }),
    ]);
    const checks: CheckChanges['checks'] = [
      {
        name: 'ssh',
        type: 'tcp',
        target: ':22',
        state: 'waiting',
        detail: 'refused',
        attempts: 2,
      },
    ];
    const later = [
      attempts('ssh', 0),
      attempts('health', 100, { count: 9, lastOffsetMs: 2600 }),
      // An entry from the middle was forgotten.
      attempts('ssh', 700, { outcome: 'passed', detail: 'connected' }),
      attempts('health', 3000),
    ];
    await store.saveAttempts(claim, later, { observedMs: 600, checks });
    expect(await store.attemptsOf(claim.runId)).toEqual(later);
    expect(await store.getRun(claim.runId)).toMatchObject({
      observedMs: 600,
      checks,
    });
  });

  it('keeps bytes until the archive has them', async () => {
    const { store } = test;
    const {
      claims: [claim, other],
    } = await test.acceptAndClaim({ runs: [newRun(), newRun()] });
    expect(await store.waitingBytes()).toBe(0);
    expect(await store.waitingObjects(10)).toEqual([]);

    const log = object(claim, 'console.log', 'first');
    const frame = object(other, 'screenshots/1.jpg', '\x00\xff');
    const stored = withoutBody(object(claim, 'manifest.json', '{}'));
    await store.putObject(claim, log);
    await sleep(5);
    await store.putObject(other, frame);
    await store.putObject(claim, stored);
    expect(await store.waitingBytes()).toBe(7);
    expect(await store.waitingBytes(other.runId)).toBe(2);
    expect(await store.waitingObjects(10)).toEqual(
      [log, frame].map(withoutBody),
    );
    expect(await store.waitingObjects(1)).toEqual([withoutBody(log)]);
    expect(await store.waitingObjects(1, 1)).toEqual([withoutBody(frame)]);
    expect(await store.objectOf(other.runId, frame.path)).toEqual(frame);
    expect(await store.waitingObjects(1, 2)).toEqual([]);

    // While it was going up it was replaced: what waits now is not what arrived.
    const longer = object(claim, 'console.log', 'first and second');
    await sleep(5);
    await store.putObject(claim, longer);
    await store.markStored(log);
    expect(await store.waitingObjects(10)).toEqual(
      [frame, longer].map(withoutBody),
    );
    expect(await store.objectOf(claim.runId, longer.path)).toEqual(longer);
    await store.markStored(longer);
    await store.markStored(frame);
    expect(await store.waitingBytes()).toBe(0);
    expect(await store.objectsOf(claim.runId)).toEqual([
      withoutBody(longer),
      stored,
    ]);
    expect(await store.objectOf(claim.runId, 'console.log')).toEqual(
      withoutBody(longer),
    );
  });

  it('lets nobody upload while somebody else does', async () => {
    const { store } = test;
    const other = async () => store.uploadAlone(async () => 'mine');
    expect(await store.uploadAlone(other)).toBeUndefined();
    await expect(
      store.uploadAlone(async () => {
        throw new Error('S3 is away');
      }),
    ).rejects.toThrow('S3 is away');
    expect(await other()).toBe('mine');
  });
});
