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

import { filmOf } from './film';
import { textOfFrame } from './screenTexts';

const film = filmOf([
  { offsetMs: 0, sha256: 'bios' },
  { offsetMs: 1_000, sha256: 'panic' },
  { offsetMs: 2_000, missing: 'throttled' },
  { offsetMs: 3_000, sha256: 'panic' },
]);
const texts = [{ offsetMs: 3_000, text: 'Kernel panic' }];

it('gives a frame the text of whichever frame showed the same', () => {
  expect(textOfFrame(film, texts, 3)).toBe('Kernel panic');
  expect(textOfFrame(film, texts, 1)).toBe('Kernel panic');
});

it('gives no text to a frame that was not read, is missing or is not there', () => {
  for (const index of [0, 2, -1]) {
    expect(textOfFrame(film, texts, index)).toBeUndefined();
  }
});
