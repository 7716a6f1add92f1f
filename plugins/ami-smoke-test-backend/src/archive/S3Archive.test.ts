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

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, NotFoundError } from '@backstage/errors';
import { archiveAt, LocalS3 } from './__testUtils__/LocalS3';
import {
  type Archive,
  ArchiveUnavailableError,
  ObjectRefusedError,
  ObjectsNotDeletedError,
} from './Archive';
import { withIdleLimit } from './withIdleLimit';

const FOLDER = {
  accountId: '123456789012',
  region: 'eu-central-1',
  imageId: 'ami-0123456789abcdef0',
  runId: '6b5c9d0e-8f67-4f0a-9d57-0b1b8f0d9a11',
};
const FOLDER_KEY =
  'ami-smoke-test/123456789012/eu-central-1/ami-0123456789abcdef0/6b5c9d0e-8f67-4f0a-9d57-0b1b8f0d9a11/';

/** Everything but the date, which is what the breaker goes by. */
const NOT_THE_DATE = [
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
] as const;

let s3: LocalS3;

beforeAll(async () => {
  s3 = await LocalS3.start();
});

afterEach(() => {
  jest.useRealTimers();
});

afterAll(async () => {
  await s3.down();
});

const put = (archive: Archive, path: string, body = 'body') =>
  archive.put({
    key: archive.key(FOLDER, path),
    contentType: 'text/plain',
    body: Buffer.from(body),
    tags: { 'ami-smoke-test:run': FOLDER.runId, owner: 'a&b=c' },
  });

describe('S3Archive', () => {
  it('stores, lists, gives back and deletes objects', async () => {
    const archive = s3.archive();
    await put(archive, 'console.log', 'hello');
    await put(archive, 'screenshots/0001000-1f3a9c2e.jpg', 'JPEG');
    const key = archive.key(FOLDER, 'console.log');
    expect(archive.url(key)).toBe(`s3://evidence/${FOLDER_KEY}console.log`);

    const { body, ...rest } = await archive.get(key);
    expect(rest).toEqual({ contentType: 'text/plain', size: 5 });
    expect(await text(body)).toBe('hello');
    const folder = archive.key(FOLDER, '');
    const found = await archive.list(folder);
    expect(found).toEqual([
      { key: `${FOLDER_KEY}console.log`, size: 5 },
      { key: `${FOLDER_KEY}screenshots/0001000-1f3a9c2e.jpg`, size: 4 },
    ]);
    await archive.delete(found.map(object => object.key));
    await archive.delete([key]);
    await archive.delete([]);
    expect(await archive.list(folder)).toEqual([]);
    await expect(archive.get(key)).rejects.toThrow(NotFoundError);
  });

  it('lists more than one page', async () => {
    const archive = s3.archive();
    const paths = Array.from({ length: 1_001 }, (_, at) => `many/${at}`);
    for (let from = 0; from < paths.length; from += 50) {
      const some = paths.slice(from, from + 50);
      await Promise.all(some.map(path => put(archive, path)));
    }
    const found = await archive.list(archive.key(FOLDER, ''));
    const keys = found.map(({ key }) => key);
    expect(keys.sort()).toEqual(
      paths.map(path => `${FOLDER_KEY}${path}`).sort(),
    );
    await archive.delete(keys);
    expect(await archive.list(archive.key(FOLDER, ''))).toEqual([]);
  }, 30_000);

  it('needs no prefix', () => {
    expect(s3.archive({ prefix: '' }).key(FOLDER, 'manifest.json')).toBe(
      FOLDER_KEY.replace('ami-smoke-test/', '').concat('manifest.json'),
    );
  });

  it.each([
    ['..'],
    ['../other/manifest.json'],
    ['screenshots/../../x'],
    ['/etc/passwd'],
    ['screenshots//x'],
    ['screenshots/'],
    ['.hidden'],
    ['a\\b'],
    ['a b'],
    ['a%2e'],
    ['line\nbreak'],
    ['nul\0'],
    ['x'.repeat(256)],
  ])('refuses the path %j', path => {
    expect(() => s3.archive().key(FOLDER, path)).toThrow(InputError);
  });

  it.each(Object.keys(FOLDER))('refuses a %s that leads elsewhere', part => {
    const archive = s3.archive();
    for (const name of ['', '..', 'a/b', '.']) {
      expect(() => archive.key({ ...FOLDER, [part]: name }, 'x')).toThrow(
        /is not a plain name/,
      );
    }
  });

  it('has no problem when the bucket is there', async () => {
    expect(await s3.archive().problem()).toBeUndefined();
  });

  it('says which setting is wrong when the bucket is not there', async () => {
    const archive = s3.archive({ bucket: 'nobodys' });
    const problem =
      /The bucket 'nobodys' does not exist in http:.*create it, or correct amiSmokeTest\.archive\.s3\.bucket/;
    expect(await archive.problem()).toMatch(problem);
    await expect(put(archive, 'x')).rejects.toThrow(problem);
    await expect(put(archive, 'x')).rejects.toThrow(ArchiveUnavailableError);
    await expect(archive.get('x')).rejects.toThrow(ArchiveUnavailableError);
    await expect(archive.list('x')).rejects.toThrow(ArchiveUnavailableError);
    await expect(archive.delete(['x'])).rejects.toThrow(
      ArchiveUnavailableError,
    );
  });

  it('says where S3 was looked for when it cannot be reached', async () => {
    const archive = archiveAt('http://127.0.0.1:9');
    const problem =
      /S3 cannot be reached at http:\/\/127\.0\.0\.1:9: .*amiSmokeTest\.archive\.s3\.endpoint.*ECONNREFUSED/;
    expect(await archive.problem()).toMatch(problem);
    await expect(put(archive, 'x')).rejects.toThrow(problem);
    await expect(archive.get('x')).rejects.toThrow(problem);
  });

  it('does not wait for an S3 that hangs', async () => {
    const archive = s3.archive();
    s3.freeze();
    try {
      await expect(put(archive, 'x')).rejects.toThrow(ArchiveUnavailableError);
    } finally {
      s3.thaw();
    }
  }, 20_000);

  it('ends when it is told to, which says nothing about S3', async () => {
    const archive = s3.archive();
    const key = archive.key(FOLDER, 'stopped');
    await expect(
      archive.put(
        { key, contentType: 'text/plain', body: Buffer.from('x'), tags: {} },
        { signal: AbortSignal.abort(new Error('stop')) },
      ),
    ).rejects.toThrow('stop');
    await put(archive, 'next');
  });

  describe('on a server whose answers stall', () => {
    const { timeout } = AbortSignal;
    let server: Server;
    let archive: Archive;

    beforeAll(async () => {
      server = createServer((request, response) => {
        request.resume();
        response.writeHead(200, { 'content-length': '1000' });
        response.write(
          request.url?.includes('list-type') ? '<ListBucketResult>' : 'half',
        );
      });
      await new Promise<void>(resolve =>
        server.listen(0, '127.0.0.1', resolve),
      );
    });

    beforeEach(() => {
      const { port } = server.address() as AddressInfo;
      archive = archiveAt(`http://127.0.0.1:${port}`);
      // The same limits, sooner.
      jest
        .spyOn(AbortSignal, 'timeout')
        .mockImplementation(ms => timeout.call(AbortSignal, ms / 50));
    });

    afterEach(() => {
      jest.restoreAllMocks();
    });

    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    it.each([
      ['list', () => archive.list('x')],
      ['delete', () => archive.delete(['x'])],
      ['put', () => put(archive, 'x')],
    ])('does not wait for the rest of what it says to %s', async (_, ask) => {
      await expect(ask()).rejects.toThrow(ArchiveUnavailableError);
    });

    it('fails an object that stops coming, and not its slow reader', async () => {
      const { body } = await archive.get(archive.key(FOLDER, 'x'));
      const name = 's3://evidence/x';
      const stalled = withIdleLimit(body, 100, name);
      await expect(text(stalled)).rejects.toThrow(
        'Nothing more of s3://evidence/x came for 0.1 s',
      );
      expect(body.destroyed).toBe(true);

      const slow = withIdleLimit(Readable.from(['a', 'b']), 20, name);
      const read: string[] = [];
      for await (const chunk of slow) {
        read.push(String(chunk));
        await sleep(60);
      }
      expect(read.join('')).toBe('ab');
    });
  });

  describe('on a server that answers as it is told to', () => {
    let server: Server;
    let archive: Archive;
    let requests = 0;
    let headers: IncomingHttpHeaders = {};
    let answer: { status: number; code: string; body?: string } = {
      status: 500,
      code: 'InternalError',
    };

    beforeAll(async () => {
      server = createServer((request, response) => {
        requests += 1;
        headers = request.headers;
        request.resume();
        response.writeHead(answer.status, { 'content-type': 'text/xml' });
        response.end(
          answer.status === 200
            ? answer.body
            : `<Error><Code>${answer.code}</Code><Message>no</Message></Error>`,
        );
      });
      await new Promise<void>(resolve =>
        server.listen(0, '127.0.0.1', resolve),
      );
    });

    const url = () =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    beforeEach(() => {
      requests = 0;
      archive = archiveAt(url());
    });

    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    it('sends type, tags and encryption along', async () => {
      answer = { status: 200, code: '' };
      await put(archive, 'x');
      expect(headers).toMatchObject({
        'content-type': 'text/plain',
        'content-length': '4',
        'x-amz-tagging': `ami-smoke-test%3Arun=${FOLDER.runId}&owner=a%26b%3Dc`,
        'x-amz-server-side-encryption': 'AES256',
        'user-agent': expect.stringContaining('ami-smoke-test'),
      });
      const kms = { serverSideEncryption: 'aws:kms', kmsKeyId: 'key' } as const;
      await put(archiveAt(url(), kms), 'x');
      expect(headers).toMatchObject({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'key',
      });
      await put(archiveAt(url(), { serverSideEncryption: 'none' }), 'x');
      expect(headers).not.toHaveProperty('x-amz-server-side-encryption');
    });

    it('leaves it alone for a while, then tries with one object', async () => {
      jest.useFakeTimers({ now: Date.now(), doNotFake: [...NOT_THE_DATE] });
      answer = { status: 503, code: 'SlowDown' };
      await expect(put(archive, 'x')).rejects.toThrow(/SlowDown: no/);
      const first = requests;
      for (let count = 0; count < 10; count += 1) {
        await expect(put(archive, 'x')).rejects.toThrow(/SlowDown: no/);
      }
      expect(requests).toBe(first);
      jest.setSystemTime(Date.now() + 10_000);
      answer = { status: 200, code: '' };
      await put(archive, 'x');
      expect(requests).toBe(first + 1);
    });

    it('goes on with other objects after one that is refused for what it is', async () => {
      answer = { status: 400, code: 'InvalidRequest' };
      const error = await put(archive, 'x').catch(reason => reason);
      expect(error).toBeInstanceOf(ObjectRefusedError);
      expect(error.message).toMatch(/InvalidRequest: no/);
      answer = { status: 200, code: '' };
      await put(archive, 'y');
    });

    it('deletes what can be deleted, and says what could not be', async () => {
      const key = 'ami-smoke-test/held';
      const body = `<DeleteResult><Error><Key>${key}</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>`;
      answer = { status: 200, code: '', body };
      const keys = Array.from({ length: 1_001 }, (_, at) => `${key}/${at}`);
      const error = await archive.delete(keys).catch(reason => reason);
      expect(error).toBeInstanceOf(ObjectsNotDeletedError);
      expect(error.message).toBe(
        `2 of 1001 objects could not be deleted, one of them s3://evidence/${key} (AccessDenied: no)`,
      );
      expect(requests).toBe(2);

      answer = { status: 403, code: 'AccessDenied' };
      const refused = await archive.delete(keys).catch(reason => reason);
      expect(refused).toBeInstanceOf(ArchiveUnavailableError);
      expect(refused).not.toBeInstanceOf(ObjectsNotDeletedError);
      const signal = AbortSignal.abort(new Error('stop'));
      await expect(archive.delete(keys, { signal })).rejects.toThrow('stop');
      await expect(archive.list('x', { signal })).rejects.toThrow('stop');
    });

    it.each([
      [403, 'AccessDenied', /No access to the bucket 'evidence': .*accountId/],
      [403, 'InvalidAccessKeyId', /No access to the bucket 'evidence'/],
      [404, 'NoSuchBucket', /amiSmokeTest\.archive\.s3\.bucket/],
      [400, 'KMS.DisabledException', /KMS\.DisabledException: no/],
    ])('takes %s %s for something that can be mended', async (...row) => {
      const [status, code, message] = row;
      answer = { status, code };
      const error = await put(archive, 'x').catch(reason => reason);
      expect(error).toBeInstanceOf(ArchiveUnavailableError);
      expect(error.message).toMatch(message);
    });
  });
});
