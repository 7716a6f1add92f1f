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
import { plainText } from '../../ui';
import type { Pattern, Place } from './pattern';

/** How many places are marked in one line. */
const MAX_PLACES = 200;

/** Where a pattern is found in a line's text; a match of nothing is no match. */
export function placesOf(text: string, pattern: Pattern): Place[] {
  const places: Place[] = [];
  for (const place of pattern.matches(text.slice(0, pattern.reach))) {
    if (place[0] < place[1]) places.push(place);
    if (places.length === MAX_PLACES) break;
  }
  return places;
}

/** The indexes of the lines in which a pattern is found, among `lines[from]` to `lines[to - 1]`. */
export function hitsBetween(
  lines: ConsoleLine[],
  pattern: Pattern,
  from: number,
  to: number,
): number[] {
  const hits: number[] = [];
  for (let index = from; index < Math.min(to, lines.length); index++) {
    const text = plainText(lines[index].text);
    if (isIn(text, pattern)) hits.push(index);
  }
  return hits;
}

/** Whether a pattern is found in a text. */
export function isIn(text: string, pattern: Pattern): boolean {
  if (!pattern.test(text.slice(0, pattern.reach))) return false;
  return placesOf(text, pattern).length > 0;
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
