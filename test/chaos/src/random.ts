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

/** Numbers that depend on a seed and on nothing else. */
export class Random {
  #state: number;

  /** @param seed - any text; the same one gives the same numbers */
  constructor(seed: string) {
    this.#state = hash(seed);
  }

  /** From 0 up to, but not, 1 (mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `least` up to, but not, `most`. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  pick<T>(things: readonly T[]): T {
    return things[Math.floor(this.next() * things.length)];
  }

  /** One of them, the more often the more it weighs. */
  pickWeighted<T extends { weight: number }>(things: readonly T[]): T {
    let left = this.next() * things.reduce((sum, one) => sum + one.weight, 0);
    for (const one of things) {
      left -= one.weight;
      if (left < 0) return one;
    }
    return things[things.length - 1];
  }

  shuffled<T>(things: readonly T[]): T[] {
    const left = [...things];
    return things.map(
      () => left.splice(Math.floor(this.next() * left.length), 1)[0],
    );
  }
}

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value | 0;
}
