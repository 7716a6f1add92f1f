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

/**
 * "Select graphic rendition": colour, bold and the like (ECMA-48, section 8.3.117). Of all that a machine can tell a terminal it
 * is what a log keeps; its parameters are bounded.
 */
// eslint-disable-next-line no-control-regex
const SGR = /\u001b\[[0-9;:]{0,32}m/g;
const ESCAPE = '\u001b';

/** What stands between the sequences of a text, and the sequences: one text more than there are of these. */
export function splitAtSgr(text: string): {
  texts: string[];
  sequences: string[];
} {
  return { texts: text.split(SGR), sequences: text.match(SGR) ?? [] };
}

/** The text as people read and search it: without colours. */
export function withoutSgr(text: string): string {
  return text.includes(ESCAPE) ? text.replace(SGR, '') : text;
}

/**
 * Where a text goes on after so many of its characters.
 *
 * @param characters - counted without sequences; one that stands there belongs to what follows
 */
export function indexAfter(text: string, characters: number): number {
  let left = characters;
  let index = 0;
  for (const { 0: sequence, index: at } of text.matchAll(SGR)) {
    if (at - index >= left) break;
    left -= at - index;
    index = at + sequence.length;
  }
  return index + left;
}

/** So much of a text's beginning as has room; no sequence is cut in two. */
export function cutSgr(text: string, room: number): string {
  const cut = text.slice(0, room);
  const escape = cut.lastIndexOf(ESCAPE);
  return escape < 0 || cut.includes('m', escape) ? cut : cut.slice(0, escape);
}
