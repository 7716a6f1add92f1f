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

import type { Pattern } from './Pattern';

/** A pattern, and what it means that a line matches. */
export interface Meaning<T> {
  pattern: Pattern;
  means: T;
}

/** So many lines are remembered: a log that says the same again and again is not searched again. */
const REMEMBERED = 1024;

/**
 * Tries many patterns on many lines. All lines are searched at once for the literal text of the patterns, and only where some of it
 * is found its patterns are tried.
 */
export class LineMatcher<T> {
  readonly #byLiteral = new Map<string, Meaning<T>[]>();
  /** Patterns without literal text. */
  readonly #others: Meaning<T>[] = [];

  constructor(meanings: Meaning<T>[]) {
    for (const meaning of meanings) {
      const { literals } = meaning.pattern;
      if (literals.length === 0) this.#others.push(meaning);
      for (const literal of literals) {
        const sharing = this.#byLiteral.get(literal);
        if (sharing) sharing.push(meaning);
        else this.#byLiteral.set(literal, [meaning]);
      }
    }
  }

  /**
   * What each of the lines means.
   *
   * @param remembered - what lines of the same log meant
   */
  match(lines: string[], remembered: Map<string, T[]> = new Map()): T[][] {
    const found = new Map<string, T[]>();
    const unknown = new Set<string>();
    for (const line of lines) {
      const known = remembered.get(line);
      if (known) found.set(line, known);
      else unknown.add(line);
    }
    this.#search([...unknown], found);
    for (const line of unknown) {
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(line, found.get(line) ?? []);
    }
    return lines.map(line => found.get(line) ?? []);
  }

  #search(lines: string[], found: Map<string, T[]>): void {
    const candidates = this.#candidates(lines);
    lines.forEach((line, index) => {
      const meant = [...candidates[index], ...this.#others]
        .filter(({ pattern }) => pattern.test(line))
        .map(({ means }) => means);
      found.set(line, meant);
    });
  }

  /** For each line those whose literal text is in it. */
  #candidates(lines: string[]): Set<Meaning<T>>[] {
    const candidates = lines.map(() => new Set<Meaning<T>>());
    const lowered = lines.map(line => line.toLowerCase());
    const begins: number[] = [];
    let length = 0;
    for (const line of lowered) {
      begins.push(length);
      length += line.length + 1;
    }
    const text = lowered.join('\n');
    for (const [literal, meanings] of this.#byLiteral) {
      let at = text.indexOf(literal);
      while (at >= 0) {
        const index = lastAtMost(begins, at);
        for (const meaning of meanings) candidates[index].add(meaning);
        const next = begins[index + 1];
        at = next === undefined ? -1 : text.indexOf(literal, next);
      }
    }
    return candidates;
  }
}

/** The index of the last of ascending numbers that is not above another. */
function lastAtMost(ascending: number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle] <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
