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

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { HEAD_BYTES, kindOf, type FileKind } from './fileKind';
import { UnusableInputError } from './material';

/** More of a log is not read: what would say so much has long told what it can. */
const MOST_LOG_BYTES = 512 * 1024 * 1024;
/** More than a picture of a screen ever has. */
const MOST_PICTURE_BYTES = 32 * 1024 * 1024;

/** A file of which it is known what it is. */
export interface Input {
  name: string;
  kind: FileKind;
  /** All of its bytes; those of a pipe can be asked for once. */
  chunks: () => AsyncIterable<Buffer>;
}

/**
 * Looks at a file, or at standard input for `-`.
 *
 * @throws UnusableInputError when it cannot be read
 */
export async function openInput(path: string): Promise<Input> {
  try {
    if (path === '-') return await openPipe('standard input', process.stdin);
    const info = await stat(path);
    if (info.isFIFO()) return await openPipe(path, createReadStream(path));
    if (!info.isFile()) {
      throw new UnusableInputError(`${path} is neither a file nor a folder`);
    }
    const kind = kindOf(await headOf(path));
    return { name: path, kind, chunks: () => createReadStream(path) };
  } catch (error) {
    throw unusable(path, error as NodeJS.ErrnoException);
  }
}

/** The bytes of a log, as many as are worth reading. */
export async function* logBytes({ chunks }: Input): AsyncIterable<Buffer> {
  let size = 0;
  for await (const chunk of chunks()) {
    yield chunk;
    size += chunk.length;
    if (size >= MOST_LOG_BYTES) return;
  }
}

/**
 * Reads a picture into memory.
 *
 * @throws UnusableInputError when it is too large for that
 */
export async function readPicture({ name, chunks }: Input): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks()) {
    parts.push(chunk);
    size += chunk.length;
    if (size > MOST_PICTURE_BYTES) {
      throw new UnusableInputError(
        `${name} is larger than any picture of a screen`,
      );
    }
  }
  return Buffer.concat(parts);
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What was taken from a pipe to look at it is given back. */
async function openPipe(
  name: string,
  pipe: AsyncIterable<Buffer>,
): Promise<Input> {
  const source = pipe[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const { value, done } = await source.next();
    if (done) break;
    head.push(value);
    size += value.length;
  }
  return {
    name,
    kind: kindOf(Buffer.concat(head)),
    chunks: async function* all() {
      yield* head;
      yield* { [Symbol.asyncIterator]: () => source };
    },
  };
}

function unusable(path: string, error: NodeJS.ErrnoException): Error {
  if (error instanceof UnusableInputError) return error;
  return new UnusableInputError(
    error.code === 'ENOENT'
      ? `There is no file or folder ${path}`
      : `${path} cannot be read: ${error.message}`,
  );
}
