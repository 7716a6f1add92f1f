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
import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  type Archive,
  ArchiveUnavailableError,
  ObjectsNotDeletedError,
} from '../archive/Archive';
import { MANIFEST_PATH } from '../archive/manifest';
import type { Confirm } from '../database/alone';
import type { ExpiredBuild, RetentionPolicy } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';

/** How many builds expire and are removed before others have their turn. */
const AT_ONCE = 20;
/** So many builds whose objects cannot be deleted may be there; beyond that none expires. */
const MOST_STUCK = 200;
/** How often, and how many times, the end of an upload is waited for. */
const UPLOAD_ASKED_EVERY_MS = 100;
const UPLOAD_ASKED = 300;

/** What removes old builds. */
export interface RetentionOptions {
  store: Pick<
    SmokeTestStore,
    | 'histories'
    | 'expireBuilds'
    | 'expiredBuilds'
    | 'forgetWaiting'
    | 'removeExpired'
    | 'retainAlone'
  >;
  archive: Pick<Archive, 'key' | 'url' | 'list' | 'delete'>;
  policy: RetentionPolicy;
  everyMinutes: number;
  /** Between two batches, so that S3 and the database have time for others. */
  pauseMs?: number;
  /** After so long without a confirmation another process may remove old builds. */
  heldMs?: number;
  auditor: Pick<AuditorService, 'createEvent'>;
  logger: {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string, error?: Error): void;
  };
}

/** What a round has done so far. */
interface Round {
  builds: number;
  objects: number;
  bytes: number;
  /** How many builds are still there because some of their objects are. */
  stuck: number;
  /** Whether it was said that some of what goes has its evidence in another place than the archive is in now. */
  toldElsewhere: boolean;
}

/**
 * Removes old builds: their objects and their rows, a few at a time, in one process at a time.
 *
 * A build goes in steps, each of which can be done twice, so that after a crash the next round goes on where it was:
 *
 * 1. It expires: from then on nobody is told of it, so nobody is shown a build without its evidence.
 * 2. What waits for S3 is removed while nobody uploads, so that nothing comes to S3 after step 4.
 * 3. Its manifests are deleted: a folder without one is not taken for a complete one.
 * 4. Everything else in its folders is deleted.
 * 5. Its rows are removed, last of all, because they alone know where the objects are.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  /** Whether the trouble that there is was told. */
  #told = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#repeat();
  }

  /** Ends after the step under way; what it has left is done by the next round, wherever that is. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #repeat(): Promise<void> {
    const { everyMinutes, logger } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.round();
      } catch (error) {
        if (!signal.aborted) {
          logger.error('Old builds could not be removed', toError(error));
        }
      }
      await sleep(everyMinutes * 60_000, undefined, { signal }).catch(() => {});
    }
  }

  /** Removes what is to go now. Ends early when S3 is away or another process is at it. */
  async round(): Promise<void> {
    const { store } = this.#options;
    const round: Round = {
      builds: 0,
      objects: 0,
      bytes: 0,
      stuck: 0,
      toldElsewhere: false,
    };
    try {
      // What an earlier round has left; then what is to go by now.
      if (!(await this.#removeAll(round))) return;
      for (const family of await store.histories()) {
        if (!(await this.#removeAll(round, family))) return;
      }
      if (round.stuck === 0) this.#told = false;
    } catch (error) {
      if (!(error instanceof ArchiveUnavailableError)) throw error;
      this.#tellOnce(
        `Old builds are removed no further for now: ${error.message}`,
      );
    } finally {
      this.#tellOf(round);
    }
  }

  /** @returns false when there is no going on in this round */
  async #removeAll(round: Round, family?: string): Promise<boolean> {
    const { store, pauseMs = 1_000, heldMs } = this.#options;
    const { signal } = this.#stopping;
    for (;;) {
      signal.throwIfAborted();
      if (family !== undefined && round.stuck >= MOST_STUCK) return false;
      const before = round.builds;
      const some = await store.retainAlone(
        confirm => this.#batch(round, family, confirm),
        { heldMs },
      );
      if (some === undefined) return false;
      if (some < AT_ONCE) return true;
      // Where none of them could be removed, more would not help.
      if (family !== undefined && round.builds === before) return false;
      await sleep(pauseMs, undefined, { signal });
    }
  }

  /** @returns how many builds it has tried to remove */
  async #batch(
    round: Round,
    family: string | undefined,
    confirm: Confirm,
  ): Promise<number> {
    const { store, policy } = this.#options;
    if (family !== undefined) {
      const expired = await store.expireBuilds(family, policy, AT_ONCE);
      if (expired === 0) return 0;
    }
    const builds = await store.expiredBuilds(AT_ONCE, round.stuck);
    if (builds.length > 0) await this.#forgetWaiting(builds, confirm);
    for (const build of builds) {
      this.#stopping.signal.throwIfAborted();
      await this.#remove(build, round, confirm);
    }
    return builds.length;
  }

  /** Waits until nobody uploads: what is on its way to S3 would arrive after its folder was emptied. */
  async #forgetWaiting(
    builds: ExpiredBuild[],
    confirm: Confirm,
  ): Promise<void> {
    const { store } = this.#options;
    const { signal } = this.#stopping;
    for (let asked = 0; asked < UPLOAD_ASKED; asked += 1) {
      await confirm();
      if (await store.forgetWaiting(builds)) return;
      await sleep(UPLOAD_ASKED_EVERY_MS, undefined, { signal });
    }
    throw new ArchiveUnavailableError(
      'What waits for S3 is being uploaded all the time',
    );
  }

  async #remove(
    build: ExpiredBuild,
    round: Round,
    confirm: Confirm,
  ): Promise<void> {
    try {
      const { objects, bytes } = await this.#deleteObjects(build, confirm);
      const elsewhere = this.#foldersElsewhere(build);
      if (elsewhere.length > 0) this.#tellElsewhere(elsewhere, round);
      await confirm();
      if (!(await this.#removeRows(build, { objects, bytes, elsewhere }))) {
        round.stuck += 1;
        return;
      }
      round.builds += 1;
      round.objects += objects;
      round.bytes += bytes;
    } catch (error) {
      if (!(error instanceof ObjectsNotDeletedError)) throw error;
      round.stuck += 1;
      this.#tellOnce(
        `The build ${build.id} is old, but cannot be removed: ${
          error.message
        }. It is shown to nobody, and tried again every ${
          this.#options.everyMinutes
        } min. Allow s3:DeleteObject on the objects of amiSmokeTest.archive.s3 (iam/README.md), end what holds them (a bucket policy, Object Lock), or set amiSmokeTest.retention.enabled to false`,
      );
    }
  }

  async #deleteObjects({ runs }: ExpiredBuild, confirm: Confirm) {
    const { archive } = this.#options;
    const { signal } = this.#stopping;
    const key = ({ id, image }: ExpiredBuild['runs'][number], path: string) =>
      archive.key({ ...image, runId: id }, path);
    const found: { key: string; size: number }[] = [];
    for (const run of runs) {
      await confirm();
      found.push(...(await archive.list(key(run, ''), { signal })));
    }
    await confirm();
    await archive.delete(
      runs.map(run => key(run, MANIFEST_PATH)),
      { signal },
    );
    await confirm();
    await archive.delete(
      found.map(object => object.key),
      { signal },
    );
    return {
      objects: found.length,
      bytes: found.reduce((sum, { size }) => sum + size, 0),
    };
  }

  async #removeRows(
    build: ExpiredBuild,
    {
      elsewhere,
      ...removed
    }: { objects: number; bytes: number; elsewhere: string[] },
  ): Promise<boolean> {
    const { store, auditor } = this.#options;
    const audit = await auditor.createEvent({
      eventId: 'build-remove',
      severityLevel: 'medium',
      meta: {
        buildId: build.id,
        family: build.family,
        verdict: build.verdict,
        createdAt: build.createdAt.toISOString(),
        runs: build.runs.map(({ id }) => id),
        ...removed,
        // Nobody else knows them once the rows are gone.
        ...(elsewhere.length > 0 && { leftInArchive: elsewhere }),
      },
    });
    try {
      const gone = await store.removeExpired(build.id);
      await audit.success({ meta: { gone } });
      return gone;
    } catch (error) {
      await audit.fail({ error: toError(error) });
      throw error;
    }
  }

  #foldersElsewhere({ runs }: ExpiredBuild): string[] {
    const { archive } = this.#options;
    return runs
      .filter(
        ({ id, image, archiveFolder }) =>
          archive.url(archive.key({ ...image, runId: id }, '')) !==
          archiveFolder,
      )
      .map(({ archiveFolder }) => archiveFolder);
  }

  #tellElsewhere([folder]: string[], round: Round): void {
    if (round.toldElsewhere) return;
    round.toldElsewhere = true;
    this.#options.logger.warn(
      `Old builds are being removed whose evidence is in another place than amiSmokeTest.archive.s3, and is left there, one folder of it ${folder}. Each folder is in the audit log (build-remove: leftInArchive): delete it there, or set amiSmokeTest.retention.enabled to false to keep their rows`,
    );
  }

  #tellOf({ builds, objects, bytes, stuck }: Round): void {
    const { logger } = this.#options;
    if (builds > 0) {
      logger.info(
        `Retention has removed ${builds} builds with ${objects} objects of ${bytes} bytes; ${stuck} are still to be removed`,
      );
    }
  }

  #tellOnce(message: string): void {
    const { logger } = this.#options;
    if (this.#told) logger.debug(message);
    else logger.warn(message);
    this.#told = true;
  }
}
