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

import { createHash } from 'crypto';

/**
 * Draws by lot, the same way each time: what comes out depends on the seed, the fault, what the fault is about and how many times
 * that was asked before, and not on the order in which calls about other things come in.
 */
export class Lots {
  readonly #seed: string;
  readonly #draws = new Map<string, number>();

  constructor(seed: string | number) {
    this.#seed = String(seed);
  }

  /** How many times this has been asked, with this time. */
  count(...of: Array<string | number>): number {
    const key = JSON.stringify(of);
    const count = (this.#draws.get(key) ?? 0) + 1;
    this.#draws.set(key, count);
    return count;
  }

  /** @param probability - 0: never, 1: always */
  falls(probability: number, ...on: Array<string | number>): boolean {
    if (probability >= 1) return true;
    const drawn = createHash('sha256')
      .update(JSON.stringify([this.#seed, ...on, this.count('lot', ...on)]))
      .digest()
      .readUInt32BE();
    return drawn / 2 ** 32 < probability;
  }
}
