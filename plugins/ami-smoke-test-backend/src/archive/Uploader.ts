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
import type { Confirm } from '../database/alone';
import type { ObjectRecord, RunRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import {
  type Archive,
  ArchiveUnavailableError,
  ObjectRefusedError,
  ObjectsNotDeletedError,
} from './Archive';
import { MANIFEST_PATH } from './manifest';
import { sweepFolder } from './sweepFolder';

/** How many objects are uploaded before another process may have its turn. */
const AT_ONCE = 16;

/** What takes the waiting objects to S3. */
export interface UploaderOptions {
  archive: Pick<Archive, 'key' | 'url' | 'put' | 'list' | 'delete'>;
  store: Pick<
    SmokeTestStore,
    | 'waitingObjects'
    | 'uploadAlone'
    | 'markStored'
    | 'getRun'
    | 'objectOf'
    | 'objectsOf'
  >;
  /** The tags of the objects of a run. */
  tags: (runId: string) => Record<string, string>;
  /** How long it rests when nothing waits, or S3 is away. */
  intervalMs?: number;
  /** After so long without a confirmation another process may upload. */
  heldMs?: number;
  logger: {
    info(message: string): void;
    warn(message: string): void;
    error(message: string, error?: Error): void;
  };
}

/**
 * Takes to S3 what waits for it in the database, in one process at a time. An object stays waiting until the version that waits
 * was put, and `RunArchive` puts none itself while an older version waits: so versions arrive in their order.
 */
export class Uploader {
  readonly #options: UploaderOptions;
  readonly #stopping = new AbortController();
  /** What stays in the database, and was said to. */
  readonly #stuck = new Set<string>();
  #loop: Promise<void> | undefined;

  constructor(options: UploaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#uploadOnAndOn();
  }

  /** Ends after the object under way at the latest; what waits goes on waiting. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #uploadOnAndOn(): Promise<void> {
    const { intervalMs = 5_000, logger } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const uploaded = await this.#uploadAll(signal);
        if (uploaded > 0)
          logger.info(`${uploaded} objects that waited are in S3`);
      } catch (error) {
        // Why S3 is away is said by whoever found out; here it only means to wait on.
        if (!signal.aborted && !(error instanceof ArchiveUnavailableError)) {
          logger.error(
            'What waits for S3 could not be uploaded',
            error as Error,
          );
        }
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => {});
    }
  }

  /** @returns how many; stops when S3 is away, and goes on after an object that it refuses */
  async #uploadAll(signal: AbortSignal): Promise<number> {
    const { store, heldMs } = this.#options;
    let uploaded = 0;
    let refused = 0;
    for (;;) {
      const skip = refused;
      const some = await store.uploadAlone(
        confirm => this.#uploadSome(skip, confirm, signal),
        { heldMs },
      );
      if (!some) return uploaded; // Another process does it.
      uploaded += some.uploaded;
      refused += some.refused;
      if (some.uploaded + some.refused < AT_ONCE) return uploaded;
    }
  }

  /** @param skip - how many of the oldest were refused just now */
  async #uploadSome(
    skip: number,
    confirm: Confirm,
    signal: AbortSignal,
  ): Promise<{ uploaded: number; refused: number }> {
    const { store } = this.#options;
    const runs = new Map<string, RunRecord>();
    let uploaded = 0;
    let refused = 0;
    for (const object of await store.waitingObjects(AT_ONCE, skip)) {
      signal.throwIfAborted();
      const { runId } = object;
      const run = runs.get(runId) ?? (await store.getRun(runId));
      if (!run) continue;
      runs.set(runId, run);
      if (await this.#upload(object, run, confirm, signal)) uploaded += 1;
      else refused += 1;
    }
    return { uploaded, refused };
  }

  /** @returns false when it stays in the database although S3 is there */
  async #upload(
    { runId, path }: ObjectRecord,
    run: RunRecord,
    confirm: Confirm,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { archive, store, logger } = this.#options;
    // The version that waits by now: one read earlier may have been replaced.
    const object = await store.objectOf(runId, path);
    if (!object?.body) return true;
    const key = archive.key({ ...run.image, runId }, path);
    await confirm();
    let trouble: ArchiveUnavailableError | undefined = await this.#put(
      { ...object, key, body: object.body },
      signal,
    );
    if (!trouble && path === MANIFEST_PATH) {
      await confirm();
      trouble = await this.#sweep(run);
    }
    if (!trouble) {
      await store.markStored(object);
      return true;
    }
    if (!this.#stuck.has(key)) {
      this.#stuck.add(key);
      logger.warn(
        `${archive.url(key)} stays in the database: ${trouble.message}`,
      );
    }
    return false;
  }

  /** @returns why S3 refuses this very object, if it does */
  async #put(
    object: { key: string; runId: string; contentType: string; body: Buffer },
    signal: AbortSignal,
  ): Promise<ObjectRefusedError | undefined> {
    const { archive, tags } = this.#options;
    const { key, runId, contentType, body } = object;
    try {
      await archive.put(
        { key, contentType, body, tags: tags(runId) },
        { signal },
      );
      return undefined;
    } catch (error) {
      if (error instanceof ObjectRefusedError) return error;
      throw error;
    }
  }

  /**
   * What was left to do for a run that had ended with S3 away.
   *
   * @returns why it is to be tried again, as the manifest waits until then
   */
  async #sweep({
    id,
    image,
  }: RunRecord): Promise<ArchiveUnavailableError | undefined> {
    const { store, logger } = this.#options;
    const run = await store.getRun(id);
    if (run?.stage !== 'finished') return undefined;
    try {
      await sweepFolder({ ...image, runId: id }, this.#options);
    } catch (error) {
      if (!(error instanceof ArchiveUnavailableError)) throw error;
      if (!(error instanceof ObjectsNotDeletedError)) return error;
      // Without s3:DeleteObject that is so for every run, and trying again would not help.
      logger.warn(`Run ${id}: its folder is not swept: ${error.message}`);
    }
    return undefined;
  }
}
