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

import { plainText } from '../../ui';
import { spansOf } from './ansi';

describe('the colours of a line', () => {
  it('gives each part its own colours and decorations', () => {
    const line =
      '[\u001b[1;31mFAILED\u001b[4m now\u001b[0m] \u001b[48;5;196mx\u001b[m\u001b[38;2;1;2;3my';
    expect(spansOf(line)).toEqual([
      { text: '[', decorations: [] },
      { text: 'FAILED', color: 'red', decorations: ['bold'] },
      { text: ' now', color: 'red', decorations: ['bold', 'underline'] },
      { text: '] ', decorations: [] },
      { text: 'x', background: 'rgb(255 0 0)', decorations: [] },
      { text: 'y', color: 'rgb(1 2 3)', decorations: [] },
    ]);
    expect(plainText(line)).toBe('[FAILED now] xy');
  });

  it('leaves markup what it is, a text, and swallows a sequence that was cut', () => {
    expect(spansOf('<img src=x onerror=alert(1)>\u001b[3')).toEqual([
      { text: '<img src=x onerror=alert(1)>', decorations: [] },
    ]);
  });
});
