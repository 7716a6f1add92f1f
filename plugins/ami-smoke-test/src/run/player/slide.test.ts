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

import { slideBy } from './slide';

const FRAMES = [1_000, 2_000, 6_000];

it('goes from frame to frame, else second by second', () => {
  expect(slideBy('ArrowRight', 1_500, FRAMES, 9_000)).toBe(2_000);
  expect(slideBy('ArrowUp', 6_000, FRAMES, 9_000)).toBe(6_000);
  expect(slideBy('ArrowLeft', 1_500, FRAMES, 9_000)).toBe(1_000);
  expect(slideBy('ArrowRight', 1_500, [], 9_000)).toBe(2_500);
  expect(slideBy('ArrowDown', 1_500, [], 9_000)).toBe(500);
});

it('goes further with the page keys, and to either end', () => {
  expect(slideBy('PageUp', 1_500, FRAMES, 40_000)).toBe(5_500);
  expect(slideBy('PageDown', 1_500, FRAMES, 5_000)).toBe(500);
  expect(slideBy('Home', 1_500, FRAMES, 40_000)).toBe(0);
  expect(slideBy('End', 1_500, FRAMES, 40_000)).toBe(40_000);
  expect(slideBy('Tab', 1_500, FRAMES, 40_000)).toBeUndefined();
});
