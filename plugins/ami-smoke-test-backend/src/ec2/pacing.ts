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

import { Ec2Error } from './Ec2Error';

/** A token bucket: how many requests fit in, and how fast it fills again. */
export interface Bucket {
  capacity: number;
  refillPerSecond: number;
}

/** What a request is for; whoever stands first here is served first. */
const PURPOSES = [
  'launch',
  'cleanup',
  'check',
  'console',
  'screenshot',
] as const;

/** See {@link PURPOSES}. */
export type Purpose = (typeof PURPOSES)[number];

/** How a request waits for its turn. */
export interface Turn {
  purpose: Purpose;
  /** Who asks; of several with the same purpose, the one who was served least recently is next. */
  by?: string;
  /** After this long it gives up. */
  maxWaitMs: number;
  signal?: AbortSignal;
}

interface Waiter {
  turn: Turn;
  serve(): void;
}

/** How many askers are remembered for fairness. */
const MEMORY = 5_000;

/**
 * The requests to one API in one account and region, paced so that they keep to a part of AWS's token bucket: the rest of
 * the account lives from the same one.
 */
export class PacedQueue {
  readonly #operation: string;
  readonly #bucket: Bucket;
  readonly #share: () => number;
  #tokens: number;
  #refilledAt = performance.now();
  #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Least recently served first. */
  readonly #served = new Map<string, number>();
  #turns = 0;

  /**
   * @param share - which part of the bucket is ours, above 0 and up to 1; asked again whenever tokens are counted
   */
  constructor(operation: string, bucket: Bucket, share: () => number) {
    this.#operation = operation;
    this.#bucket = bucket;
    this.#share = share;
    this.#tokens = this.#capacity();
  }

  /**
   * Waits until the request may be sent.
   *
   * @throws Ec2Error of class `throttled` when that takes longer than it may
   */
  async take(turn: Turn): Promise<void> {
    if (turn.signal?.aborted) throw this.#tooLong();
    this.#refill();
    if (this.#waiters.length === 0 && this.#tokens >= 1) {
      this.#charge(turn);
      return;
    }
    await this.#wait(turn);
  }

  /** AWS says that there are no tokens left: somebody else has used them. */
  drain(): void {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 0);
  }

  async #wait(turn: Turn): Promise<void> {
    let end = () => {};
    const served = new Promise<void>((resolve, reject) => {
      const giveUp = () => reject(this.#tooLong());
      const timer = setTimeout(giveUp, turn.maxWaitMs);
      turn.signal?.addEventListener('abort', giveUp);
      end = () => {
        clearTimeout(timer);
        turn.signal?.removeEventListener('abort', giveUp);
      };
      this.#waiters.push({ turn, serve: resolve });
    });
    this.#serveWhenRefilled();
    try {
      await served;
    } finally {
      end();
      this.#waiters = this.#waiters.filter(waiter => waiter.turn !== turn);
    }
  }

  #serveWhenRefilled(): void {
    if (this.#timer || this.#waiters.length === 0) return;
    const perMs = (this.#bucket.refillPerSecond * this.#share()) / 1000;
    const waitMs = Math.max(1, Math.ceil((1 - this.#tokens) / perMs));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refill();
      while (this.#tokens >= 1 && this.#waiters.length > 0) {
        const next = this.#waiters.reduce((first, other) =>
          this.#isBefore(other.turn, first.turn) ? other : first,
        );
        this.#waiters = this.#waiters.filter(waiter => waiter !== next);
        this.#charge(next.turn);
        next.serve();
      }
      this.#serveWhenRefilled();
    }, waitMs);
  }

  #isBefore(one: Turn, other: Turn): boolean {
    const byPurpose =
      PURPOSES.indexOf(one.purpose) - PURPOSES.indexOf(other.purpose);
    return byPurpose !== 0
      ? byPurpose < 0
      : this.#lastServed(one) < this.#lastServed(other);
  }

  #lastServed({ by }: Turn): number {
    return (by !== undefined && this.#served.get(by)) || 0;
  }

  #charge({ by }: Turn): void {
    this.#tokens -= 1;
    if (by === undefined) return;
    this.#served.delete(by);
    this.#served.set(by, ++this.#turns);
    if (this.#served.size > MEMORY) {
      this.#served.delete(this.#served.keys().next().value!);
    }
  }

  #refill(): void {
    const now = performance.now();
    const perMs = (this.#bucket.refillPerSecond * this.#share()) / 1000;
    this.#tokens = Math.min(
      this.#capacity(),
      this.#tokens + (now - this.#refilledAt) * perMs,
    );
    this.#refilledAt = now;
  }

  #capacity(): number {
    return Math.max(1, this.#bucket.capacity * this.#share());
  }

  #tooLong(): Ec2Error {
    return new Ec2Error({
      errorClass: 'throttled',
      code: 'NoTurn',
      operation: this.#operation,
      message:
        'Not sent: there are more requests than our part of the AWS request limits allows (amiSmokeTest.ec2.requestShare)',
    });
  }
}
