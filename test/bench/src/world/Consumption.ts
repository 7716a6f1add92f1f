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

import type { Backend } from '@ami-smoke-test/demo';
import { cpuSeconds, memoryMiB, secondsWithoutCore } from './processes';

/** What a backend uses, from now on. */
export class Consumption {
  readonly #pid: number;
  readonly #cpuBefore: number;
  readonly #withoutCoreBefore: number;
  readonly #began = Date.now();

  constructor({ pid }: Backend) {
    if (pid === undefined) throw new Error('The backend does not run');
    this.#pid = pid;
    this.#cpuBefore = cpuSeconds(pid);
    this.#withoutCoreBefore = secondsWithoutCore(pid);
  }

  cores(): number {
    return (cpuSeconds(this.#pid) - this.#cpuBefore) / this.#seconds;
  }

  /** Of the time, the share in which it waited for a core that others had, in %: where that is much, its times tell little. */
  withoutCore(): number {
    const waited = secondsWithoutCore(this.#pid) - this.#withoutCoreBefore;
    return (100 * waited) / this.#seconds;
  }

  memory() {
    return memoryMiB(this.#pid);
  }

  get #seconds(): number {
    return (Date.now() - this.#began) / 1000;
  }
}
