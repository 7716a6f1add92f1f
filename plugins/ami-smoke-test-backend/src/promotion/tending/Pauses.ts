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

const MOST = 10_000;

/** Until when things are left alone; each time that one goes wrong, for twice as long. Instants are those of the database. */
export class Pauses {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #pauses = new Map<string, { until: number; times: number }>();

  constructor(options: { firstMs: number; longestMs: number }) {
    this.#firstMs = options.firstMs;
    this.#longestMs = options.longestMs;
  }

  isOver(key: string, now: Date): boolean {
    const pause = this.#pauses.get(key);
    return pause === undefined || pause.until <= now.getTime();
  }

  /** Leaves it alone until then. */
  until(key: string, at: Date): void {
    this.#set(key, { until: at.getTime(), times: 0 });
  }

  /** Leaves it alone for longer than the last time. */
  longer(key: string, now: Date): void {
    const times = this.#pauses.get(key)?.times ?? 0;
    const pauseMs = Math.min(this.#firstMs * 2 ** times, this.#longestMs);
    this.#set(key, { until: now.getTime() + pauseMs, times: times + 1 });
  }

  forget(key: string): void {
    this.#pauses.delete(key);
  }

  #set(key: string, pause: { until: number; times: number }): void {
    // Forgetting costs a look too early; remembering for ever what nobody asks about any more costs memory.
    if (this.#pauses.size >= MOST) this.#pauses.clear();
    this.#pauses.set(key, pause);
  }
}
