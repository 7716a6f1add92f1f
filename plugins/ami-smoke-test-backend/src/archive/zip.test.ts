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

import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { NotFoundError } from '@backstage/errors';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { zip, type ZipSource } from './zip';

const source = (path: string, body: string): ZipSource => ({
  path,
  open: async () => Readable.from([Buffer.from(body)]),
});

/** What an unzipper finds in the file. */
async function unzip(file: Buffer): Promise<Record<string, string>> {
  const open = promisify<Buffer, object, ZipFile>(fromBuffer);
  const archive = await open(file, { lazyEntries: true });
  const found: Record<string, string> = {};
  return new Promise((resolve, reject) => {
    archive.on('error', reject);
    archive.on('end', () => resolve(found));
    archive.on('entry', (entry: Entry) => {
      archive.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error);
        found[entry.fileName] = await text(stream);
        archive.readEntry();
        return undefined;
      });
    });
    archive.readEntry();
  });
}

describe('zip', () => {
  it('holds every object', async () => {
    const objects = [
      source('manifest.json', '{}'),
      source('console.log', 'line\n'.repeat(10_000)),
      ...Array.from({ length: 40 }, (_, second) =>
        source(`screenshots/${second}.jpg`, `frame ${second}`),
      ),
    ];
    const found = await unzip(await buffer(zip(objects)));
    expect(Object.keys(found)).toEqual(objects.map(({ path }) => path));
    expect(found['console.log']).toBe('line\n'.repeat(10_000));
    expect(found['screenshots/39.jpg']).toBe('frame 39');
  });

  it('opens one object at a time', async () => {
    let open = 0;
    let most = 0;
    const objects = Array.from({ length: 10 }, (_, index) => ({
      path: `${index}`,
      open: async () => {
        open += 1;
        most = Math.max(most, open);
        const body = Readable.from([Buffer.from('x')]);
        body.once('close', () => {
          open -= 1;
        });
        return body;
      },
    }));
    await buffer(zip(objects));
    expect([most, open]).toEqual([1, 0]);
  });

  it('says what is not there any more', async () => {
    const gone = (path: string): ZipSource => ({
      path,
      open: async () => {
        throw new NotFoundError('expired');
      },
    });
    const objects = [gone('a.jpg'), source('console.log', 'x'), gone('b.jpg')];
    expect(await unzip(await buffer(zip(objects)))).toEqual({
      'console.log': 'x',
      'MISSING.txt': 'a.jpg\nb.jpg\n',
    });
  });

  it('breaks off when an object cannot be read', async () => {
    const unreadable: ZipSource = {
      path: 'a.jpg',
      open: async () => {
        throw new Error('S3 is away');
      },
    };
    await expect(buffer(zip([unreadable]))).rejects.toThrow('S3 is away');
    const broken: ZipSource = {
      path: 'b.jpg',
      open: async () =>
        new Readable({
          read() {
            this.destroy(new Error('connection lost'));
          },
        }),
    };
    await expect(buffer(zip([source('a', 'a'), broken]))).rejects.toThrow(
      'connection lost',
    );
  });

  it('lets go of what it reads when nobody wants it any more', async () => {
    const endless = new PassThrough();
    endless.write('x');
    const output = zip([{ path: 'a', open: async () => endless }]);
    await new Promise(resolve => output.once('data', resolve));
    output.destroy();
    await new Promise(resolve => endless.once('close', resolve));
    expect(endless.destroyed).toBe(true);
  });
});
