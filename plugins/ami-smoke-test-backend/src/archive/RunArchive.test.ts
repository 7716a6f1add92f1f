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
import { text } from 'node:stream/consumers';
import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { Claim, ObjectRecord } from '../database/records';
import { newBuild, notice, TestStore } from '../database/__testUtils__/store';
import { LocalS3 } from './__testUtils__/LocalS3';
import type { S3Archive } from './S3Archive';
import { LEFT_OUT, manifestSchema } from './manifest';
import { type Kept, RunArchive, type RunArchiveOptions } from './RunArchive';
import { Uploader } from './Uploader';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const PLENTY = { waitingMegabytesPerRun: 64, waitingMegabytes: 2048 };

let test: TestStore;
let s3: LocalS3;
let archive: S3Archive;
let claim: Claim;

beforeAll(async () => {
  test = await TestStore.create(databases, 'SQLITE_3');
});

beforeEach(async () => {
  s3 = await LocalS3.start();
  archive = s3.archive();
  [claim] = (await test.acceptAndClaim()).claims;
});

afterEach(async () => {
  await s3.down();
  await test.clear();
});

async function openRunArchive(
  options: Partial<RunArchiveOptions> = {},
): Promise<RunArchive> {
  const run = await test.store.getRun(claim.runId);
  return RunArchive.create({
    archive,
    store: test.store,
    folder: { ...run!.image, runId: run!.id },
    limits: PLENTY,
    tags: {},
    assertHeld: () => {},
    logger: { warn: () => {} },
    ...options,
  });
}

const textObject = (path: string, body: string) => ({
  path,
  contentType: 'text/plain',
  body: Buffer.from(body),
});

function row(kept: Kept): ObjectRecord {
  if ('lost' in kept) throw new Error(kept.lost);
  return kept;
}

async function keepAndStore(
  runArchive: RunArchive,
  path: string,
  body: string,
) {
  const record = row(await runArchive.keep(textObject(path, body)));
  await test.store.putObject(claim, record);
  return record;
}

/** What the folder holds in S3, by path. */
async function folder(): Promise<Record<string, string>> {
  const run = (await test.store.getRun(claim.runId))!;
  const prefix = archive.key({ ...run.image, runId: run.id }, '');
  const found: Record<string, string> = {};
  for (const { key } of await archive.list(prefix)) {
    const { body } = await archive.get(key);
    found[key.slice(prefix.length)] = await text(body);
  }
  return found;
}

function startUploader(): Uploader {
  const uploader = new Uploader({
    archive,
    store: test.store,
    tags: () => ({}),
    intervalMs: 20,
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  uploader.start();
  return uploader;
}

/** Lets it upload until nothing waits any more. */
async function uploadAll(uploader = startUploader()) {
  while ((await test.store.waitingBytes()) > 0) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  await uploader.stop();
}

describe('RunArchive', () => {
  it('puts evidence into S3, and gives its row', async () => {
    const runArchive = await openRunArchive();
    expect(await runArchive.keep(textObject('console.log', 'hello'))).toEqual({
      runId: claim.runId,
      path: 'console.log',
      contentType: 'text/plain',
      sha256: createHash('sha256').update('hello').digest('hex'),
      size: 5,
    });
    expect(await folder()).toEqual({ 'console.log': 'hello' });
  });

  it('keeps evidence in the database while S3 is away, and takes it there when it is back', async () => {
    const runArchive = await openRunArchive();
    await keepAndStore(runArchive, 'screenshots/0001000-aaaaaaaa.jpg', 'first');
    await s3.down();
    const waiting = [
      await keepAndStore(runArchive, 'screenshots/0002000-bbbbbbbb.jpg', 'two'),
      await keepAndStore(runArchive, 'console.log', 'old'),
    ];
    expect(waiting.map(record => record.body?.toString())).toEqual([
      'two',
      'old',
    ]);
    expect(await test.store.waitingBytes(claim.runId)).toBe(6);

    await s3.up();
    archive = s3.archive();
    const later = await openRunArchive();
    expect(
      (await keepAndStore(later, 'screenshots/0003000-cccccccc.jpg', 'three'))
        .body,
    ).toBeUndefined();
    // The old one may be on its way up this very moment, and arrive last.
    expect(
      (await keepAndStore(later, 'console.log', 'newer')).body?.toString(),
    ).toBe('newer');

    await uploadAll();
    expect(await folder()).toEqual({
      'screenshots/0002000-bbbbbbbb.jpg': 'two',
      'screenshots/0003000-cccccccc.jpg': 'three',
      'console.log': 'newer',
    });
    expect((await keepAndStore(later, 'console.log', 'newest')).body).toBe(
      undefined,
    );
    expect(await folder()).toMatchObject({ 'console.log': 'newest' });
  });

  it('goes on uploading after S3 was away in between', async () => {
    const runArchive = await openRunArchive();
    await s3.down();
    for (let frame = 0; frame < 20; frame += 1) {
      await keepAndStore(runArchive, `screenshots/${frame}.jpg`, `${frame}`);
    }
    const uploader = startUploader();
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(await test.store.waitingObjects(100)).toHaveLength(20);
    await s3.up();
    await uploadAll(uploader);
    expect(Object.keys(await folder())).toHaveLength(20);
  }, 20_000);

  it.each([
    ['waitingMegabytesPerRun', { ...PLENTY, waitingMegabytesPerRun: 1 }],
    ['waitingMegabytes', { ...PLENTY, waitingMegabytes: 1 }],
  ])('lets no more than %s wait', async (name, limits) => {
    const warn = jest.fn();
    const runArchive = await openRunArchive({ limits, logger: { warn } });
    await s3.down();
    const half = 'x'.repeat(500 * 1024);
    await keepAndStore(runArchive, 'a', half);
    await keepAndStore(runArchive, 'b', half);
    const lost = {
      lost: expect.stringMatching(
        new RegExp(`amiSmokeTest\\.limits\\.${name}: 1.*S3 cannot be reached`),
      ),
    };
    expect(await runArchive.keep(textObject('c', half))).toEqual(lost);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('/c is lost'));
    await keepAndStore(runArchive, 'd', 'small');

    // A newer version takes the place of the one that waits; where it has none, the older one stays.
    await keepAndStore(runArchive, 'a', half.toUpperCase());
    expect(await runArchive.keep(textObject('a', half + half))).toEqual({
      lost: expect.stringContaining(name),
    });
    expect(await test.store.waitingBytes()).toBe(2 * half.length + 5);
  });

  it('keeps what S3 takes, however much waits, but not past an older version', async () => {
    const limits = { ...PLENTY, waitingMegabytesPerRun: 1 };
    await s3.down();
    const before = await openRunArchive({ limits });
    const most = 'x'.repeat(1024 * 1024);
    await keepAndStore(before, 'console.log', most);
    await s3.up();
    archive = s3.archive();
    const after = await openRunArchive({ limits });
    expect((await keepAndStore(after, 'frame.jpg', 'new')).body).toBe(
      undefined,
    );
    expect(await after.keep(textObject('console.log', `${most}y`))).toEqual({
      lost: expect.stringContaining('An older version waits for S3'),
    });
    expect(await folder()).toEqual({ 'frame.jpg': 'new' });
    await uploadAll();
    expect(await folder()).toEqual({ 'frame.jpg': 'new', 'console.log': most });
  });

  it('puts nothing for a run that is not held any more', async () => {
    const lost = new Error('another one has it');
    const runArchive = await openRunArchive({
      assertHeld: () => {
        throw lost;
      },
    });
    await expect(runArchive.keep(textObject('console.log', 'x'))).rejects.toBe(
      lost,
    );
    await expect(runArchive.manifest('our-installation')).rejects.toBe(lost);
    expect(await folder()).toEqual({});
  });

  it('does not take what is wrong with an object for an archive that is away', async () => {
    const runArchive = await openRunArchive();
    await expect(runArchive.keep(textObject('../x', 'x'))).rejects.toThrow(
      InputError,
    );
  });

  it('removes from the folder what nobody wrote down', async () => {
    const runArchive = await openRunArchive();
    await keepAndStore(
      runArchive,
      'screenshots/0001000-aaaaaaaa.jpg',
      'winner',
    );
    await runArchive.keep(
      textObject('screenshots/0001000-bbbbbbbb.jpg', 'loser'),
    );
    await runArchive.sweep();
    expect(await folder()).toEqual({
      'screenshots/0001000-aaaaaaaa.jpg': 'winner',
    });
    await s3.down();
    await runArchive.sweep();
  });

  it('writes a manifest of a run that has hardly begun', async () => {
    const runArchive = await openRunArchive();
    expect(row(await runArchive.manifest('our-installation'))).toMatchObject({
      path: 'manifest.json',
    });
    const inS3 = JSON.parse((await folder())['manifest.json']);
    const { run } = z.decode(manifestSchema, inS3);
    const { profile } = (await test.store.getRun(claim.runId))!;
    expect(run.profile).toEqual(profile);
  });

  it('writes a manifest from which the rows can be made again, without secrets', async () => {
    await test.clear();
    const build = newBuild();
    build.profile = {
      ...build.profile,
      userData: 'password=hunter2',
      checks: [
        {
          type: 'http',
          port: 8080,
          scheme: 'http',
          method: 'POST',
          path: '/login',
          headers: { authorization: 'Bearer hunter2' },
          body: '{"password":"hunter2"}',
          expect: { status: [200] },
          verifyCertificate: false,
          timeoutSeconds: 5,
        },
      ],
    };
    [claim] = (await test.acceptAndClaim(build)).claims;
    const { store } = test;
    const { runId } = claim;
    await s3.down();
    await keepAndStore(
      await openRunArchive(),
      'console.log',
      'Linux version 6.1\n',
    );
    await s3.up();
    archive = s3.archive();
    const runArchive = await openRunArchive();

    const instance = await store.intend(claim, {
      kind: 'instance',
      request: { ClientToken: runId, UserData: 'hunter2' },
      token: runId,
    });
    await store.settle(claim, instance.id, {
      state: 'gone',
      resourceId: 'i-1',
      proof: 'seen terminated',
    });
    const frame = row(
      await runArchive.keep(
        textObject('screenshots/0001000-aaaaaaaa.jpg', 'JPEG'),
      ),
    );
    const event = {
      type: 'screenshot' as const,
      runId,
      offsetMs: 1000,
      message: 'Frame',
    };
    await store.addScreenshots(claim, [
      {
        screenshot: {
          offsetMs: 1000,
          takenAtMs: 1012,
          path: frame.path,
          sha256: frame.sha256,
          bytes: frame.size,
        },
        objects: [frame],
        event,
      },
      {
        screenshot: { offsetMs: 2000, missing: 'NoTurn' },
        objects: [],
        event,
      },
    ]);
    await store.saveAttempts(
      claim,
      [
        {
          check: 'http',
          outcome: 'refused',
          detail: 'ECONNREFUSED',
          count: 3,
          firstOffsetMs: 10,
          lastOffsetMs: 900,
        },
      ],
      { observedMs: 45_000, checks: [] },
    );
    await store.updateRun(
      claim,
      {
        stage: 'finished',
        verdict: 'failed',
        reason: 'The port stayed closed',
        cleanup: 'clean',
        onlineAt: new Date('2026-11-22T10:00:00.123Z'),
        instanceId: 'i-1',
        observedMs: 45_000,
      },
      [notice('the console could not be read once', runId)],
    );

    const written = row(await runArchive.manifest('our-installation'));
    expect(written).toMatchObject({
      path: 'manifest.json',
      contentType: 'application/json',
    });
    expect(written.body).toBeUndefined();
    const inS3 = (await folder())['manifest.json'];
    expect(inS3).not.toContain('hunter2');
    const rows = z.decode(manifestSchema, JSON.parse(inS3));

    expect(rows.owner).toBe('our-installation');
    const run = (await store.getRun(runId))!;
    const [check] = run.profile.checks;
    expect(rows.run).toEqual({
      ...run,
      epoch: undefined,
      profile: {
        ...run.profile,
        userData: LEFT_OUT,
        checks: [
          {
            ...check,
            body: LEFT_OUT,
            headers: { authorization: LEFT_OUT },
          },
        ],
      },
    });
    expect(await store.getBuild(run.buildId)).toMatchObject(rows.build);
    expect(rows.attempts).toEqual(await store.attemptsOf(runId));
    expect(rows.screenshots).toEqual(await store.screenshotsOf(runId));
    expect(rows.notices).toEqual(await store.noticesOf(runId));
    expect(await store.ledgerOf(runId)).toMatchObject(rows.ledger);
    expect(rows.ledger).toHaveLength(1);

    await uploadAll();
    const files = await folder();
    expect(Object.keys(files)).toEqual([
      'console.log',
      'manifest.json',
      'screenshots/0001000-aaaaaaaa.jpg',
    ]);
    for (const { path, sha256, size } of rows.objects) {
      const hash = createHash('sha256').update(files[path]).digest('hex');
      expect([hash, files[path].length]).toEqual([sha256, size]);
    }
    expect(rows.objects.map(({ path }) => path)).toEqual([
      'console.log',
      'screenshots/0001000-aaaaaaaa.jpg',
    ]);
  });
});
