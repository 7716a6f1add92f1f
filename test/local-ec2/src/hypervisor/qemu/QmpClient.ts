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

import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';

/** Something that QEMU reports without being asked, e.g. `SHUTDOWN`. */
export interface QmpEvent {
  event: string;
  data?: { [key: string]: unknown };
}

interface QmpMessage extends Partial<QmpEvent> {
  QMP?: unknown;
  return?: unknown;
  error?: { desc: string };
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Talks to QEMU in its machine protocol, JSON lines over a pair of streams.
 * See https://www.qemu.org/docs/master/interop/qmp-spec.html.
 */
export class QmpClient {
  /** Resolves when QEMU greeted, which it does once its machine runs. */
  readonly ready: Promise<void>;
  readonly #output: Writable;
  readonly #pending: Pending[] = [];
  #closed = false;

  constructor(
    input: Readable,
    output: Writable,
    onEvent: (event: QmpEvent) => void,
  ) {
    this.#output = output;
    // A QEMU that died is noticed where its process is watched.
    output.on('error', () => {});
    this.ready = new Promise((resolve, reject) => {
      this.#pending.push({ resolve: () => resolve(), reject });
    });
    this.ready.catch(() => {});
    const lines = createInterface({ input });
    lines.on('line', line => {
      const message: QmpMessage = JSON.parse(line);
      if (message.QMP) {
        output.write('{"execute":"qmp_capabilities"}\n');
      } else if (message.event) {
        onEvent({ event: message.event, data: message.data });
      } else {
        this.#answer(message);
      }
    });
    lines.on('close', () => this.#close());
  }

  /** Executes a command; rejects with QEMU's words, or when QEMU ends before it answered. */
  async execute(name: string, args?: { [key: string]: unknown }) {
    if (this.#closed) {
      throw new Error(`QEMU has ended: cannot ask it to '${name}'`);
    }
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#output.write(
        `${JSON.stringify({ execute: name, arguments: args })}\n`,
      );
    });
  }

  #answer(message: QmpMessage) {
    const pending = this.#pending.shift();
    if (message.error) {
      pending?.reject(new Error(`QEMU: ${message.error.desc}`));
    } else {
      pending?.resolve(message.return);
    }
  }

  #close() {
    this.#closed = true;
    for (const { reject } of this.#pending.splice(0)) {
      reject(new Error('QEMU ended before it answered'));
    }
  }
}
