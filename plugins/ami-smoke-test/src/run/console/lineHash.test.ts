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

import { formatLineHash, parseLineHash, rangeOf } from './lineHash';

describe('the lines that an address names', () => {
  it('are read as they are written', () => {
    for (const hash of ['#L1', '#L120', '#L120-L131']) {
      expect(formatLineHash(parseLineHash(hash)!)).toBe(hash);
    }
    expect(parseLineHash('#L9-L3')).toEqual({ from: 3, to: 9 });
    expect(formatLineHash(rangeOf(9, 3))).toBe('#L3-L9');
  });

  it('are none in any other fragment', () => {
    for (const hash of [
      '',
      '#',
      '#L',
      '#L0',
      '#L-1',
      '#L1-',
      '#frames',
      '#L1x',
    ]) {
      expect(parseLineHash(hash)).toBeUndefined();
    }
  });
});
