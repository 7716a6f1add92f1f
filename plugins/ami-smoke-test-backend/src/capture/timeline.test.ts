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

import { timeline } from './ConsoleRecorder';

describe('timeline', () => {
  it('says at which line the offset changes; a line of two readings is of the first', () => {
    expect(
      timeline([
        { offsetMs: 1000, text: 'one\ntwo\nthr' },
        { offsetMs: 2000, text: 'ee\nfour\n' },
        { offsetMs: 3000, text: 'five' },
        { offsetMs: 4000, text: ' goes on' },
        { offsetMs: 5000, text: '\n\nseven\n' },
      ]),
    ).toEqual([
      { line: 1, offsetMs: 1000 },
      { line: 4, offsetMs: 2000 },
      { line: 5, offsetMs: 3000 },
      { line: 6, offsetMs: 5000 },
    ]);
    expect(timeline([])).toEqual([]);
  });
});
