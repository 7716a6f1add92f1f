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

import { screenshotOffsets } from './schedule';

describe('screenshotOffsets', () => {
  it("gives the article's 34 frames", () => {
    const offsets = screenshotOffsets([
      { everySeconds: 1, untilSeconds: 15 },
      { everySeconds: 15, untilSeconds: 300 },
    ]);
    expect(offsets).toHaveLength(34);
    expect(offsets.slice(0, 3)).toEqual([1_000, 2_000, 3_000]);
    expect(offsets.slice(13, 18)).toEqual([
      14_000, 15_000, 30_000, 45_000, 60_000,
    ]);
    expect(offsets.at(-1)).toBe(300_000);
  });

  it('begins each segment where the one before it took its last frame', () => {
    expect(
      screenshotOffsets([
        { everySeconds: 0.5, untilSeconds: 1.2 },
        { everySeconds: 2, untilSeconds: 6 },
      ]),
    ).toEqual([500, 1_000, 3_000, 5_000]);
  });

  it('takes none when a segment ends before its first frame, or there is none', () => {
    expect(screenshotOffsets([])).toEqual([]);
    expect(screenshotOffsets([{ everySeconds: 5, untilSeconds: 4 }])).toEqual(
      [],
    );
    expect(
      screenshotOffsets([
        { everySeconds: 1, untilSeconds: 2 },
        { everySeconds: 1, untilSeconds: 2 },
      ]),
    ).toEqual([1_000, 2_000]);
  });
});
