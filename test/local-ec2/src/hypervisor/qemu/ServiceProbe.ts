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

import { ClientRequest, get } from 'node:http';

const everyMs = 100;
/** A question that has waited so long may be lost: the network came up after it was asked. Another is asked beside it. */
const hedgeAfterMs = 500;
const giveUpAfterMs = 5000;

/**
 * Asks a guest's service for an HTTP answer until it gives one of the 200s. There is one question at a time, because each costs
 * the guest something; while the first is without an answer, others are tried beside it, one at a time.
 */
export class ServiceProbe {
  readonly #url: string;
  readonly #onAnswer: (at: Date) => void;
  readonly #timer: NodeJS.Timeout;
  /** The questions without an answer yet, with the time (in ms) at which each was asked. */
  readonly #open = new Map<ClientRequest, number>();
  #stopped = false;

  constructor(url: string, onAnswer: (at: Date) => void) {
    this.#url = url;
    this.#onAnswer = onAnswer;
    this.#timer = setInterval(() => this.#tick(), everyMs);
    this.#timer.unref();
  }

  stop() {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const question of this.#open.keys()) {
      this.#drop(question);
    }
  }

  #tick() {
    const now = Date.now();
    const questions = [...this.#open];
    const [newest, askedAt] = questions[questions.length - 1] ?? [];
    if (askedAt !== undefined && askedAt > now - hedgeAfterMs) {
      return;
    }
    const [oldest, oldestAskedAt = now] = questions[0] ?? [];
    if (oldestAskedAt < now - giveUpAfterMs) {
      this.#drop(oldest);
    } else if (questions.length > 1) {
      this.#drop(newest);
    }
    this.#ask(now);
  }

  #drop(question: ClientRequest | undefined) {
    if (question) {
      this.#open.delete(question);
      question.destroy();
    }
  }

  #ask(now: number) {
    const question = get(this.#url, { agent: false }, response => {
      response.resume();
      const { statusCode = 0 } = response;
      if (!this.#stopped && statusCode >= 200 && statusCode < 300) {
        this.stop();
        this.#onAnswer(new Date());
      }
    });
    question.on('socket', socket => socket.unref());
    question.on('error', () => {});
    question.on('close', () => this.#open.delete(question));
    this.#open.set(question, now);
  }
}
