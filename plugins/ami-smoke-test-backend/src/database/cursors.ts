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

import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { BuildRecord } from './records';

const positionSchema = z.tuple([z.number().int(), z.uuid()]);

/** Where a page of builds ended: the last build's instant, and its id, because several builds can share an instant. */
export type BuildPosition = z.infer<typeof positionSchema>;

/** An opaque cursor: the page after this build. */
export function cursorAfter(build: BuildRecord): string {
  const position: BuildPosition = [build.createdAt.getTime(), build.id];
  return write(position);
}

/**
 * Reads a cursor back.
 *
 * @throws InputError when it is not one of ours
 */
export function readCursor(cursor: string): BuildPosition {
  return read(positionSchema, cursor);
}

const seqSchema = z.number().int();

/** An opaque cursor: the page after the row with this number. */
export function cursorAfterSeq(seq: number): string {
  return write(seq);
}

/**
 * Reads a cursor back.
 *
 * @throws InputError when it is not one of ours
 */
export function readSeqCursor(cursor: string): number {
  return read(seqSchema, cursor);
}

function write(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function read<T>(schema: z.ZodType<T>, cursor: string): T {
  try {
    return schema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString()),
    );
  } catch {
    throw new InputError(
      '`cursor` is malformed: send the `nextCursor` of the page before, or none for the first page',
    );
  }
}
