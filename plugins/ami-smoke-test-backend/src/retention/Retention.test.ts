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
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { until } from '../__testUtils__/until';
import { LocalS3 } from '../archive/__testUtils__/LocalS3';
import type { Archive } from '../archive/Archive';
import { ObjectsNotDeletedError } from '../archive/Archive';
import type { S3Archive } from '../archive/S3Archive';
import { Uploader } from '../archive/Uploader';
import { oldBuild } from '../database/__testUtils__/oldBuild';
import { TestStore } from '../database/__testUtils__/store';
import type { ObjectRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { Retention, type RetentionOptions } from './Retention';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

const IN_S3 = [
  'console.log',
  'manifest.json',
  'screenshots/0001000-aaaaaaaa.jpg',
];
const WAITING = 'screenshots/0002000-bbbbbbbb.jpg';

const objectOf = (runId: string, path: string): ObjectRecord => ({
  runId,
  path,
  contentType: 'text/plain',
  sha256: 'ab',
  size: path.length,
});

describe.each(databases.eachSupportedId())('Retention on %s', databaseId => {
  let test: TestStore;
  let s3: LocalS3;
  let archive: S3Archive;
  const auditor = mockServices.auditor.mock();
  const logger = {
    debug: jest.fn(),
    info: jest.fn(),
    warn: jest.fn(),
    error: jest.fn(),
  };
  const started: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
    s3 = await LocalS3.start();
    archive = s3.archive({ prefix: '' });
  });

  beforeEach(() => {
    jest.clearAllMocks();
    auditor.createEvent.mockResolvedValue({
      success: async () => {},
      fail: async () => {},
    });
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(one => one.stop()));
    await test.clear();
    const left = await archive.list('');
    await archive.delete(left.map(({ key }) => key));
  });

  afterAll(async () => {
    await s3.down();
  });

  function retention(changes: Partial<RetentionOptions> = {}): Retention {
    const one = new Retention({
      store: test.store,
      archive,
      policy: { maxAgeDays: 180, keepBuildsPerFamily: 1, keep: [] },
      everyMinutes: 60,
      pauseMs: 0,
      auditor,
      logger,
      ...changes,
    });
    started.push(one);
    return one;
  }

  /** A build with evidence in S3, and some that waits for S3. */
  async function buildOf(daysAgo: number, regions = ['us-east-1']) {
    const verdict = Object.fromEntries(
      regions.map(region => [region, 'errored' as const]),
    );
    const { build, claims } = await oldBuild(test, daysAgo, { verdict });
    const runs = await test.store.runsOf([build.id]);
    for (const claim of claims) {
      const run = runs.find(({ id }) => id === claim.runId)!;
      for (const path of IN_S3) {
        await archive.put({
          key: archive.key({ ...run.image, runId: run.id }, path),
          contentType: 'text/plain',
          body: Buffer.from(path),
          tags: {},
        });
        await test.store.putObject(claim, objectOf(run.id, path));
      }
      await test.store.putObject(claim, {
        ...objectOf(run.id, WAITING),
        body: Buffer.from(WAITING),
      });
    }
    return { id: build.id, runs };
  }

  /** The paths in S3, by run. */
  async function inS3(): Promise<Record<string, string[]>> {
    const folders: Record<string, string[]> = {};
    for (const { key } of await archive.list('')) {
      const [, , , runId, ...path] = key.split('/');
      folders[runId] = [...(folders[runId] ?? []), path.join('/')];
    }
    return folders;
  }

  async function expectWhole({ id, runs }: { id: string; runs: object[] }) {
    expect(await test.store.getBuild(id)).toBeDefined();
    const stored = await test.store.runsOf([id]);
    expect(stored).toHaveLength(runs.length);
    const folders = await inS3();
    for (const run of stored) {
      const objects = await test.store.objectsOf(run.id);
      expect(objects.map(({ path }) => path)).toEqual([...IN_S3, WAITING]);
      expect(folders[run.id]).toEqual(IN_S3);
    }
  }

  /** What holds at every moment, whatever has crashed. */
  async function expectNothingHalfShown(
    builds: Awaited<ReturnType<typeof buildOf>>[],
  ) {
    for (const build of builds) {
      if (await test.store.getBuild(build.id)) await expectWhole(build);
    }
    const rows: string[] = await test.knex('smoke_test_runs').pluck('id');
    for (const [runId, paths] of Object.entries(await inS3())) {
      // Nothing in S3 that the database does not know, and no folder that looks complete and is not.
      expect(rows).toContain(runId);
      if (paths.includes('manifest.json')) expect(paths).toEqual(IN_S3);
    }
  }

  async function expectOnly(keeper: Awaited<ReturnType<typeof buildOf>>) {
    await expectWhole(keeper);
    expect(await test.knex('smoke_test_builds').pluck('id')).toEqual([
      keeper.id,
    ]);
    expect(Object.keys(await inS3()).sort()).toEqual(
      keeper.runs.map(({ id }) => id).sort(),
    );
  }

  it('removes what is old with its objects, and has it in the audit log', async () => {
    const old = await buildOf(400, ['us-east-1', 'eu-central-1']);
    const keeper = await buildOf(300);
    await retention().round();
    await expectOnly(keeper);
    for (const table of [
      'smoke_test_runs',
      'smoke_test_objects',
      'smoke_test_build_events',
    ]) {
      const column = table === 'smoke_test_runs' ? 'build_id' : undefined;
      const rows = await test.knex(table);
      expect(
        rows.filter(row =>
          [old.id, ...old.runs.map(({ id }) => id)].includes(
            column ? row[column] : row.run_id,
          ),
        ),
      ).toEqual([]);
    }
    expect(auditor.createEvent.mock.calls).toEqual([
      [
        {
          eventId: 'build-remove',
          severityLevel: 'medium',
          meta: {
            buildId: old.id,
            family: 'web-base',
            verdict: 'errored',
            createdAt: expect.any(String),
            runs: old.runs.map(({ id }) => id),
            objects: 2 * IN_S3.length,
            bytes: 2 * IN_S3.join('').length,
          },
        },
      ],
    ]);
    expect(logger.info.mock.calls.flat()).toEqual([
      expect.stringMatching(/removed 1 builds with 6 objects/),
    ]);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it.each(['before', 'after'] as const)(
    'goes on after a crash %s any step, and shows nothing half meanwhile',
    async when => {
      let crashes = 0;
      for (let step = 1; ; step += 1) {
        const builds = [
          await buildOf(400, ['us-east-1', 'eu-central-1']),
          await buildOf(390),
          await buildOf(300),
        ];
        const crash = crashing(step, when);
        const round = retention({
          store: crash(test.store),
          archive: crash(archive),
        }).round();
        const crashed = await round.then(
          () => false,
          error => error.message === 'crash',
        );
        await expectNothingHalfShown(builds);
        await retention().round();
        await expectOnly(builds[2]);
        await test.clear();
        await archive.delete((await archive.list('')).map(({ key }) => key));
        if (!crashed) break;
        crashes += 1;
      }
      // Each step of each build is among them: 3 lists, 4 deletions, 2 removals of rows.
      expect(crashes).toBeGreaterThan(15);
    },
  );

  it('keeps a build hidden whose objects S3 does not delete, goes on with others, and says so once', async () => {
    const held = await buildOf(400);
    await buildOf(390);
    const keeper = await buildOf(300);
    const [{ id: heldRun }] = held.runs;
    const holding = changed(archive, {
      async delete(keys) {
        if (keys.some(key => key.includes(heldRun))) {
          throw new ObjectsNotDeletedError('1 of 1 (AccessDenied: no)');
        }
        await archive.delete(keys);
      },
    });
    const one = retention({ archive: holding });
    await one.round();
    await one.round();
    expect(await test.store.getBuild(held.id)).toBeUndefined();
    expect(await test.knex('smoke_test_builds').pluck('id')).toEqual(
      expect.arrayContaining([held.id, keeper.id]),
    );
    expect(await test.knex('smoke_test_builds')).toHaveLength(2);
    expect((await inS3())[heldRun]).toEqual(IN_S3);
    expect(logger.warn.mock.calls.flat()).toEqual([
      expect.stringMatching(
        new RegExp(
          `${held.id}.*AccessDenied.*tried again every 60 min.*s3:DeleteObject.*Object Lock`,
        ),
      ),
    ]);
    await retention().round();
    await expectOnly(keeper);
  });

  it('ends a round in which nothing can be deleted after one batch', async () => {
    for (let day = 0; day < 25; day += 1) await oldBuild(test, 400 - day);
    await oldBuild(test, 200);
    const holding = changed(archive, {
      async delete() {
        throw new ObjectsNotDeletedError('no');
      },
    });
    await retention({ archive: holding }).round();
    expect(await test.store.expiredBuilds(100, 0)).toHaveLength(20);
    await retention().round();
    expect(await test.knex('smoke_test_builds')).toHaveLength(1);
  });

  it('waits for S3 when that is away', async () => {
    await buildOf(400);
    const keeper = await buildOf(300);
    const away = changed(archive, {
      list: prefix => s3.archive({ bucket: 'nobodys' }).list(prefix),
    });
    const one = retention({ archive: away });
    await one.round();
    await one.round();
    expect(logger.warn.mock.calls.flat()).toEqual([
      expect.stringMatching(/removed no further for now.*'nobodys'/),
    ]);
    expect(await test.knex('smoke_test_builds')).toHaveLength(2);
    await retention().round();
    await expectOnly(keeper);
  });

  it('leaves nothing in S3 of an upload that is under way', async () => {
    const old = await buildOf(400);
    await oldBuild(test, 300);
    let land = () => {};
    const landed = new Promise<void>(resolve => {
      land = resolve;
    });
    let underWay = false;
    const uploader = new Uploader({
      archive: changed(archive, {
        async put(object) {
          underWay = true;
          await landed;
          await archive.put(object);
        },
      }),
      store: test.store,
      tags: () => ({}),
      intervalMs: 5,
      logger,
    });
    uploader.start();
    started.push(uploader);
    await until(() => underWay);
    const round = retention().round();
    try {
      await until(async () => !(await test.store.getBuild(old.id)));
      await sleep(250);
      expect(Object.keys(await inS3())).toContain(old.runs[0].id);
    } finally {
      land();
    }
    await round;
    await uploader.stop();
    expect(await inS3()).toEqual({});
    expect(await test.knex('smoke_test_builds')).toHaveLength(1);
  });

  it('lets one process at a time remove', async () => {
    await buildOf(400);
    const keeper = await buildOf(300);
    await test.store.retainAlone(async () => {
      await retention().round();
      expect(await test.knex('smoke_test_builds')).toHaveLength(2);
    });
    await retention().round();
    await expectOnly(keeper);
  });

  it('removes many in batches, and stops between two builds', async () => {
    for (let day = 0; day < 45; day += 1) await oldBuild(test, 400 - day);
    await oldBuild(test, 200);
    let batches = 0;
    const store = changed(test.store, {
      retainAlone(action) {
        batches += 1;
        return test.store.retainAlone(action);
      },
    });
    let lists = 0;
    const stopping = retention({
      store,
      archive: changed(archive, {
        list(prefix) {
          lists += 1;
          if (lists === 5) stopping.stop();
          return archive.list(prefix);
        },
      }),
    });
    stopping.start();
    await until(() => lists === 5);
    await stopping.stop();
    expect(lists).toBe(5);
    expect(logger.error).not.toHaveBeenCalled();
    expect(await test.knex('smoke_test_builds')).not.toHaveLength(1);
    batches = 0;
    await retention({ store }).round();
    expect(batches).toBeGreaterThanOrEqual(3);
    expect(await test.knex('smoke_test_builds')).toHaveLength(1);
  });

  it('names every folder that it leaves in another bucket, before it forgets them', async () => {
    const builds = [
      await buildOf(400, ['us-east-1', 'eu-central-1']),
      await buildOf(390),
    ];
    await buildOf(300);
    const store = changed(test.store, {
      removeExpired(buildId) {
        expect(logger.warn).toHaveBeenCalledTimes(1);
        return test.store.removeExpired(buildId);
      },
    });
    const moved = s3.archive({ prefix: 'moved' });
    await retention({ store, archive: moved }).round();
    expect(await test.knex('smoke_test_builds')).toHaveLength(1);
    const folders = builds.flatMap(({ runs }) =>
      runs.map(({ archiveFolder }) => archiveFolder),
    );
    const left = auditor.createEvent.mock.calls.flatMap(
      ([{ meta }]) => meta?.leftInArchive,
    );
    expect([...left].sort()).toEqual(folders.sort());
    expect(logger.warn.mock.calls.flat()).toEqual([
      expect.stringContaining(`one folder of it ${left[0]}`),
    ]);
  });

  if (databaseId !== 'SQLITE_3') {
    it('deletes nothing more once another process may be at it', async () => {
      await buildOf(400);
      const keeper = await buildOf(300);
      let thaw = () => {};
      const thawed = new Promise<void>(resolve => {
        thaw = resolve;
      });
      let isFrozen = false;
      const deleted = jest.fn();
      const frozen = retention({
        heldMs: 200,
        archive: changed(archive, {
          async list(prefix) {
            isFrozen = true;
            await thawed;
            return archive.list(prefix);
          },
          delete: deleted,
        }),
      }).round();
      const ended = Promise.allSettled([frozen]);
      await until(() => isFrozen);
      await until(async () => {
        await retention().round();
        return (await test.knex('smoke_test_builds')).length === 1;
      });
      thaw();
      expect(await ended).toMatchObject([{ status: 'rejected' }]);
      expect(deleted).not.toHaveBeenCalled();
      await expectOnly(keeper);
    });
  }
});

/** The thing with some of its methods replaced. */
function changed<T extends object>(thing: T, methods: Partial<T>): T {
  return new Proxy(thing, {
    get(target, name) {
      const method = (methods as T)[name as keyof T] ?? target[name as keyof T];
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}

/** Lets the n-th of all calls fail, before it has done anything or after it has done everything. */
function crashing(n: number, when: 'before' | 'after') {
  let calls = 0;
  return <T extends SmokeTestStore | Archive>(thing: T): T =>
    new Proxy(thing, {
      get(target, name) {
        const method = target[name as keyof T];
        if (typeof method !== 'function') return method;
        if (name === 'key' || name === 'url') return method.bind(target);
        return async (...parameters: unknown[]) => {
          calls += 1;
          const mine = calls;
          if (mine === n && when === 'before') throw new Error('crash');
          const result = await method.apply(target, parameters);
          if (mine === n && when === 'after') throw new Error('crash');
          return result;
        };
      },
    });
}
