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

import type { Clock } from '../run/clock';

/** How much more than was meant a pause may have taken and still count as observed. */
const SLACK_MS = 1_000;

/** Time that was spent observing: what passed while nobody watched, as in a frozen process, does not count. */
export class ObservedTime {
  readonly #clock: Clock;
  #last: number;
  #spentMs: number;

  /** @param spentMs - how much of it there was before */
  constructor(clock: Clock, spentMs: number) {
    this.#clock = clock;
    this.#spentMs = spentMs;
    this.#last = clock.now();
  }

  get spentMs(): number {
    return this.#spentMs;
  }

  /**
   * Somebody has watched since the last tick.
   *
   * @param meantMs - how long that was meant to be
   */
  tick(meantMs: number): void {
    const now = this.#clock.now();
    const passed = Math.max(0, now - this.#last);
    this.#spentMs += Math.min(passed, meantMs + SLACK_MS);
    this.#last = now;
  }
}
