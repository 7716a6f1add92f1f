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
import { orAborted } from '../run/orAborted';

/** The right is held to be lost this part of its time before it is, so that a call begun on it is not in the air when another has it. */
const MARGIN = 0.1;

/** Another process may be the reaper now: whoever sees this stops, and touches nothing more. */
export class RightLostError extends Error {
  readonly name = 'RightLostError';
}

/**
 * The right to remove things, as this process knows it. Its time is the monotonic clock's, counted from before it was asked for:
 * a process that was frozen finds it spent.
 */
export class RightToReap {
  readonly #heldMs: number;
  readonly #confirm: () => Promise<void>;
  readonly #over = new AbortController();
  #heldUntil: number;

  /**
   * @param options - `askedAt`: by `performance.now()`, before the right was asked for; `heldMs`: for how long it is ours
   * without a confirmation; `confirm`: throws when it is not ours any more
   */
  constructor(options: {
    askedAt: number;
    heldMs: number;
    confirm: () => Promise<void>;
  }) {
    this.#heldMs = options.heldMs;
    this.#confirm = options.confirm;
    this.#heldUntil = options.askedAt + options.heldMs;
  }

  /** Aborted when the right is lost. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** @throws RightLostError */
  assertHeld(): void {
    if (performance.now() > this.#heldUntil - this.#heldMs * MARGIN) {
      this.#lose('it was not confirmed in time');
    }
    this.over.throwIfAborted();
  }

  /** Confirms it again and again, until the signal is aborted. */
  async keep(signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.over]);
    while (!ended.aborted) {
      await sleep(this.#heldMs / 5, undefined, { signal: ended }).catch(
        () => {},
      );
      if (ended.aborted) return;
      const asked = performance.now();
      try {
        // A database that never answers must not hold up the end.
        await orAborted(this.#confirm(), ended);
        this.#heldUntil = asked + this.#heldMs;
      } catch (error) {
        this.#lose(String(error));
      }
    }
  }

  #lose(why: string): void {
    this.#over.abort(
      new RightLostError(`Another process may be the reaper now: ${why}`),
    );
  }
}
