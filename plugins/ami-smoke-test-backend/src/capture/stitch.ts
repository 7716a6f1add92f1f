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

/** So much of the end of what we have is looked for in a reading; shorter ends repeat in every boot log. */
const ANCHOR_CHARACTERS = 512;

/** What a reading adds to the text that there is. */
export interface Stitched {
  added: string;
  /** The reading does not join what there is: what lay between is lost. */
  gap: boolean;
}

/**
 * Joins a new reading, the last 64 KB of a log at some moment, to the text that was stitched before.
 *
 * The end of what there is, is looked for in the reading; what comes after it is new. As a reading may hold less than that (a
 * buffered one is older), nothing is added when the text holds the whole reading already.
 */
export function stitch(text: string, reading: string): Stitched {
  if (reading === '') return { added: '', gap: false };
  if (text === '') return { added: reading, gap: false };
  const anchor = text.slice(-ANCHOR_CHARACTERS);
  const at = reading.lastIndexOf(anchor);
  if (at >= 0) return { added: reading.slice(at + anchor.length), gap: false };
  if (
    text.includes(reading.slice(0, ANCHOR_CHARACTERS)) &&
    text.includes(reading)
  ) {
    return { added: '', gap: false };
  }
  const overlap = longestOverlap(text, reading);
  if (overlap > 0) return { added: reading.slice(overlap), gap: false };
  return { added: reading, gap: true };
}

/** How much of the reading's beginning is the text's end; only whole lines count. */
function longestOverlap(text: string, reading: string): number {
  for (
    let end = reading.lastIndexOf('\n', Math.min(text.length, reading.length));
    end > 0;
    end = reading.lastIndexOf('\n', end - 1)
  ) {
    if (text.endsWith(reading.slice(0, end + 1))) return end + 1;
  }
  return 0;
}
