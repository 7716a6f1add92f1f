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

import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { SmokeTestStore, WrittenEvents } from '../database/SmokeTestStore';

/** How often it is looked for what other processes have written. */
const LOOK_EVERY_MS = 200;

/** Somebody who has all events of a build up to one of them. */
interface Waiter {
  buildId: string;
  after: number;
  wake(): void;
  fail(error: unknown): void;
}

/**
 * Reads events for many who follow builds. What this process writes they hear of at once; for the rest the database is asked
 * again and again, for all of them together.
 */
export class EventReader {
  readonly #store: Pick<SmokeTestStore, 'eventsAfter' | 'lastEvents'>;
  readonly #lookEveryMs: number;
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    store: Pick<SmokeTestStore, 'eventsAfter' | 'lastEvents'>,
    options: { lookEveryMs?: number } = {},
  ) {
    this.#store = store;
    this.#lookEveryMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  }

  /** The events of a build after one of them, in order. */
  read(buildId: string, after: number, limit: number): Promise<BuildEvent[]> {
    return this.#store.eventsAfter(buildId, after, limit);
  }

  /**
   * Waits until a build may have events after one of them. Rejects with the signal's reason, and when the database cannot be
   * asked.
   */
  async untilMore(
    buildId: string,
    after: number,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    let end = () => {};
    const more = new Promise<void>((resolve, reject) => {
      const waiter = { buildId, after, wake: resolve, fail: reject };
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop);
      this.#waiters.add(waiter);
      end = () => {
        signal.removeEventListener('abort', stop);
        this.#leave(waiter);
      };
    });
    this.#lookLater();
    try {
      await more;
    } finally {
      end();
    }
  }

  /** This process has written events of a build. */
  told({ buildId }: WrittenEvents): void {
    for (const waiter of this.#waiters) {
      if (waiter.buildId === buildId) waiter.wake();
    }
  }

  #leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookLater(): void {
    if (this.#timer || this.#waiters.size === 0) return;
    this.#timer = setTimeout(() => void this.#look(), this.#lookEveryMs);
  }

  async #look(): Promise<void> {
    const timer = this.#timer;
    const waiters = [...this.#waiters];
    try {
      const last = await this.#store.lastEvents([
        ...new Set(waiters.map(({ buildId }) => buildId)),
      ]);
      for (const { buildId, after, wake } of waiters) {
        if ((last.get(buildId) ?? 0) > after) wake();
      }
    } catch (error) {
      for (const { fail } of waiters) fail(error);
    }
    // All may have left meanwhile, and others have come.
    if (this.#timer === timer) this.#timer = undefined;
    this.#lookLater();
  }
}
