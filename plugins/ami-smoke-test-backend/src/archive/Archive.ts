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

/** An object of a run's folder. */
export interface ArchiveObject {
  /** The whole key, `<prefix>/<accountId>/<region>/<imageId>/<runId>/…`. */
  key: string;
  contentType: string;
  body: Buffer;
  /** Tags of the object, e.g. run and owner. */
  tags: Record<string, string>;
}

/** Where the evidence is kept. */
export interface Archive {
  /** `s3://bucket/key` of a key. */
  url(key: string): string;
  /**
   * The key of a run's object; of the folder itself, with a slash at its end, for an empty path.
   *
   * @throws InputError for a name that could leave the folder
   */
  key(folder: RunFolder, path: string): string;
  /**
   * Writes the object, replacing one of the same key.
   *
   * @throws ArchiveUnavailableError when it cannot be taken now, or ObjectRefusedError for reasons of its own; the signal's
   * reason when that is aborted
   */
  put(object: ArchiveObject, options?: { signal?: AbortSignal }): Promise<void>;
  /**
   * The body ends with an ArchiveUnavailableError when it stalls.
   *
   * @throws NotFoundError when there is none, ArchiveUnavailableError when that cannot be said now
   */
  get(
    key: string,
  ): Promise<{ body: Readable; contentType?: string; size?: number }>;
  /** @throws ArchiveUnavailableError; the signal's reason when that is aborted */
  list(
    prefix: string,
    options?: { signal?: AbortSignal },
  ): Promise<{ key: string; size: number }[]>;
  /**
   * Removes every object that can be removed. What is not there is no error.
   *
   * @throws ObjectsNotDeletedError when some could not be, ArchiveUnavailableError when none could; the signal's reason when that
   * is aborted
   */
  delete(keys: string[], options?: { signal?: AbortSignal }): Promise<void>;
  /** What is wrong with the archive, and the way out; nothing when it can be reached. */
  problem(): Promise<string | undefined>;
}

/** Which run's folder. */
export interface RunFolder {
  accountId: string;
  region: string;
  imageId: string;
  runId: string;
}

/** The archive cannot take or give objects now; trying again later can help. */
export class ArchiveUnavailableError extends Error {
  readonly name: string = 'ArchiveUnavailableError';
}

/** The archive keeps some objects although it was told to delete them, e.g. because a policy denies that. */
export class ObjectsNotDeletedError extends ArchiveUnavailableError {
  readonly name = 'ObjectsNotDeletedError';
}

/** The archive does not take this very object as it is; it may well take others. */
export class ObjectRefusedError extends ArchiveUnavailableError {
  readonly name = 'ObjectRefusedError';
}
