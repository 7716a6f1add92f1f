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

import { useEffect } from 'react';
import type { Clock } from './Clock';
import { useClockValue } from './ClockProvider';
import { beyondStillness } from './stillness';

/** A tick is never counted as longer than this, in ms: a tab in the background stands still. */
const LONGEST_TICK_MS = 250;

/**
 * Moves the clock on while it plays, jumping over stretches in which nothing changes.
 *
 * @param changes - the moments at which something changes, ascending, in ms from online
 */
export function usePlayback(clock: Clock, changes: number[]) {
  const playing = useClockValue(state => state.playing);
  useEffect(() => {
    if (!playing) return undefined;
    let last = performance.now();
    let request = requestAnimationFrame(function tick(now) {
      const passed = Math.min(Math.max(now - last, 0), LONGEST_TICK_MS);
      last = now;
      const { momentMs, speed } = clock.state;
      clock.advance(beyondStillness(changes, momentMs + passed * speed));
      request = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(request);
  }, [clock, playing, changes]);
}
