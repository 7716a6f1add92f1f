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

import type { ConsoleLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { plainText } from './ansi';

/** What is looked for in the log. */
export interface SearchTerms {
  text: string;
  caseSensitive: boolean;
  regex: boolean;
}

/** Where something was found in a text: from the one character up to the other. */
export type Place = [start: number, end: number];

/** How many places are marked in one line. */
const MAX_PLACES = 200;

/** How much of one line is searched: no pattern shall meet megabytes on one line. */
const MAX_SEARCHED = 100_000;

/** The pattern that finds the terms. Throws a `SyntaxError` for a regular expression that is none. */
export function patternOf(terms: SearchTerms): RegExp {
  const source = terms.regex
    ? terms.text
    : terms.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(source, terms.caseSensitive ? 'g' : 'gi');
}

/** Where a pattern is found in a line's text; a match of nothing is no match. */
export function placesOf(text: string, pattern: RegExp): Place[] {
  const places: Place[] = [];
  for (const match of text.slice(0, MAX_SEARCHED).matchAll(pattern)) {
    if (match[0].length === 0) continue;
    places.push([match.index, match.index + match[0].length]);
    if (places.length === MAX_PLACES) break;
  }
  return places;
}

/** The indexes of the lines in which a pattern is found, among `lines[from]` to `lines[to - 1]`. */
export function hitsBetween(
  lines: ConsoleLine[],
  pattern: RegExp,
  from: number,
  to: number,
): number[] {
  const hits: number[] = [];
  for (let index = from; index < Math.min(to, lines.length); index++) {
    const text = plainText(lines[index].text);
    if (placesOf(text, pattern).length > 0) hits.push(index);
  }
  return hits;
}

/** The next hit after an index, or before it when going back; around the end to the other side. */
export function nextHit(
  hits: number[],
  from: number,
  back: boolean,
): number | undefined {
  if (hits.length === 0) return undefined;
  if (back) {
    const before = hits.findLast(hit => hit < from);
    return before ?? hits[hits.length - 1];
  }
  return hits.find(hit => hit > from) ?? hits[0];
}
