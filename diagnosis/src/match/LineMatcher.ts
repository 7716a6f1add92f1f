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

import { LiteralSearch } from './LiteralSearch';
import type { Pattern } from './Pattern';

/** A pattern, and what it means that a line matches. */
export interface Meaning<T> {
  pattern: Pattern;
  means: T;
}

/** How often each pattern was tried on the lines of one log. */
export type Tries = Map<Pattern, number>;

/**
 * A pattern is tried so often on one log, and then no more: no boot says half of something so many times, and a log of 100 MB that
 * does shall not take minutes.
 */
const MOST_TRIES = 20_000;

/** Tries many patterns on a line: only those of whose literal text some is in it. */
export class LineMatcher<T> {
  readonly #search: LiteralSearch;
  /** For each literal the patterns that need it. */
  readonly #meanings: Meaning<T>[][];
  /** Patterns without literal text. */
  readonly #others: Meaning<T>[];

  constructor(meanings: readonly Meaning<T>[]) {
    const byLiteral = new Map<string, Meaning<T>[]>();
    for (const meaning of meanings) {
      for (const literal of meaning.pattern.literals) {
        const sharing = byLiteral.get(literal);
        if (sharing) sharing.push(meaning);
        else byLiteral.set(literal, [meaning]);
      }
    }
    this.#search = new LiteralSearch([...byLiteral.keys()]);
    this.#meanings = [...byLiteral.values()];
    this.#others = meanings.filter(
      ({ pattern }) => pattern.literals.length === 0,
    );
  }

  /** What a line means. */
  match(line: string, tries: Tries = new Map()): T[] {
    const candidates = new Set(this.#others);
    for (const literal of this.#search.find(line)) {
      for (const meaning of this.#meanings[literal]) candidates.add(meaning);
    }
    return [...candidates]
      .filter(({ pattern }) => {
        const before = tries.get(pattern) ?? 0;
        tries.set(pattern, before + 1);
        return before < MOST_TRIES && pattern.test(line);
      })
      .map(({ means }) => means);
  }
}
