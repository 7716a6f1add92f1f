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
import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { SmokeTestConfig } from '../config';
import type { NewFinding, Place, ReaperStore } from '../database/ReaperStore';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { Ec2Gateway } from '../ec2/Ec2';
import { systemClock, type Clock } from '../run/clock';
import { FindingBook } from './FindingBook';
import { PlaceReaper } from './PlaceReaper';
import { RightLostError, RightToReap } from './RightToReap';

const MINUTE_MS = 60_000;
/** A process that freezes or vanishes is the reaper no more after so long. */
const HELD_MS = 30_000;

/** What the reaper is built from. */
export interface ReaperOptions {
  store: ReaperStore;
  installation: Pick<SmokeTestStore, 'rememberOwner'>;
  gateway: Ec2Gateway;
  config: Pick<SmokeTestConfig, 'owner' | 'profiles' | 'reaper'>;
  auditor: AuditorService;
  logger: LoggerService;
  /** Told of each thing that was removed and seen gone. */
  onRemoved?: (finding: NewFinding) => void;
  clock?: Clock;
  /** How long the right to remove lasts without a confirmation. */
  heldMs?: number;
}

/**
 * Removes what is in AWS because of us and belongs to nobody any more, in one process at a time. What it cannot be sure of it
 * only reports.
 */
export class Reaper {
  readonly #options: ReaperOptions;
  readonly #book: FindingBook;
  readonly #clock: Clock;
  readonly #places = new Map<string, PlaceReaper>();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: ReaperOptions) {
    this.#options = options;
    this.#book = new FindingBook(options);
    this.#clock = options.clock ?? systemClock;
  }

  /** Looks now, and again and again. */
  start(): void {
    this.#loop ??= this.#reapOnAndOn();
  }

  /** Ends after the request under way; what is left is left to the next time. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /**
   * Looks everywhere once.
   *
   * @returns whether it did: not when another process is at it
   * @throws RightLostError when another process may have begun meanwhile; whatever the database throws
   */
  async reapOnce(): Promise<boolean> {
    const { store, heldMs = HELD_MS } = this.#options;
    const askedAt = performance.now();
    const did = await store.alone({ heldMs }, async confirm => {
      const right = new RightToReap({ askedAt, heldMs, confirm });
      const done = new AbortController();
      const kept = right.keep(done.signal);
      try {
        await this.#reapEverywhere(right);
      } finally {
        done.abort();
        await kept;
      }
      return true;
    });
    return did ?? false;
  }

  async #reapOnAndOn(): Promise<void> {
    const { config, logger } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.reapOnce();
      } catch (error) {
        if (!signal.aborted)
          logger.warn(`The reaper was interrupted: ${error}`);
      }
      await sleep(config.reaper.everyMinutes * MINUTE_MS, undefined, {
        signal,
      }).catch(() => {});
    }
  }

  async #reapEverywhere(right: RightToReap): Promise<void> {
    const { store } = this.#options;
    const onlyReport = await this.#whyOnlyReport();
    await store.forgetOldFindings();
    const places = await this.#whereToLook();
    const ends = await Promise.allSettled(
      places.map(place => this.#reap(place, right, onlyReport)),
    );
    // All have ended before the right is given back.
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  /** Why nothing is to be removed, if so. */
  async #whyOnlyReport(): Promise<string | undefined> {
    const { config, installation } = this.#options;
    const first = await installation.rememberOwner(config.owner);
    if (first !== config.owner) {
      return `This database belongs to the installation '${first}', and amiSmokeTest.owner is '${config.owner}'`;
    }
    return config.reaper.mode === 'report'
      ? "amiSmokeTest.reaper.mode is 'report'"
      : undefined;
  }

  async #whereToLook(): Promise<Place[]> {
    const { store, config } = this.#options;
    const places = [
      ...Object.values(config.profiles).flatMap(({ accountId, regions }) =>
        Object.keys(regions).map(region => ({ accountId, region })),
      ),
      ...(await store.places()),
    ];
    return [...new Map(places.map(place => [keyOf(place), place])).values()];
  }

  async #reap(
    place: Place,
    right: RightToReap,
    onlyReport: string | undefined,
  ): Promise<void> {
    const { store, gateway, logger } = this.#options;
    const { signal } = this.#stopping;
    const { accountId, region } = place;
    try {
      await this.#reaperOf(place).reap({
        ec2: gateway.for(accountId, region, () => right.assertHeld()),
        right,
        onlyReport,
        signal,
      });
      await store.looked(place);
    } catch (error) {
      if (error instanceof RightLostError || signal.aborted) throw error;
      const trouble = error instanceof Error ? error.message : String(error);
      logger.warn(
        `The reaper could not look into account ${accountId}, ${region}: ${trouble}`,
      );
      await store.looked(place, trouble);
    }
  }

  #reaperOf(place: Place): PlaceReaper {
    const { config, store } = this.#options;
    const existing = this.#places.get(keyOf(place));
    if (existing) return existing;
    const reaper = new PlaceReaper({
      place,
      owner: config.owner,
      graceMs: config.reaper.graceMinutes * MINUTE_MS,
      store,
      book: this.#book,
      clock: this.#clock,
    });
    this.#places.set(keyOf(place), reaper);
    return reaper;
  }
}

function keyOf({ accountId, region }: Place): string {
  return `${accountId}/${region}`;
}
