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

/** Characters that literals are made of; all others are the same to them. */
const ASCII = 128;

/**
 * Finds which of many texts are in a line, in one pass over it however many they are, and without regard to case: the automaton of
 * Aho and Corasick (https://doi.org/10.1145/360825.360855), as a table.
 */
export class LiteralSearch {
  /** The number of each character's column; 0 for all that are in no literal. */
  readonly #columns = new Uint8Array(ASCII);
  readonly #width: number;
  /** For each state and column the next state. */
  readonly #next: Int32Array;
  /** For each state the literals that end there. */
  readonly #ends: number[][] = [[]];

  /** @param literals - lower case, ASCII */
  constructor(literals: readonly string[]) {
    const characters = [...new Set(literals.join(''))];
    characters.forEach((character, index) => {
      this.#columns[character.charCodeAt(0)] = index + 1;
      this.#columns[character.toUpperCase().charCodeAt(0)] = index + 1;
    });
    this.#width = characters.length + 1;
    const most = literals.reduce((sum, { length }) => sum + length, 1);
    this.#next = new Int32Array(most * this.#width);
    literals.forEach((literal, index) => this.#addBranch(literal, index));
    this.#joinBranches();
  }

  /** The indexes of the literals that are in a line. */
  find(line: string): Set<number> {
    const found = new Set<number>();
    let state = 0;
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      const column = code < ASCII ? this.#columns[code] : 0;
      state = this.#next[state * this.#width + column];
      for (const literal of this.#ends[state]) found.add(literal);
    }
    return found;
  }

  #addBranch(literal: string, index: number): void {
    let state = 0;
    for (let at = 0; at < literal.length; at += 1) {
      const cell = this.#cell(state, this.#columns[literal.charCodeAt(at)]);
      if (this.#next[cell] === 0) {
        this.#next[cell] = this.#ends.length;
        this.#ends.push([]);
      }
      state = this.#next[cell];
    }
    this.#ends[state].push(index);
  }

  /** Where a branch has no way on, the state goes on with its longest end that begins another branch. */
  #joinBranches(): void {
    const shorter = new Int32Array(this.#ends.length);
    const queue = [0];
    for (const state of queue) {
      for (let column = 1; column < this.#width; column += 1) {
        const cell = this.#cell(state, column);
        const elsewhere = this.#next[this.#cell(shorter[state], column)];
        const child = this.#next[cell];
        if (child === 0) {
          this.#next[cell] = elsewhere;
        } else {
          if (state !== 0) shorter[child] = elsewhere;
          this.#ends[child].push(...this.#ends[shorter[child]]);
          queue.push(child);
        }
      }
    }
  }

  #cell(state: number, column: number): number {
    return state * this.#width + column;
  }
}
