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

import { ClaimLostError } from '../database/SmokeTestStore';
import type { Claim } from '../database/records';
import { CancelledError, HandoverError } from '../run/outcomes';

/** The lease is held to be lost this much before it is, so that a call begun on it is not in the air when another claims the run. */
const MARGIN_MS = 500;

/**
 * The right to drive one run, as this process knows it. Its time is the monotonic clock's, counted from before it was asked
 * for: a process that was frozen finds it spent.
 */
export class Lease {
  readonly claim: Claim;
  readonly #interrupted = new AbortController();
  readonly #cancelled = new AbortController();
  readonly interrupted: AbortSignal;
  /** Aborted by an interruption and by a cancellation. */
  readonly stopped: AbortSignal;
  #heldUntil: number;

  constructor(claim: Claim, heldUntil: number) {
    this.claim = claim;
    this.#heldUntil = heldUntil;
    this.interrupted = this.#interrupted.signal;
    this.stopped = AbortSignal.any([this.interrupted, this.#cancelled.signal]);
  }

  /** @throws what ended it */
  assertHeld(): void {
    this.interrupted.throwIfAborted();
    if (performance.now() > this.#heldUntil - MARGIN_MS) {
      this.lose();
      this.interrupted.throwIfAborted();
    }
  }

  get spent(): boolean {
    return performance.now() > this.#heldUntil - MARGIN_MS;
  }

  renew(heldUntil: number): void {
    this.#heldUntil = heldUntil;
  }

  /** Another process has the run, or may have it. */
  lose(): void {
    this.#interrupted.abort(new ClaimLostError(this.claim));
  }

  handOver(): void {
    this.#interrupted.abort(new HandoverError('This process is shutting down'));
  }

  cancel(): void {
    this.#cancelled.abort(new CancelledError('Somebody cancelled it'));
  }
}
