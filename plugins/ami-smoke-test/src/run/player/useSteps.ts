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

import { useMemo } from 'react';
import { useClock } from '../clock';
import { type Film, frameAt, frameThatDiffers, momentOf } from '../film/film';

/** The ways to go from the frame that is shown to another one. */
export interface Steps {
  previous: () => void;
  next: () => void;
  previousDifferent: () => void;
  nextDifferent: () => void;
  first: () => void;
  last: () => void;
  playOrPause: () => void;
}

/** Moves the clock frame by frame. */
export function useSteps(film: Film): Steps {
  const clock = useClock();
  return useMemo(() => {
    const here = () => frameAt(film, clock.state.momentMs);
    const go = (index: number | undefined) => {
      const frame = index === undefined ? undefined : film.frames[index];
      if (frame) clock.seek(momentOf(frame));
    };
    return {
      previous: () => go(here() - 1),
      next: () => go(here() + 1),
      previousDifferent: () => go(frameThatDiffers(film, here(), -1)),
      nextDifferent: () => go(frameThatDiffers(film, here(), 1)),
      first: () => go(0),
      last: () => go(film.frames.length - 1),
      playOrPause: () => (clock.state.playing ? clock.pause() : clock.play()),
    };
  }, [clock, film]);
}
