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
import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { until } from '../__testUtils__/until';
import { TestStore } from '../database/__testUtils__/store';
import type { Claim } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { archiveAt } from './__testUtils__/LocalS3';
import {
  type Archive,
  ArchiveUnavailableError,
  ObjectRefusedError,
  ObjectsNotDeletedError,
} from './Archive';
import { Uploader } from './Uploader';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('Uploader (%s)', databaseId => {
  let test: TestStore;
  let claim: Claim;
  let running: Uploader[];
  const list = jest.fn();
  const deleteAll = jest.fn();
  const warn = jest.fn();
  const error = jest.fn();

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  beforeEach(async () => {
    running = [];
    jest.resetAllMocks();
    [claim] = (await test.acceptAndClaim()).claims;
  });

  afterEach(async () => {
    await Promise.all(running.map(uploader => uploader.stop()));
    await test.clear();
  });

  async function wait(path: string, body: string) {
    await test.store.putObject(claim, {
      runId: claim.runId,
      path,
      contentType: 'text/plain',
      sha256: createHash('sha256').update(body).digest('hex'),
      size: body.length,
      body: Buffer.from(body),
    });
  }

  /** Uploads on and on, with `put` in place of S3. */
  function start(
    put: (path: string, body: string) => Promise<void>,
    store: Pick<
      SmokeTestStore,
      | 'waitingObjects'
      | 'uploadAlone'
      | 'markStored'
      | 'getRun'
      | 'objectOf'
      | 'objectsOf'
    > = test.store,
    heldMs?: number,
  ): Uploader {
    const s3 = archiveAt('http://127.0.0.1:9');
    const archive: Pick<Archive, 'key' | 'url' | 'put' | 'list' | 'delete'> = {
      key: (folder, path) => s3.key(folder, path),
      url: key => s3.url(key),
      put: ({ key, body }) => put(key.split('/').at(-1)!, String(body)),
      list,
      delete: deleteAll,
    };
    const uploader = new Uploader({
      archive,
      store,
      tags: () => ({}),
      intervalMs: 5,
      heldMs,
      logger: { info: () => {}, warn, error },
    });
    uploader.start();
    running.push(uploader);
    return uploader;
  }

  const nothingWaits = async () => (await test.store.waitingBytes()) === 0;

  it('goes on after objects that S3 refuses, and says so once', async () => {
    const paths = Array.from({ length: 40 }, (_, at) => `object-${at}`);
    const refused = paths.slice(0, 20);
    for (const path of paths) await wait(path, path);
    const inS3: string[] = [];
    let refusals = 0;
    let mended = false;
    start(async path => {
      if (!mended && refused.includes(path)) {
        refusals += 1;
        throw new ObjectRefusedError('InvalidRequest: no');
      }
      inS3.push(path);
    });
    await until(() => inS3.length === 20 && refusals > 3 * refused.length);
    expect(await test.store.waitingObjects(100)).toHaveLength(refused.length);
    const said = warn.mock.calls.map(
      ([message]) =>
        /([^/]+) stays in the database: InvalidRequest: no$/.exec(message)?.[1],
    );
    expect(said.sort()).toEqual([...refused].sort());
    mended = true;
    await until(nothingWaits);
    expect(inS3.sort()).toEqual([...paths].sort());
    expect(error).not.toHaveBeenCalled();
  });

  it('removes what nobody wrote down once S3 is back, of a run that ended without it', async () => {
    const { image } = (await test.store.getRun(claim.runId))!;
    const folder = { ...image, runId: claim.runId };
    const s3 = archiveAt('http://127.0.0.1:9');
    const [known, stray] = ['manifest.json', 'screenshots/0001000-a.jpg'].map(
      path => ({ key: s3.key(folder, path), size: 1 }),
    );
    list.mockResolvedValue([known, stray]);
    const put = async () => {};
    // While it goes on, a frame may be on its way to its row.
    await wait('manifest.json', 'of a run that goes on');
    start(put);
    await until(nothingWaits);
    expect(list).not.toHaveBeenCalled();

    await test.store.updateRun(claim, { stage: 'finished' }, []);
    list.mockRejectedValueOnce(new ArchiveUnavailableError('away again'));
    await wait('manifest.json', 'of a run that has ended');
    await until(nothingWaits);
    expect(list).toHaveBeenCalledTimes(2);
    expect(deleteAll.mock.calls).toEqual([[[stray.key]]]);
    expect(error).not.toHaveBeenCalled();
  });

  it('goes on after a folder that it may not sweep, and says so once', async () => {
    const { image } = (await test.store.getRun(claim.runId))!;
    const folder = { ...image, runId: claim.runId };
    const key = archiveAt('http://127.0.0.1:9').key(folder, 'stray');
    list.mockResolvedValue([{ key, size: 1 }]);
    deleteAll.mockRejectedValue(
      new ObjectsNotDeletedError('1 of 1 (AccessDenied: no)'),
    );
    await wait('manifest.json', 'of a run that has ended');
    await sleep(5);
    await wait('z', 'behind it');
    await test.store.updateRun(claim, { stage: 'finished' }, []);
    const put = jest.fn(async () => {});
    start(put);
    await until(nothingWaits);
    expect(put.mock.calls).toEqual([
      ['manifest.json', 'of a run that has ended'],
      ['z', 'behind it'],
    ]);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/is not swept: .*AccessDenied/)],
    ]);
    expect(error).not.toHaveBeenCalled();
  });

  it('goes on after a folder that cannot be swept now', async () => {
    list.mockRejectedValue(new ArchiveUnavailableError('ListBucket: no'));
    await wait('manifest.json', 'of a run that has ended');
    await sleep(5);
    await wait('z', 'behind it');
    await test.store.updateRun(claim, { stage: 'finished' }, []);
    start(async () => {});
    await until(() => list.mock.calls.length > 3);
    const waiting = await test.store.waitingObjects(10);
    expect(waiting.map(({ path }) => path)).toEqual(['manifest.json']);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/manifest.json stays in the database: ListB/)],
    ]);
  });

  it('stops at the first object when S3 is away', async () => {
    for (const path of ['a', 'b', 'c']) await wait(path, path);
    const tried: string[] = [];
    const uploader = start(async path => {
      tried.push(path);
      throw new ArchiveUnavailableError('away');
    });
    await until(() => tried.length > 3);
    await uploader.stop();
    expect(new Set(tried)).toEqual(new Set(['a']));
    expect(error).not.toHaveBeenCalled();
  });

  // SQLite belongs to one process.
  if (databaseId !== 'SQLITE_3') {
    it('never brings an older version after a newer one, however many processes upload', async () => {
      const inS3 = new Map<string, string>();
      let land = () => {};
      const landed = new Promise<void>(resolve => {
        land = resolve;
      });
      await wait('console.log', 'v1');
      let underWay = false;
      start(async (path, body) => {
        underWay = true;
        await landed;
        inS3.set(path, body);
      });
      await until(() => underWay);

      let turnedAway = 0;
      const other = jest.fn(async (path: string, body: string) => {
        inS3.set(path, body);
      });
      start(other, {
        ...bound(test.store),
        async uploadAlone(upload, options) {
          const result = await test.store.uploadAlone(upload, options);
          if (!result) turnedAway += 1;
          return result;
        },
      });
      await until(() => turnedAway > 3);
      await wait('console.log', 'v2');
      await until(() => turnedAway > 6);
      expect(other).not.toHaveBeenCalled();

      land();
      await until(nothingWaits);
      expect(inS3.get('console.log')).toBe('v2');
      expect(error).not.toHaveBeenCalled();
    });

    it('puts no more once another process may be uploading', async () => {
      const inS3 = new Map<string, string>();
      let thaw = () => {};
      const thawed = new Promise<void>(resolve => {
        thaw = resolve;
      });
      await wait('a', 'a');
      await sleep(5);
      await wait('console.log', 'v1');
      // It has read what waits, and freezes within its first put for longer than the right is its.
      const frozen = jest.fn(async (path: string, body: string) => {
        await thawed;
        inS3.set(path, body);
      });
      start(frozen, test.store, 200);
      await until(() => frozen.mock.calls.length > 0);
      const other = jest.fn(async (path: string, body: string) => {
        inS3.set(path, body);
      });
      const second = start(other);
      await until(nothingWaits);
      await wait('console.log', 'v2');
      await until(nothingWaits);
      await second.stop();
      await wait('console.log', 'v3');

      // Even what waits by then is not its to put, without the right.
      const ended = new Promise<void>(resolve => {
        error.mockImplementation(() => resolve());
      });
      const putsOfFrozen = frozen.mock.calls.length;
      thaw();
      await ended;
      expect(putsOfFrozen).toBe(1);
      expect(inS3.get('console.log')).toBe('v2');
      expect(error.mock.calls).toEqual([
        ['What waits for S3 could not be uploaded', expect.any(Error)],
      ]);
      await until(nothingWaits);
      expect(inS3.get('console.log')).toBe('v3');
    });
  }
});

function bound(store: SmokeTestStore) {
  return {
    waitingObjects: store.waitingObjects.bind(store),
    markStored: store.markStored.bind(store),
    getRun: store.getRun.bind(store),
    objectOf: store.objectOf.bind(store),
    objectsOf: store.objectsOf.bind(store),
  };
}
