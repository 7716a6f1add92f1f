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
import { buffer } from 'node:stream/consumers';
import type { ObjectRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import {
  type Archive,
  ArchiveUnavailableError,
  type RunFolder,
} from './Archive';
import { buildManifest, MANIFEST_PATH } from './manifest';
import { sweepFolder } from './sweepFolder';

const MEGABYTE = 1024 * 1024;

/** An object before it is kept. */
export type NewObject = Pick<ObjectRecord, 'path' | 'contentType'> & {
  body: Buffer;
};

/** The row to insert, with its body while it waits for S3; or why the object is lost. */
export type Kept = ObjectRecord | { lost: string };

/** What the archive of a run is made of. */
export interface RunArchiveOptions {
  archive: Archive;
  store: SmokeTestStore;
  folder: RunFolder;
  /** How much may wait for S3. */
  limits: { waitingMegabytesPerRun: number; waitingMegabytes: number };
  /** Of every object. */
  tags: Record<string, string>;
  /**
   * Throws unless the run is still ours; asked immediately before each put, because a late one would replace what the run's next
   * driver has put.
   */
  assertHeld: () => void;
  logger: { warn(message: string): void };
}

/**
 * Where a run's evidence goes: to S3, or, while S3 cannot take it, into the database, where it waits for the `Uploader`. The
 * caller inserts the row that it is given, in the transaction of what belongs to it.
 */
export class RunArchive {
  readonly #options: RunArchiveOptions;

  private constructor(options: RunArchiveOptions) {
    this.#options = options;
  }

  static create(options: RunArchiveOptions): RunArchive {
    return new RunArchive(options);
  }

  /** Keeps an object; it is lost only when it would have to wait and too much waits already. */
  async keep(object: NewObject): Promise<Kept> {
    const { archive, store, folder, logger } = this.#options;
    const { path, contentType, body } = object;
    const record: ObjectRecord = {
      runId: folder.runId,
      path,
      contentType,
      sha256: createHash('sha256').update(body).digest('hex'),
      size: body.length,
    };
    // An older version that waits may be on its way up: the newer one waits behind it, so as not to be overwritten.
    const older = await store.objectOf(folder.runId, path);
    const replaced = older?.body ? older.size : 0;
    const problem = older?.body
      ? 'An older version waits for S3'
      : await this.#put(object);
    if (!problem) return record;
    const full = await this.#full(body.length - replaced);
    const url = archive.url(archive.key(folder, path));
    if (full) {
      logger.warn(`${url} is lost: ${full}. ${problem}`);
      return { lost: `${full}. ${problem}` };
    }
    if (!older?.body) logger.warn(`${url} waits for S3: ${problem}`);
    return { ...record, body };
  }

  /** @throws NotFoundError when there is none, ArchiveUnavailableError when S3 cannot give it now */
  async read(path: string): Promise<Buffer> {
    const { archive, store, folder } = this.#options;
    const waiting = (await store.objectOf(folder.runId, path))?.body;
    if (waiting) return waiting;
    const { body } = await archive.get(archive.key(folder, path));
    return buffer(body);
  }

  /**
   * Keeps the manifest: what is stored of the run now.
   *
   * @param owner - this installation's id
   */
  async manifest(owner: string): Promise<Kept> {
    const { store, folder } = this.#options;
    const manifest = await buildManifest(store, folder.runId, owner);
    return this.keep({
      path: MANIFEST_PATH,
      contentType: 'application/json',
      body: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`),
    });
  }

  /** Removes from the folder what has no row. With S3 away the manifest waits, and the `Uploader` does it after that. */
  async sweep(): Promise<void> {
    const { archive, store, folder, logger } = this.#options;
    try {
      await sweepFolder(folder, { archive, store });
    } catch (error) {
      if (!(error instanceof ArchiveUnavailableError)) throw error;
      logger.warn(
        `Run ${folder.runId}: its folder is not swept: ${error.message}`,
      );
    }
  }

  /** Tries S3. @returns why it did not take the object, when it did not */
  async #put({ path, contentType, body }: NewObject) {
    const { archive, folder, tags, assertHeld } = this.#options;
    const key = archive.key(folder, path);
    assertHeld();
    try {
      await archive.put({ key, contentType, body, tags });
      return undefined;
    } catch (error) {
      if (!(error instanceof ArchiveUnavailableError)) throw error;
      return error.message;
    }
  }

  /** Which bound so many more waiting bytes would break. */
  async #full(bytes: number): Promise<string | undefined> {
    const { store, folder, limits } = this.#options;
    const { waitingMegabytesPerRun, waitingMegabytes } = limits;
    if (bytes <= 0) return undefined;
    const ofRun = (await store.waitingBytes(folder.runId)) + bytes;
    if (ofRun > waitingMegabytesPerRun * MEGABYTE) {
      return `As much of this run waits for S3 as may (amiSmokeTest.limits.waitingMegabytesPerRun: ${waitingMegabytesPerRun})`;
    }
    const ofAll = (await store.waitingBytes()) + bytes;
    if (ofAll > waitingMegabytes * MEGABYTE) {
      return `As much waits for S3 as may (amiSmokeTest.limits.waitingMegabytes: ${waitingMegabytes})`;
    }
    return undefined;
  }
}
