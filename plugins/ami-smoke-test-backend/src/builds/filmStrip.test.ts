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

import { LIMITS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { filmStrip } from './filmStrip';

/** A frame a second; each letter is a picture. */
const strip = (pictures: string) =>
  filmStrip(
    [...pictures].map((sha256, at) => ({ runId: 'run', offsetMs: at, sha256 })),
  );

describe('the film strip', () => {
  it.each([
    ['', []],
    ['a', [0]],
    ['aaaa', [3]],
    ['aab', [0, 2]],
    ['aabbb', [0, 4]],
    ['abababab', [0, 7]],
    ['abcda', [1, 2, 3, 4]],
    ['abcde', [0, 1, 2, 3, 4]],
    ['abcdefghi', [0, 2, 4, 6, 8]],
    ['aaaaaaaabcdefghiii', [0, 9, 11, 13, 17]],
  ])('of %j shows the frames %j', (pictures, offsets) => {
    expect(strip(pictures)).toEqual(offsets);
    expect(offsets.length).toBeLessThanOrEqual(LIMITS.filmStrip);
  });
});
