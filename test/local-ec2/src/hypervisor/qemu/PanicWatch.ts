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

import { open } from 'node:fs/promises';

const everyMs = 250;
const panic = 'Kernel panic - not syncing';
/** Time for the rest of the panic to be written. */
const graceMs = 500;

/** Reads along a console log, and reports once when the kernel panicked. */
export class PanicWatch {
  readonly #file: string;
  readonly #onPanic: () => void;
  #position = 0;
  #rest = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string, onPanic: () => void) {
    this.#file = file;
    this.#onPanic = onPanic;
    this.#next(everyMs, () => this.#look());
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(delayMs: number, what: () => void) {
    this.#timer = setTimeout(what, delayMs);
    this.#timer.unref();
  }

  async #look() {
    const text = this.#rest + (await this.#news());
    this.#rest = text.slice(1 - panic.length);
    if (!this.#timer) {
      return;
    }
    if (text.includes(panic)) {
      this.#next(graceMs, this.#onPanic);
    } else {
      this.#next(everyMs, () => this.#look());
    }
  }

  async #news(): Promise<string> {
    try {
      const log = await open(this.#file);
      try {
        const { size } = await log.stat();
        const news = Buffer.alloc(size - this.#position);
        await log.read(news, 0, news.length, this.#position);
        this.#position = size;
        return news.toString('latin1');
      } finally {
        await log.close();
      }
    } catch {
      // Not there yet, or being removed.
      return '';
    }
  }
}
