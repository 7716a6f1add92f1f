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

/** What is looked for in the log. */
export interface SearchTerms {
  text: string;
  caseSensitive: boolean;
  regex: boolean;
}

/** Where something was found in a text: from the one character up to the other. */
export type Place = [start: number, end: number];

/** Finds something in texts, in a time that grows with them and with nothing else. */
export interface Pattern {
  /** How many characters of one line are searched: nothing shall meet megabytes on one line. */
  reach: number;
  /** Whether there is a match. */
  test: (text: string) => boolean;
  /** The matches in a text, some of them of nothing. */
  matches: (text: string) => Iterable<Place>;
}

/**
 * The pattern that finds the terms. Rejects when they are no regular expression.
 *
 * The engine for regular expressions is loaded when the first one is asked for.
 */
export async function patternOf(terms: SearchTerms): Promise<Pattern> {
  if (!terms.regex) return literalPattern(terms);
  const { regexPattern } = await import('./regexPattern');
  return regexPattern(terms);
}

function literalPattern({ text, caseSensitive }: SearchTerms): Pattern {
  const source = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const flags = caseSensitive ? '' : 'i';
  const one = new RegExp(source, flags);
  const all = new RegExp(source, `g${flags}`);
  return {
    reach: 100_000,
    test: searched => one.test(searched),
    *matches(searched) {
      for (const match of searched.matchAll(all)) {
        yield [match.index, match.index + match[0].length];
      }
    },
  };
}
