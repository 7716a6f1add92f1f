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

import { markPlaces } from './LineText';
import { patternOf } from './pattern';
import { hitsBetween, nextHit, placesOf } from './search';

const lines = [
  'Linux version 6.1',
  '\u001b[31mVFS:\u001b[0m Cannot open root',
  'vfs: again (1.5)',
].map((text, index) => ({ number: index + 1, offsetMs: 0, text }));

async function hitsOf(
  text: string,
  options: { case?: boolean; regex?: boolean },
) {
  const pattern = await patternOf({
    text,
    caseSensitive: Boolean(options.case),
    regex: Boolean(options.regex),
  });
  return hitsBetween(lines, pattern, 0, lines.length);
}

describe('the search', () => {
  it('finds text through colours, and takes it literally unless it is a pattern', async () => {
    expect(await hitsOf('vfs: ', {})).toEqual([1, 2]);
    expect(await hitsOf('vfs: ', { case: true })).toEqual([2]);
    expect(await hitsOf('(1.5)', {})).toEqual([2]);
    expect(await hitsOf('6.1|root$', { regex: true })).toEqual([0, 1]);
    expect(await hitsOf('VFS', { regex: true })).toEqual([1, 2]);
    expect(await hitsOf('VFS', { regex: true, case: true })).toEqual([1]);
    expect(await hitsOf('q*', { regex: true })).toEqual([]);
  });

  it('says why a regular expression is none, or none that it can search for', async () => {
    await expect(hitsOf('(', { regex: true })).rejects.toThrow(
      /^missing closing \)/,
    );
    await expect(hitsOf('(a)\\1', { regex: true })).rejects.toThrow(
      SyntaxError,
    );
    await expect(hitsOf('(?<=a)b', { regex: true })).rejects.toThrow(
      SyntaxError,
    );
  });

  it('is not stopped by an expression that goes back and forth without end', async () => {
    const text = 'some words of a log '.repeat(500);
    const pattern = await patternOf({
      text: '(\\S+\\s*)+$#',
      caseSensitive: false,
      regex: true,
    });
    expect(placesOf(text, pattern)).toEqual([]);
    expect(
      hitsBetween([{ number: 1, offsetMs: 0, text }], pattern, 0, 1),
    ).toEqual([]);
  });

  it('goes on to the other side at the end', () => {
    expect(nextHit([1, 5], 1, false)).toBe(5);
    expect(nextHit([1, 5], 5, false)).toBe(1);
    expect(nextHit([1, 5], 1, true)).toBe(5);
    expect(nextHit([1, 5], 9, true)).toBe(5);
    expect(nextHit([], 0, false)).toBeUndefined();
  });

  it('marks places that reach over differently coloured parts', async () => {
    const spans = [
      { text: 'abc', color: 'red', decorations: [] },
      { text: 'def', decorations: [] },
    ];
    const pattern = await patternOf({
      text: 'cd|f',
      caseSensitive: true,
      regex: true,
    });
    const places = placesOf('abcdef', pattern);
    expect(
      markPlaces(spans, places).map(part => [part.text, part.hit, part.color]),
    ).toEqual([
      ['ab', false, 'red'],
      ['c', true, 'red'],
      ['d', true, undefined],
      ['e', false, undefined],
      ['f', true, undefined],
    ]);
  });
});
