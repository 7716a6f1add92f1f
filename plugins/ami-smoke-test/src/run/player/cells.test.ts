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

import { filmOf } from '../film/film';
import { cellsOf } from './cells';

const film = filmOf(
  ['bios', 'bios', 'bios', 'kernel'].map((sha256, second) => ({
    offsetMs: second * 1_000,
    sha256,
  })),
);

const placesOf = (opened: number[]) =>
  cellsOf(film, new Set(opened)).map(({ first, last, toggle }) => [
    first,
    last,
    toggle,
  ]);

it('collapses frames that are the same into one place, which opens them', () => {
  expect(placesOf([])).toEqual([
    [0, 2, 'open'],
    [3, 3, undefined],
  ]);
});

it('gives each frame of an opened scene a place, and the first the way back', () => {
  expect(placesOf([0])).toEqual([
    [0, 0, 'close'],
    [1, 1, undefined],
    [2, 2, undefined],
    [3, 3, undefined],
  ]);
});
