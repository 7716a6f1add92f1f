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

import { patternOf } from './pattern';
import { screenHitsOf } from './searchScreens';

const TEXTS = [
  { offsetMs: 1_000, text: 'SeaBIOS\n  Booting from Hard Disk...' },
  {
    offsetMs: 9_000,
    text: 'Boot failed: not a bootable disk\nNo bootable device.',
  },
];

const found = async (text: string, regex = false) =>
  screenHitsOf(TEXTS, await patternOf({ text, caseSensitive: false, regex }));

describe('a search of the screens', () => {
  it('finds each screen once, by its first line that fits', async () => {
    expect(await found('boot')).toEqual([
      { offsetMs: 1_000, line: 'Booting from Hard Disk...' },
      { offsetMs: 9_000, line: 'Boot failed: not a bootable disk' },
    ]);
    expect(await found('^No .*device', true)).toEqual([
      { offsetMs: 9_000, line: 'No bootable device.' },
    ]);
    expect(await found('kernel panic')).toEqual([]);
  });

  it('finds nothing while nothing is looked for', () => {
    expect(screenHitsOf(TEXTS, undefined)).toEqual([]);
  });
});
