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

import { cutSgr, indexAfter, splitAtSgr, withoutSgr } from './sgr';

const TEXT = '\u001b[1mab\u001b[0;32m\u001b[4mc\u001b[md';

describe('colours in a text', () => {
  it('are told from what is seen', () => {
    expect(withoutSgr(TEXT)).toBe('abcd');
    expect(splitAtSgr(TEXT)).toEqual({
      texts: ['', 'ab', '', 'c', 'd'],
      sequences: ['\u001b[1m', '\u001b[0;32m', '\u001b[4m', '\u001b[m'],
    });
  });

  it('belong to what follows them', () => {
    const rests = [0, 1, 2, 3, 4].map(seen =>
      TEXT.slice(indexAfter(TEXT, seen)),
    );
    expect(rests).toEqual([
      TEXT,
      'b\u001b[0;32m\u001b[4mc\u001b[md',
      '\u001b[0;32m\u001b[4mc\u001b[md',
      '\u001b[md',
      '',
    ]);
    expect(indexAfter('plain', 3)).toBe(3);
  });

  it('are whole or not there when a text is cut', () => {
    for (let room = 0; room <= TEXT.length; room += 1) {
      const cut = cutSgr(TEXT, room);
      expect(TEXT.startsWith(cut)).toBe(true);
      expect('abcd'.startsWith(withoutSgr(cut))).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(room);
    }
    expect(cutSgr(TEXT, TEXT.length)).toBe(TEXT);
  });
});
