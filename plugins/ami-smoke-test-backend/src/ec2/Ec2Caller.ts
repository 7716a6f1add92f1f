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

import {
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { APIS, type Api, type ApiName } from './apis';
import { Ec2Error, isEc2Error } from './Ec2Error';
import { toEc2Error } from './errors';
import { PacedQueue, type Purpose } from './pacing';

/** Sends one request; the signal aborts it. */
export type Send<Output> = (options: {
  abortSignal: AbortSignal;
}) => Promise<Output>;

/**
 * Makes the calls to EC2 in one account and region: each waits for its turn, is tried again when that can help, and is over
 * at its deadline.
 *
 * The SDK's own retries are off: they would not wait for a turn, and would repeat `InsufficientInstanceCapacity`, which AWS
 * sends with a status of 500.
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export class Ec2Caller {
  readonly #queues = new Map<ApiName, PacedQueue>();
  readonly #share: () => number;
  readonly #onThrottled: (operation: ApiName) => void;
  readonly #accountId: string | undefined;
  readonly #renewCredentials: () => Promise<unknown>;

  constructor(options: {
    /** Named in errors. */
    accountId?: string;
    /** Gets other credentials when AWS does not accept those that it was given. */
    renewCredentials?: () => Promise<unknown>;
    /** Which part of AWS's request limits is ours. */
    share: () => number;
    /** Told when AWS throttles a request although it had its turn. */
    onThrottled?: (operation: ApiName) => void;
  }) {
    this.#share = options.share;
    this.#onThrottled = options.onThrottled ?? (() => {});
    this.#accountId = options.accountId;
    this.#renewCredentials = options.renewCredentials ?? (async () => {});
  }

  /**
   * @param options - `by`: on whose behalf, for fairness; `beforeSend`: asked when its turn has come, immediately before each
   * try, and ends the call with what it throws
   * @throws Ec2Error
   */
  async call<Output>(
    name: ApiName,
    send: Send<Output>,
    options: { by?: string; purpose?: Purpose; beforeSend?: () => void } = {},
  ): Promise<Output> {
    const api: Api = APIS[name];
    const queue = this.#queue(name);
    const { beforeSend, ...turn } = options;
    let lastError: Ec2Error | undefined;
    let unanswered = false;
    try {
      return await patience(api).execute(async ({ signal }) => {
        await queue.take({
          purpose: api.purpose,
          maxWaitMs: api.maxWaitMs,
          signal,
          ...turn,
        });
        // A process that was frozen while it waited goes on here: both its deadline and its right may be over.
        signal.throwIfAborted();
        beforeSend?.();
        try {
          return await send({
            abortSignal: AbortSignal.any([
              signal,
              AbortSignal.timeout(api.attemptMs),
            ]),
          });
        } catch (error) {
          lastError = toEc2Error(name, error, this.#accountId);
          if (unanswered) lastError = lastError.sentAgain();
          unanswered ||= lastError.errorClass === 'transient';
          if (lastError.errorClass === 'throttled') {
            queue.drain();
            this.#onThrottled(name);
          }
          if (lastError.errorClass === 'credentials') {
            // Where there are none, the next try says so.
            await this.#renewCredentials().catch(() => {});
          }
          throw lastError;
        }
      });
    } catch (error) {
      // Not by cockatiel's own `isTaskCancelledError`: in 3.2 it knows no error as one.
      if (!(error instanceof TaskCancelledError)) throw error;
      throw new Ec2Error({
        errorClass: 'transient',
        code: 'DeadlineExceeded',
        operation: name,
        message: `No answer within ${api.deadlineMs / 1000} s${
          lastError ? `; the last one was: ${lastError.message}` : ''
        }`,
        cause: lastError,
        afterUnanswered: unanswered,
      });
    }
  }

  /** The time between two requests to this API that go on and on. */
  intervalMs(name: ApiName): number {
    return 1000 / (APIS[name].bucket.refillPerSecond * this.#share());
  }

  #queue(name: ApiName): PacedQueue {
    const existing = this.#queues.get(name);
    if (existing) return existing;
    const queue = new PacedQueue(name, APIS[name].bucket, this.#share);
    this.#queues.set(name, queue);
    return queue;
  }
}

function patience(api: Api) {
  return wrap(
    timeout(api.deadlineMs, TimeoutStrategy.Aggressive),
    retry(
      handleWhen(
        error =>
          isEc2Error(error, 'transient', 'throttled', 'credentials') &&
          error.code !== 'NoTurn',
      ),
      {
        maxAttempts: api.attempts - 1,
        backoff: new ExponentialBackoff({
          initialDelay: 200,
          maxDelay: 2_000,
          generator: fullJitterGenerator,
        }),
      },
    ),
  );
}
