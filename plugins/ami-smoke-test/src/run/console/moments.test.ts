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

import { cursorAfter } from './cursor';
import { indexAtOrBefore, lastLineAt } from './moments';

const lines = [0, 1000, 1000, 5000].map((offsetMs, index) => ({
  number: index + 1,
  offsetMs,
  text: '',
}));

it('finds the last line that was printed at a moment', () => {
  expect(
    [-1, 0, 999, 1000, 4999, 5000, 9000].map(ms => lastLineAt(lines, ms)),
  ).toEqual([-1, 0, 0, 2, 2, 3, 3]);
  expect(lastLineAt([], 0)).toBe(-1);
  expect([0, 3, 4, 9].map(n => indexAtOrBefore([3, 7], n))).toEqual([
    -1, 0, 0, 1,
  ]);
});

it('moves the cursor within the log', () => {
  const moved = (key: string, from: number) =>
    cursorAfter({ key }, from, 100, 30);
  expect(moved('ArrowDown', 99)).toBe(99);
  expect(moved('PageUp', 10)).toBe(0);
  expect(moved('PageDown', 10)).toBe(40);
  expect(moved('End', 10)).toBe(99);
  expect(moved('a', 10)).toBeUndefined();
});
