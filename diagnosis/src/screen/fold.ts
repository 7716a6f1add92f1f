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
 * What text recognition takes for one another on a text screen; the first of each row stands for all of it. No more than was seen to
 * be confused: whatever is folded makes different words alike.
 */
const LOOK_ALIKES = ['l1i|![]', 'o0©®', 'uv', '/,', "'‘’`´", '"“”', '-‐‑‒–—―−'];

const STANDS_FOR = new Map(
  LOOK_ALIKES.flatMap(row => [...row].map(each => [each, row[0]] as const)),
);

/**
 * A line from a screen as signatures are tried on it: lower case, one character for those that look alike, runs of spaces and of
 * dashes as one, no spaces around punctuation.
 */
export function fold(text: string): string {
  return [...text]
    .map(foldCharacter)
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/-+/g, '-')
    .replace(/ ?([^\p{L}\p{N}\s]) ?/gu, '$1')
    .trim();
}

/** @internal */
export function foldCharacter(character: string): string {
  const lower = character.toLowerCase();
  return STANDS_FOR.get(lower) ?? lower;
}
