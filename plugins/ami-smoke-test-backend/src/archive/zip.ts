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

import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { NotFoundError } from '@backstage/errors';
import { ZipFile } from 'yazl';

/** An object of a folder: its path in the folder, and how to read it. */
export interface ZipSource {
  path: string;
  open(): Promise<Readable>;
}

/** Lists what should have been in the file. */
const MISSING_PATH = 'MISSING.txt';

/**
 * Streams the objects as a zip file, one after another, so that only one is open at a time. One that is not there any more
 * (a bucket may expire its objects) is listed in `MISSING.txt`; any other trouble destroys the stream, so that nobody takes
 * half a file for a whole one.
 */
export function zip(objects: ZipSource[]): Readable {
  const file = new ZipFile();
  const output = file.outputStream as Readable;
  const closed = new AbortController();
  output.once('close', () => closed.abort());
  addAll(file, objects, closed.signal).catch(error => output.destroy(error));
  return output;
}

async function addAll(
  file: ZipFile,
  objects: ZipSource[],
  signal: AbortSignal,
): Promise<void> {
  const missing: string[] = [];
  for (const object of objects) {
    signal.throwIfAborted();
    const body = await openIfThere(object);
    if (body) {
      await add(file, object.path, body, signal);
    } else {
      missing.push(object.path);
    }
  }
  if (missing.length > 0) {
    file.addBuffer(Buffer.from(`${missing.join('\n')}\n`), MISSING_PATH);
  }
  file.end();
}

/** Adds a file and waits until it was read to its end. */
async function add(
  file: ZipFile,
  path: string,
  body: Readable,
  signal: AbortSignal,
): Promise<void> {
  // Pictures are compressed already.
  file.addReadStream(body, path, { compress: !/\.(jpg|webp)$/.test(path) });
  try {
    await finished(body, { signal });
  } finally {
    body.destroy();
  }
}

async function openIfThere(object: ZipSource): Promise<Readable | undefined> {
  try {
    return await object.open();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
