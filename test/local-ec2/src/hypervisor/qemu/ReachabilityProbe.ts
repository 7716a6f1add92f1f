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
import { Reachability } from '../Hypervisor';
import { GuestQuestion } from './GuestQuestion';

const answerWithinMs = 1000;
const everyMs = 100;
const afterMissMs = 300;
const afterAnswerMs = 5000;
/** A busy host may make a healthy guest miss one or two. */
const missesThatCount = 3;

/**
 * Asks again and again whether a guest's network stack lives, by connecting to a port at which nothing listens: a stack that
 * lives refuses, one that does not leaves the question open.
 */
export class ReachabilityProbe {
  readonly #port: number;
  readonly #impairedAfterMs: number;
  readonly #onChange: (answers: boolean) => void;
  readonly #stop = new AbortController();
  #initializingUntil: number;
  #askAgainAt = 0;
  #hasAnswered = false;
  #answers = false;
  #misses = 0;

  constructor(options: {
    /** The hidden port that leads to a guest port at which nothing listens. */
    port: number;
    impairedAfterMs: number;
    /** Told when the stack begins to answer, and when it no longer does. */
    onChange(answers: boolean): void;
  }) {
    this.#port = options.port;
    this.#impairedAfterMs = options.impairedAfterMs;
    this.#onChange = options.onChange;
    this.#initializingUntil = Date.now() + options.impairedAfterMs;
    this.#watch().catch(() => {});
  }

  state(): Reachability {
    if (this.#answers) return 'passed';
    return !this.#hasAnswered && Date.now() < this.#initializingUntil
      ? 'initializing'
      : 'failed';
  }

  /** The guest boots again. */
  startOver() {
    this.#hasAnswered = false;
    this.#initializingUntil = Date.now() + this.#impairedAfterMs;
    this.#askAgainAt = 0;
    this.#become(false);
  }

  stop() {
    this.#stop.abort();
  }

  async #watch() {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (Date.now() >= this.#askAgainAt) await this.#ask();
      await sleep(everyMs, undefined, { signal, ref: false });
    }
  }

  async #ask() {
    const question = new GuestQuestion(this.#port);
    question.onAnswer(() => this.#onAnswer());
    setTimeout(() => question.close(), answerWithinMs).unref();
    // While there was no answer yet, the next question does not wait for this one's, which may still come.
    if (!this.#answers || (await question.within(answerWithinMs))) return;
    this.#misses += 1;
    this.#askAgainAt = Date.now() + afterMissMs;
    if (this.#misses >= missesThatCount) this.#become(false);
  }

  #onAnswer() {
    if (this.#stop.signal.aborted) return;
    this.#hasAnswered = true;
    this.#misses = 0;
    this.#askAgainAt = Date.now() + afterAnswerMs;
    this.#become(true);
  }

  #become(answers: boolean) {
    if (this.#answers === answers) return;
    this.#answers = answers;
    this.#onChange(answers);
  }
}
