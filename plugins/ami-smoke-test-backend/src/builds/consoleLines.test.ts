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

import { toConsoleLines } from './consoleLines';

describe('toConsoleLines', () => {
  it('gives each line the offset of the reading in which it began', () => {
    expect(
      toConsoleLines([
        { offsetMs: 1000, text: 'GRUB\n\nLinux ver' },
        { offsetMs: 2000, text: 'sion' },
        { offsetMs: 3000, text: ' 6.1\nlogin: ' },
      ]),
    ).toEqual([
      { number: 1, offsetMs: 1000, text: 'GRUB' },
      { number: 2, offsetMs: 1000, text: '' },
      { number: 3, offsetMs: 1000, text: 'Linux version 6.1' },
      { number: 4, offsetMs: 3000, text: 'login: ' },
    ]);
  });

  it('adds no line for a break at the end, and none for nothing', () => {
    expect(
      toConsoleLines([
        { offsetMs: 0, text: '' },
        { offsetMs: 5, text: 'a\n' },
        { offsetMs: 9, text: '' },
      ]),
    ).toEqual([{ number: 1, offsetMs: 5, text: 'a' }]);
    expect(toConsoleLines([])).toEqual([]);
  });

  it('keeps the number of a line when a break comes with the next reading', () => {
    expect(
      toConsoleLines([
        { offsetMs: 1, text: 'a' },
        { offsetMs: 2, text: '\nb' },
      ]),
    ).toEqual([
      { number: 1, offsetMs: 1, text: 'a' },
      { number: 2, offsetMs: 2, text: 'b' },
    ]);
  });
});
