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

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reachability } from '../Hypervisor';

const answerWithinMs = 1000;
const untilFirstAnswerMs = 300;
const afterAnswerMs = 5000;
/** A busy host may make a healthy guest miss one or two. */
const missesThatCount = 3;

/**
 * Asks again and again whether a guest's network stack lives, by connecting to a port at which nothing listens: a stack that
 * lives refuses, one that does not leaves the question open.
 */
export class ReachabilityProbe {
  readonly #host: string;
  readonly #port: number;
  readonly #initializingUntil: number;
  readonly #stop = new AbortController();
  #hasAnswered = false;
  #misses = 0;

  constructor(options: {
    host: string;
    port: number;
    impairedAfterMs: number;
  }) {
    this.#host = options.host;
    this.#port = options.port;
    this.#initializingUntil = Date.now() + options.impairedAfterMs;
    this.#watch().catch(() => {});
  }

  state(): Reachability {
    if (this.#hasAnswered) {
      return this.#misses < missesThatCount ? 'passed' : 'failed';
    }
    return Date.now() < this.#initializingUntil ? 'initializing' : 'failed';
  }

  stop() {
    this.#stop.abort();
  }

  async #watch() {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const answered = await this.#ask();
      this.#hasAnswered ||= answered;
      this.#misses = answered ? 0 : this.#misses + 1;
      const pause = answered ? afterAnswerMs : untilFirstAnswerMs;
      await sleep(pause, undefined, { signal, ref: false });
    }
  }

  #ask(): Promise<boolean> {
    return new Promise(resolve => {
      const socket = connect({ host: this.#host, port: this.#port });
      const done = (answered: boolean) => {
        socket.destroy();
        resolve(answered);
      };
      // QEMU itself accepts the connection; how the guest answered shows in how it ends.
      socket.unref();
      socket.setTimeout(answerWithinMs, () => done(false));
      socket.on('end', () => done(true));
      socket.on('error', (error: NodeJS.ErrnoException) =>
        done(error.code === 'ECONNRESET'),
      );
      socket.resume();
    });
  }
}
