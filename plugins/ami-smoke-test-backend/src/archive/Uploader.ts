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
import type { ObjectRecord, RunRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import {
  type Archive,
  ArchiveUnavailableError,
  ObjectRefusedError,
} from './Archive';
import { MANIFEST_PATH } from './manifest';
import { sweepFolder } from './sweepFolder';

/** How many objects, at most a few megabytes each, are taken out of the database together. */
const AT_ONCE = 16;

/** What takes the waiting objects to S3. */
export interface UploaderOptions {
  archive: Pick<Archive, 'key' | 'url' | 'put' | 'list' | 'delete'>;
  store: Pick<
    SmokeTestStore,
    'waitingObjects' | 'uploadAlone' | 'markStored' | 'getRun' | 'objectsOf'
  >;
  /** The tags of the objects of a run. */
  tags: (runId: string) => Record<string, string>;
  /** How long it rests when nothing waits, or S3 is away. */
  intervalMs?: number;
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
  /** What S3 refuses, and was said to be. */
  readonly #refused = new Set<string>();
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
    const { store } = this.#options;
    let uploaded = 0;
    let refused = 0;
    for (;;) {
      const skip = refused;
      const some = await store.uploadAlone(() =>
        this.#uploadSome(skip, signal),
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
      if (await this.#upload(object, run, signal)) uploaded += 1;
      else refused += 1;
    }
    return { uploaded, refused };
  }

  /** @returns false when S3 refuses the object, which then goes on waiting */
  async #upload(
    object: ObjectRecord,
    run: RunRecord,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { archive, store, tags, logger } = this.#options;
    const { path, contentType, body } = object;
    if (!body) return true;
    const key = archive.key({ ...run.image, runId: run.id }, path);
    try {
      await archive.put(
        { key, contentType, body, tags: tags(run.id) },
        { signal },
      );
    } catch (error) {
      if (!(error instanceof ObjectRefusedError)) throw error;
      if (!this.#refused.has(key)) {
        this.#refused.add(key);
        logger.warn(
          `${archive.url(key)} stays in the database: ${error.message}`,
        );
      }
      return false;
    }
    if (path === MANIFEST_PATH) await this.#sweep(run);
    await store.markStored(object);
    return true;
  }

  /** What was left to do for a run that had ended with S3 away; again and again, as its manifest waits until it is done. */
  async #sweep({ id, image }: RunRecord): Promise<void> {
    const { store } = this.#options;
    const run = await store.getRun(id);
    if (run?.stage !== 'finished') return;
    await sweepFolder({ ...image, runId: id }, this.#options);
  }
}
