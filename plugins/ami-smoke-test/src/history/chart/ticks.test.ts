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
import { ticksUpTo } from './ticks';

it.each([
  [0, [0, 1]],
  [900, [0, 1]],
  [4_000, [0, 1, 2, 3, 4]],
  [4_001, [0, 2, 4, 6]],
  [47_000, [0, 15, 30, 45, 60]],
  [10 * 60_000, [0, 300, 600]],
  [26 * 3_600_000, [0, 7, 14, 21, 28].map(hours => hours * 3_600)],
])('counts up to %i ms in round steps', (highestMs, seconds) => {
  expect(ticksUpTo(highestMs)).toEqual(seconds.map(one => one * 1000));
});
