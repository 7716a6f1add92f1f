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

import { RE2JS } from 're2js';
import { foldPattern } from '../screen/foldPattern';
import { requiredLiterals, SHORTEST_LITERAL } from './requiredLiterals';

/** A pattern in RE2's syntax, tried without regard to case: its time is linear in the length of the line, whatever that is. */
export class Pattern {
  /** See {@link requiredLiterals}; none when every line has to be tried. */
  readonly literals: readonly (readonly string[])[];
  readonly #source: string;
  #compiled: RE2JS | undefined;

  constructor(source: string) {
    this.#source = source;
    this.literals = requiredLiterals(source);
  }

  /** The same pattern for folded lines, as they are read from screens. */
  static forScreen(source: string): Pattern {
    return new Pattern(foldPattern(source));
  }

  /** Whether each match has some text in it by which lines can be told apart quickly. */
  get isSelective(): boolean {
    const [best = []] = this.literals;
    return (
      best.length > 0 && best.every(({ length }) => length >= SHORTEST_LITERAL)
    );
  }

  /** Only when it is tried for the first time, since most patterns never are. */
  get #expression(): RE2JS {
    this.#compiled ??= RE2JS.compile(this.#source, RE2JS.CASE_INSENSITIVE);
    return this.#compiled;
  }

  /** @throws Error when it is no pattern of RE2 */
  check(): void {
    this.#expression.pattern();
  }

  test(line: string): boolean {
    return this.#expression.test(line);
  }

  /** What the named groups matched; nothing when the line does not match. */
  groups(line: string): Record<string, string> | undefined {
    // Its types know less of the answer than what it is: that of a RegExp.
    const match = this.#expression.exec(line) as RegExpExecArray | null;
    if (!match) return undefined;
    return Object.fromEntries(
      Object.entries(match.groups ?? {}).filter(
        (entry): entry is [string, string] => Boolean(entry[1]),
      ),
    );
  }
}
