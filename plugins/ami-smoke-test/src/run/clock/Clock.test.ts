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

import { Clock } from './Clock';

const EXTENT = { restMs: 8_000, newestMs: 8_000, endMs: 9_000 };

it('stays with the newest until somebody moves, and goes back to it when asked', () => {
  const clock = new Clock(undefined);
  clock.lay(EXTENT);
  expect(clock.state.momentMs).toBe(8_000);
  clock.lay({ restMs: 9_000, newestMs: 9_000, endMs: 9_000 });
  expect(clock.state.momentMs).toBe(9_000);

  clock.seek(3_000);
  clock.lay({ restMs: 12_000, newestMs: 12_000, endMs: 12_000 });
  expect(clock.state).toMatchObject({ momentMs: 3_000, moved: true });

  clock.follow();
  expect(clock.state).toMatchObject({ momentMs: 12_000, moved: false });
});

it('keeps the moment of a link, although what is there is known only later', () => {
  const clock = new Clock(5_000);
  clock.lay(EXTENT);
  expect(clock.state.momentMs).toBe(5_000);
});

it('brings the moment of a link into the run once its end is known', () => {
  const clock = new Clock(99_999_000);
  clock.lay({ restMs: 0, newestMs: 0, endMs: 0 });
  expect(clock.state.momentMs).toBe(99_999_000);
  clock.lay(EXTENT);
  expect(clock.state).toMatchObject({ momentMs: 9_000, moved: true });
});

it('cannot be moved out of the run', () => {
  const clock = new Clock(undefined);
  clock.lay(EXTENT);
  clock.seek(-1);
  expect(clock.state.momentMs).toBe(0);
  clock.seek(99_000);
  expect(clock.state.momentMs).toBe(9_000);
});

it('plays from here, stops at the newest, and begins again from there', () => {
  const clock = new Clock(undefined);
  clock.lay(EXTENT);
  clock.seek(7_000);
  clock.play();
  clock.advance(7_500);
  expect(clock.state).toMatchObject({ momentMs: 7_500, playing: true });
  clock.advance(8_200);
  expect(clock.state).toMatchObject({ momentMs: 8_000, playing: false });
  clock.play();
  expect(clock.state).toMatchObject({ momentMs: 0, playing: true });
  clock.pause();
  clock.advance(500);
  expect(clock.state.momentMs).toBe(0);
});

it('tells only of changes', () => {
  const clock = new Clock(2_000);
  const listener = jest.fn();
  const unsubscribe = clock.subscribe(listener);
  clock.seek(2_000);
  expect(listener).not.toHaveBeenCalled();
  clock.seek(2_001);
  expect(listener).toHaveBeenCalledTimes(1);
  unsubscribe();
  clock.seek(2_002);
  expect(listener).toHaveBeenCalledTimes(1);
});
