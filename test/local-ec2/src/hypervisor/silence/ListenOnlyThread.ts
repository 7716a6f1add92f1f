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

import { once } from 'node:events';
import { join } from 'node:path';
import {
  MessageChannel,
  MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';

// eslint-disable-next-line no-restricted-syntax -- run from its sources, never from a build
const program = join(__dirname, 'listenOnly.cjs');

const [asked, answered] = [0, 1];
/** It takes far less than a millisecond; this long only on a machine that stands still. */
const answersWithinMs = 30_000;

const ENDED: ListenError = { message: 'the thread that listens has ended' };

/** What the thread says. */
interface Answer {
  id: number;
  error?: ListenError;
}

/** What the thread is told: to listen at a place under an id, or no longer to. */
interface Message {
  id: number;
  listen?: { host: string; port: number; backlog: number };
}

/** Why the operating system refused. */
export interface ListenError {
  code?: string;
  message: string;
}

/**
 * Sockets that listen and never accept. Node accepts whatever an event loop sees, so they live in a thread whose event loop never
 * turns. To stop waits for it, standing still, which takes some ten microseconds on a machine with time to spare: so a port can be
 * given up and taken by somebody else at the next moment.
 */
export class ListenOnlyThread {
  readonly #worker: Worker;
  readonly #messages: MessagePort;
  readonly #signals = new Int32Array(new SharedArrayBuffer(8));
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #ids = 0;
  #ended = false;

  private constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#messages = port1;
    this.#worker = new Worker(program, {
      workerData: { messages: port2, signals: this.#signals },
      transferList: [port2],
    });
    port1.on('message', (answer: Answer) => this.#answered(answer));
  }

  static async start(): Promise<ListenOnlyThread> {
    const thread = new ListenOnlyThread();
    await once(thread.#worker, 'online');
    thread.#worker.unref();
    thread.#messages.unref();
    return thread;
  }

  /** @returns the id to stop it by, or why it cannot be */
  async listen(
    place: NonNullable<Message['listen']>,
  ): Promise<number | ListenError> {
    const id = (this.#ids += 1);
    if (this.#ended) return ENDED;
    // Whoever waits for nothing else must not end before the answer.
    this.#messages.ref();
    const { error } = await new Promise<Answer>(resolve => {
      this.#waiting.set(id, resolve);
      this.#tell({ id, listen: place });
    });
    if (this.#waiting.size === 0) this.#messages.unref();
    return error ?? id;
  }

  /** When it returns, nothing listens there any more. */
  stop(id: number): void {
    if (this.#ended) return;
    let stopped = false;
    this.#waiting.set(id, () => {
      stopped = true;
    });
    Atomics.store(this.#signals, answered, 0);
    this.#tell({ id });
    while (!stopped) {
      const signal = Atomics.wait(this.#signals, answered, 0, answersWithinMs);
      Atomics.store(this.#signals, answered, 0);
      this.#receive();
      if (!stopped && signal === 'timed-out') {
        throw new Error('The thread that listens does not answer');
      }
    }
  }

  /** How often it has listened: a socket that was closed costs it some memory until it ends. */
  get used(): number {
    return this.#ids;
  }

  /** Stops all of it. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#messages.close();
    for (const id of this.#waiting.keys()) this.#answered({ id, error: ENDED });
    await this.#worker.terminate();
  }

  #tell(message: Message): void {
    this.#messages.postMessage(message);
    Atomics.store(this.#signals, asked, 1);
    Atomics.notify(this.#signals, asked);
  }

  /** Takes what has been answered, to this and to others. */
  #receive(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#messages);
      if (!received) return;
      this.#answered(received.message);
    }
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    waiting?.(answer);
  }
}
