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

/** So much of the end of what we have is looked for in a reading that does not begin in it; shorter ends repeat in every log. */
const ANCHOR_CHARACTERS = 512;
/** A shorter overlap may be chance. */
const LEAST_OVERLAP = 64;

/** What a reading adds to the text that there is. */
export interface Stitched {
  added: string;
  /** The reading does not join what there is: what lay between is lost. */
  gap: boolean;
}

/**
 * Joins a new reading, the last 64 KB of a log at some moment, to the text that was stitched before. An older reading, as a
 * buffered one may be, adds nothing.
 */
export function stitch(text: string, reading: string): Stitched {
  if (reading.startsWith(text)) {
    return { added: reading.slice(text.length), gap: false };
  }
  if (text.includes(reading)) return { added: '', gap: false };
  const overlap = longestOverlap(text, reading);
  if (overlap >= LEAST_OVERLAP) {
    return { added: reading.slice(overlap), gap: false };
  }
  const anchor = text.slice(-ANCHOR_CHARACTERS);
  const at =
    anchor.length === ANCHOR_CHARACTERS ? reading.lastIndexOf(anchor) : -1;
  return at >= 0
    ? { added: reading.slice(at + anchor.length), gap: false }
    : { added: reading, gap: true };
}

/**
 * How much of the reading's beginning is the text's end: the longest, so that what repeats itself is not added twice. By the
 * prefix function of Knuth, Morris and Pratt, in time that grows with the reading and no faster.
 */
function longestOverlap(text: string, reading: string): number {
  const end = text.slice(-reading.length);
  const borders = new Int32Array(reading.length);
  for (let at = 1, length = 0; at < reading.length; at += 1) {
    while (length > 0 && reading[at] !== reading[length]) {
      length = borders[length - 1];
    }
    if (reading[at] === reading[length]) length += 1;
    borders[at] = length;
  }
  let matched = 0;
  for (let at = 0; at < end.length; at += 1) {
    // A whole match before the end is of no use: it goes on with its longest border.
    if (matched === reading.length) matched = borders[matched - 1];
    while (matched > 0 && end[at] !== reading[matched]) {
      matched = borders[matched - 1];
    }
    if (end[at] === reading[matched]) matched += 1;
  }
  return matched;
}
