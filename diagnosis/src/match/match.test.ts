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

import { LineMatcher } from './LineMatcher';
import { Pattern } from './Pattern';
import { requiredLiterals } from './requiredLiterals';

describe('the literals of a pattern', () => {
  it.each([
    ['kernel panic', [['kernel panic']]],
    ['Kernel.*PANIC now', [['panic now'], ['kernel']]],
    ['(?:BUG|Oops): ', [['bug', 'oops']]],
    ['(?:BUG|Oops): unable', [[': unable'], ['bug', 'oops']]],
    [
      '(?:no (?:disk|drive)|bad \\w+ found) at all',
      [[' at all'], ['disk', 'drive', ' found']],
    ],
    ['^(?P<unit>\\S+)\\.service: failed', [['.service: failed']]],
    ['abc?d', [['ab']]],
    ['abc*def', [['def']]],
    ['abc{0,2}de', [['ab']]],
    ['abc+', [['abc']]],
    ['(?:abc.*)+', [['abc']]],
    ['(?:abc.*)*defg', [['defg']]],
    ['one|two', [['one', 'two']]],
    ['one|\\d+', []],
    ['[a-z]+[)(]x', [['x']]],
    ['\\[FAILED\\]', [['[failed]']]],
    ['(?:optional)?', []],
    ['\\p{L}\\x{41}\\.', [['.']]],
  ])('of %s are %j', (source, literals) => {
    expect(requiredLiterals(source)).toEqual(literals);
  });
});

describe('LineMatcher', () => {
  const sources = ['panic', 'Kernel \\w+', 'he', 'she sells', 'is', 'x\\d'];
  const matcher = new LineMatcher(
    sources.map(source => ({ pattern: new Pattern(source), means: source })),
  );

  it.each([
    'Kernel panic - not syncing',
    'SHE SELLS, and he is',
    'sshe sells shells',
    'x1 x',
    '',
    'Zürich … \ud83d\ude00 kernel Panic',
  ])('finds what its patterns match in: %s', line => {
    const expected = sources.filter(source =>
      new RegExp(source, 'i').test(line),
    );
    expect(matcher.match(line).sort()).toEqual(expected.sort());
  });

  it('leaves out what only looks like it', () => {
    const careful = new LineMatcher([
      {
        pattern: new Pattern('disk \\w+ failed'),
        unless: [new Pattern('floppy'), new Pattern('\\d')],
        means: 'failed',
      },
    ]);
    expect(careful.match('Disk sda failed')).toEqual(['failed']);
    expect(careful.match('Disk sda has not failed')).toEqual([]);
    expect(careful.match('Disk fd failed, a FLOPPY')).toEqual([]);
    expect(careful.match('Disk sda1 failed')).toEqual([]);
  });

  it('tries a pattern seldom that was tried very often on one log', () => {
    const tries = new Map();
    const found = (rounds: number) =>
      Array.from({ length: rounds }, () => matcher.match('panic', tries)).flat()
        .length;
    expect(found(100_000)).toBe(100_000);
    expect(found(10_000)).toBeLessThan(10_000);
    expect(found(10_000)).toBeGreaterThan(0);
    expect(matcher.match('panic')).toEqual(['panic']);
  });
});

it('A pattern that makes backtracking take forever is tried in no time', () => {
  const pattern = new Pattern('(?:a+)+b');
  expect(pattern.test(`${'a'.repeat(8000)}c`)).toBe(false);
});
