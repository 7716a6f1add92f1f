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

/** Texts of which each match contains at least one; nothing where there are none such. */
type Literals = string[] | undefined;

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

  alternatives(): Literals {
    const all = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      all.push(this.#sequence());
    }
    return all.every(each => each !== undefined)
      ? [...new Set(all.flat())]
      : undefined;
  }

  #sequence(): Literals {
    let best: Literals;
    let run = '';
    const consider = (literals: Literals) => {
      best = better(best, literals);
    };
    while (this.#at < this.#source.length && !'|)'.includes(this.#next())) {
      const character = this.#literal();
      const inner = character === undefined ? this.#other() : undefined;
      const repeated = this.#take(QUANTIFIER);
      if (character !== undefined && !repeated) {
        run += character;
        continue;
      }
      const mayBeMissing = /^(?:[*?]|\{0)/.test(repeated ?? '');
      if (character !== undefined && !mayBeMissing) run += character;
      consider(run ? [run] : undefined);
      run = '';
      if (inner && !mayBeMissing) consider(inner);
    }
    consider(run ? [run] : undefined);
    return best;
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
  #other(): Literals {
    if (this.#take(FLAGS)) return undefined;
    if (this.#take(GROUP)) {
      const inner = this.alternatives();
      this.#at += 1;
      return inner;
    }
    if (!this.#take(CLASS) && !this.#take(SPECIAL)) this.#at += 1;
    return undefined;
  }

  #take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const [taken] = expression.exec(this.#source) ?? [];
    this.#at += taken?.length ?? 0;
    return taken;
  }
}

/**
 * Texts in lower case of which whatever a pattern matches contains at least one. Most lines contain none, which is found out much
 * faster than whether the pattern matches.
 *
 * @param pattern - in RE2's syntax, tried without regard to case
 */
export function requiredLiterals(pattern: string): Literals {
  return new Reader(pattern).alternatives();
}

/** Of two, the one of which fewer lines contain something: the one whose shortest text is longer. */
function better(one: Literals, other: Literals): Literals {
  if (!one || !other) return one ?? other;
  return shortest(other) > shortest(one) ? other : one;
}

function shortest(literals: string[]): number {
  return Math.min(...literals.map(({ length }) => length));
}
