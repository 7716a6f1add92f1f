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

/** Texts of which each match contains at least one. */
type Literals = readonly string[];

/** Shorter texts are in too many lines to tell anything. */
export const SHORTEST_LITERAL = 3;

/** What repeats the piece before it, and whether that may be left out. */
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/y;
const GROUP = /\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/y;
const FLAGS = /\(\?[a-zA-Z-]+\)/y;
const CLASS = /\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/y;
/** Classes, assertions and characters by number. */
const SPECIAL =
  /\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[a-zA-Z0-9])|[.^$]/y;
const ASCII = /^[ -~]$/;

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Each match has something of all of these. */
  alternatives(): Literals[] {
    const all = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      all.push(this.#sequence());
    }
    if (all.length === 1) return all[0];
    // Of each alternative what tells most
    return all.every(each => each.length > 0)
      ? [[...new Set(all.flatMap(([best]) => best))]]
      : [];
  }

  #sequence(): Literals[] {
    const all: Literals[] = [];
    let run = '';
    const endRun = () => {
      if (run) all.push([run]);
      run = '';
    };
    while (this.#at < this.#source.length && !'|)'.includes(this.#next())) {
      const character = this.#literal();
      const inner = character === undefined ? this.#other() : [];
      const repeated = this.#take(QUANTIFIER);
      if (character !== undefined && !repeated) {
        run += character;
        continue;
      }
      const mayBeMissing = /^(?:[*?]|\{0)/.test(repeated ?? '');
      if (character !== undefined && !mayBeMissing) run += character;
      endRun();
      if (!mayBeMissing) all.push(...inner);
    }
    endRun();
    return mostTelling(all);
  }

  #next(): string {
    return this.#source[this.#at];
  }

  /** A character that stands for itself. */
  #literal(): string | undefined {
    const isEscaped = this.#next() === '\\';
    const character = this.#source[this.#at + (isEscaped ? 1 : 0)];
    const isSpecial = isEscaped
      ? /[a-zA-Z0-9]/.test(character)
      : '.^$([*+?{|)'.includes(character);
    if (isSpecial || !ASCII.test(character)) return undefined;
    this.#at += isEscaped ? 2 : 1;
    return character.toLowerCase();
  }

  /** A group, a class, or something else whose text is not known. */
  #other(): Literals[] {
    if (this.#take(FLAGS)) return [];
    if (this.#take(GROUP)) {
      const inner = this.alternatives();
      this.#at += 1;
      return inner;
    }
    if (!this.#take(CLASS) && !this.#take(SPECIAL)) this.#at += 1;
    return [];
  }

  #take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const [taken] = expression.exec(this.#source) ?? [];
    this.#at += taken?.length ?? 0;
    return taken;
  }
}

/**
 * Texts in lower case that whatever a pattern matches contains: of each list at least one, and the list that tells most comes first.
 * Most lines contain none of it, which is found out much faster than whether the pattern matches.
 *
 * @param pattern - in RE2's syntax, tried without regard to case
 */
export function requiredLiterals(pattern: string): Literals[] {
  return new Reader(pattern).alternatives();
}

/** Fewer lines contain something of a list whose shortest text is longer. Short texts are only kept when there are no others. */
function mostTelling(all: Literals[]): Literals[] {
  const [best, ...others] = all.sort((a, b) => shortest(b) - shortest(a));
  if (!best) return [];
  return [best, ...others.filter(each => shortest(each) >= SHORTEST_LITERAL)];
}

function shortest(literals: Literals): number {
  return Math.min(...literals.map(({ length }) => length));
}
