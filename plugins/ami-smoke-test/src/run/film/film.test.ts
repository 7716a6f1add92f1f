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

import {
  filmOf,
  frameAt,
  frameThatDiffers,
  latenessOf,
  momentMeant,
  momentOf,
} from './film';

const picture = (offsetMs: number, sha256: string, takenAtMs = offsetMs) => ({
  offsetMs,
  takenAtMs,
  sha256,
});
const gap = (offsetMs: number, missing: string) => ({ offsetMs, missing });

const film = filmOf([
  picture(3_000, 'kernel'),
  picture(1_000, 'bios'),
  picture(2_000, 'bios'),
  gap(4_000, 'throttled'),
  gap(5_000, 'throttled'),
  picture(6_000, 'kernel'),
  picture(51_000, 'login'),
]);

describe('a film', () => {
  it('has its frames in order, and those in a row that show the same in one scene', () => {
    expect(film.frames.map(({ offsetMs }) => offsetMs)).toEqual([
      1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 51_000,
    ]);
    expect(film.scenes).toEqual([
      { first: 0, last: 1, sha256: 'bios', fromMs: 1_000, toMs: 2_000 },
      { first: 2, last: 2, sha256: 'kernel', fromMs: 3_000, toMs: 3_000 },
      { first: 3, last: 4, sha256: undefined, fromMs: 4_000, toMs: 5_000 },
      { first: 5, last: 5, sha256: 'kernel', fromMs: 6_000, toMs: 6_000 },
      { first: 6, last: 6, sha256: 'login', fromMs: 51_000, toMs: 51_000 },
    ]);
    expect(film.sceneOf).toEqual([0, 0, 1, 2, 2, 3, 4]);
  });

  it('keeps frames apart that are missing for different reasons', () => {
    const { scenes } = filmOf([gap(1_000, 'throttled'), gap(2_000, 'gone')]);
    expect(scenes).toHaveLength(2);
  });

  it('shows the last frame until a moment, and the first one before it', () => {
    expect(frameAt(film, 0)).toBe(0);
    expect(frameAt(film, 2_999)).toBe(1);
    expect(frameAt(film, 3_000)).toBe(2);
    expect(frameAt(film, 4_500)).toBe(3);
    expect(frameAt(film, 999_000)).toBe(6);
    expect(frameAt(filmOf([]), 1_000)).toBe(-1);
  });

  it('puts a frame that EC2 gave much too late where it was taken', () => {
    const late = picture(10_000, 'late', 18_000);
    const little = picture(11_000, 'little', 11_400);
    expect([momentOf(late), latenessOf(late)]).toEqual([18_000, 8_000]);
    expect([momentOf(little), latenessOf(little)]).toEqual([11_000, undefined]);
    const { frames } = filmOf([late, little]);
    expect(frames).toEqual([little, late]);
    // A list links to when it was due, and means the frame.
    expect(momentMeant(filmOf([late, little]), 10_000)).toBe(18_000);
    expect(momentMeant(filmOf([late, little]), 11_000)).toBe(11_000);
    expect(momentMeant(filmOf([late, little]), 10_001)).toBe(10_001);
  });

  it('goes to the next frame that differs, over gaps and over the same picture beyond them', () => {
    expect(frameThatDiffers(film, 0, 1)).toBe(2);
    expect(frameThatDiffers(film, 2, 1)).toBe(6);
    expect(frameThatDiffers(film, 6, 1)).toBeUndefined();
    expect(frameThatDiffers(film, 6, -1)).toBe(5);
    expect(frameThatDiffers(film, 5, -1)).toBe(0);
    expect(frameThatDiffers(film, 1, -1)).toBeUndefined();
    expect(frameThatDiffers(film, 3, 1)).toBe(5);
  });
});
