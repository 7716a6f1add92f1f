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

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { ClaimedRun } from '../database/records';
import { isInterruption } from '../run/outcomes';
import { Lease } from './Lease';

/** A killed process's runs are claimed by another after this long, at most. */
const LEASE_MS = 9_000;
/** Whoever cancels a run is heard after this long, at most. */
const RENEW_EVERY_MS = 2_000;
const CLAIM_EVERY_MS = 1_000;
/** Runs claimed at once: others may have time for the rest. */
const CLAIM_AT_ONCE = 50;

/** Drives one run to its end, or throws an interruption. */
export type DriveRun = (claimed: ClaimedRun, lease: Lease) => Promise<void>;

/**
 * Claims runs, drives them, keeps their leases, and hands them over when it stops. Any number of workers share a database.
 */
export class RunWorker {
  readonly #id = randomUUID();
  readonly #store: SmokeTestStore;
  readonly #drive: DriveRun;
  readonly #logger: LoggerService;
  readonly #runsPerRegion: number;
  readonly #onReplicas: (count: number) => void;
  readonly #driven = new Map<Lease, Promise<void>>();
  readonly #stopping = new AbortController();
  #loops: Promise<void>[] = [];
  #hint = () => {};

  constructor(options: {
    store: SmokeTestStore;
    drive: DriveRun;
    logger: LoggerService;
    runsPerRegion: number;
    /** Told again and again how many workers have runs. */
    onReplicas?: (count: number) => void;
  }) {
    this.#store = options.store;
    this.#drive = options.drive;
    this.#logger = options.logger;
    this.#runsPerRegion = options.runsPerRegion;
    this.#onReplicas = options.onReplicas ?? (() => {});
  }

  start(): void {
    this.#loops = [
      this.#repeat(CLAIM_EVERY_MS, () => this.#claim(), true),
      this.#repeat(RENEW_EVERY_MS, () => this.#renew(), false),
    ];
  }

  /** There may be something to claim: looks at once. */
  hint(): void {
    this.#hint();
  }

  /** Stops driving, and hands every run over: another worker claims them at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#hint();
    for (const lease of this.#driven.keys()) lease.handOver();
    // A claim that is under way hands over what it gets.
    await Promise.allSettled(this.#loops);
    await Promise.allSettled(this.#driven.values());
  }

  async #claim(): Promise<void> {
    const asked = performance.now();
    const claimed = await this.#store.claimRuns({
      worker: this.#id,
      leaseMs: LEASE_MS,
      runsPerRegion: this.#runsPerRegion,
      limit: CLAIM_AT_ONCE,
    });
    for (const run of claimed) {
      const lease = new Lease(
        { runId: run.runId, epoch: run.epoch },
        asked + LEASE_MS,
      );
      if (run.run.cancelRequestedAt) lease.cancel();
      const driven = this.#driveToItsEnd(run, lease).finally(() =>
        this.#driven.delete(lease),
      );
      this.#driven.set(lease, driven);
      if (this.#stopping.signal.aborted) lease.handOver();
    }
  }

  async #driveToItsEnd(claimed: ClaimedRun, lease: Lease): Promise<void> {
    try {
      await this.#drive(claimed, lease);
      this.#hint(); // Its place is free.
    } catch (error) {
      if (isInterruption(error)) {
        this.#logger.info(`Run ${claimed.runId} goes on elsewhere: ${error}`);
        // Another worker may have it at once; a claim that was lost is not touched by this.
        await this.#store.releaseLeases([lease.claim]).catch(() => {});
        return;
      }
      // It is tried again when its lease has run out, and not sooner: what failed would fail again at once.
      this.#logger.error(
        `Run ${claimed.runId} was interrupted by an error`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }

  async #renew(): Promise<void> {
    if (this.#driven.size > 0) await this.#renewLeases();
    // Also without runs: its first call must be its share, however many work already.
    this.#onReplicas(await this.#store.liveWorkers());
  }

  async #renewLeases(): Promise<void> {
    const asked = performance.now();
    const leases = [...this.#driven.keys()];
    try {
      const renewed = new Map(
        (
          await this.#store.renewLeases({
            worker: this.#id,
            leaseMs: LEASE_MS,
            claims: leases.map(({ claim }) => claim),
          })
        ).map(lease => [`${lease.runId} ${lease.epoch}`, lease]),
      );
      for (const lease of leases) {
        const answer = renewed.get(`${lease.claim.runId} ${lease.claim.epoch}`);
        if (!answer) {
          if (this.#driven.has(lease)) lease.lose();
        } else {
          lease.renew(asked + LEASE_MS);
          if (answer.cancelRequested) lease.cancel();
        }
      }
    } finally {
      for (const lease of leases) if (lease.spent) lease.lose();
    }
  }

  async #repeat(
    everyMs: number,
    task: () => Promise<void>,
    hinted: boolean,
  ): Promise<void> {
    let failing = false;
    while (!this.#stopping.signal.aborted) {
      // Taken before the task, so that a hint during it is not lost.
      const woken = new Promise<void>(resolve => {
        if (hinted) this.#hint = resolve;
      });
      try {
        await task();
        failing = false;
      } catch (error) {
        if (!failing) this.#logger.warn(`The run worker cannot work: ${error}`);
        failing = true;
      }
      await Promise.race([woken, pause(everyMs, this.#stopping.signal)]);
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}
