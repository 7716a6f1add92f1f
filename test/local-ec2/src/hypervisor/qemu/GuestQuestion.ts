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

import { connect, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a guest may do about a connection: refuse it, or say something. Taking it without a word cannot be seen. */
export type GuestAnswer = 'refused' | 'spoke';

/** Where the ports of a guest are forwarded to without anyone knowing. */
export const hiddenHost = '127.0.0.1';

/**
 * One connection to a port of a guest, through a hidden port of the host. QEMU accepts it before it asks the guest; what the guest
 * does about it shows only later.
 */
export class GuestQuestion {
  readonly #socket: Socket;
  readonly #answer: Promise<GuestAnswer>;

  /** @param hiddenPort - the port of the host that leads to the guest's */
  constructor(hiddenPort: number) {
    const socket = connect({ host: hiddenHost, port: hiddenPort });
    this.#socket = socket;
    this.#answer = new Promise(resolve => {
      socket.once('data', () => resolve('spoke'));
      socket.once('end', () => resolve('refused'));
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') resolve('refused');
      });
    });
    socket.on('error', () => {});
    socket.unref();
  }

  /** The answer, or `undefined` when there is none within a time in ms. */
  async within(ms: number): Promise<GuestAnswer | undefined> {
    const over = new AbortController();
    try {
      return await Promise.race([
        this.#answer,
        sleep(ms, undefined, { signal: over.signal, ref: false }),
      ]);
    } finally {
      over.abort();
    }
  }

  /** Calls back when there is an answer. */
  onAnswer(listener: (answer: GuestAnswer) => void): void {
    this.#answer.then(listener);
  }

  close(): void {
    this.#socket.destroy();
  }
}
