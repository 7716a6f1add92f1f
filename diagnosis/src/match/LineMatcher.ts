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
  /** Lines that look like it, and are not. */
  unless?: readonly Pattern[];
  means: T;
}

/** What each pattern has cost on one log. */
export type Tries = Map<Pattern, { lines: number; characters: number }>;

/**
 * A pattern is tried on so many characters of one log. No boot says half of something so often, and a log of 100 MB that does shall
 * not take minutes.
 */
const MOST_TRIED = 512 * 1024;
/** And then on one of so many lines: the end of a log gets no less attention than its middle. */
const SELDOM = 64;

/** A pattern that need not be tried on a line without its literals. */
interface Search {
  pattern: Pattern;
  /** By their numbers; of each list one. */
  literals: readonly (readonly number[])[];
}

interface Candidate<T> extends Search {
  unless: readonly Search[];
  means: T;
}

/** Tries many patterns on a line: only those whose literal text is in it. */
export class LineMatcher<T> {
  readonly #search: LiteralSearch;
  /** For each literal the patterns that it tells most of. */
  readonly #byLiteral: Candidate<T>[][] = [];
  /** Patterns without literal text. */
  readonly #others: Candidate<T>[] = [];

  constructor(meanings: readonly Meaning<T>[]) {
    const numbers = new Map<string, number>();
    const numberOf = (literal: string) => {
      const number = numbers.get(literal) ?? numbers.size;
      numbers.set(literal, number);
      return number;
    };
    const searchFor = (pattern: Pattern): Search => ({
      pattern,
      literals: pattern.literals.map(list => list.map(numberOf)),
    });
    for (const { pattern, unless = [], means } of meanings) {
      const search = searchFor(pattern);
      const candidate = { ...search, unless: unless.map(searchFor), means };
      const [best] = search.literals;
      if (!best) this.#others.push(candidate);
      for (const literal of best ?? []) {
        (this.#byLiteral[literal] ??= []).push(candidate);
      }
    }
    this.#search = new LiteralSearch([...numbers.keys()]);
  }

  /** What a line means. */
  match(line: string, tries: Tries = new Map()): T[] {
    const found = this.#search.find(line);
    const candidates = new Set(this.#others);
    for (const literal of found) {
      for (const each of this.#byLiteral[literal] ?? []) candidates.add(each);
    }
    return [...candidates]
      .filter(
        candidate =>
          mayMatch(candidate, found) &&
          isWorthATry(candidate.pattern, line, tries) &&
          candidate.pattern.test(line) &&
          !candidate.unless.some(
            each => mayMatch(each, found) && each.pattern.test(line),
          ),
      )
      .map(({ means }) => means);
  }
}

function mayMatch({ literals }: Search, found: ReadonlySet<number>): boolean {
  return literals.every(list => list.some(literal => found.has(literal)));
}

function isWorthATry(pattern: Pattern, line: string, tries: Tries): boolean {
  const spent = tries.get(pattern) ?? { lines: 0, characters: 0 };
  tries.set(pattern, spent);
  spent.lines += 1;
  if (spent.characters >= MOST_TRIED && spent.lines % SELDOM) return false;
  spent.characters += line.length;
  return true;
}
