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

import type { Film, Scene } from '../film/film';

/** One place of the film strip: a frame, or a scene that is collapsed into one. */
export interface Cell {
  /** Positions of its first and last frame in the film. */
  first: number;
  last: number;
  scene: Scene;
  /** Whether it is the place that opens or closes a scene of several frames. */
  toggle: 'open' | 'close' | undefined;
}

/**
 * The places of the film strip.
 *
 * @param opened - positions of the first frames of the scenes that are not collapsed
 */
export function cellsOf(film: Film, opened: ReadonlySet<number>): Cell[] {
  return film.scenes.flatMap((scene): Cell[] => {
    const { first, last } = scene;
    if (first === last) return [{ first, last, scene, toggle: undefined }];
    if (!opened.has(first)) return [{ first, last, scene, toggle: 'open' }];
    return Array.from({ length: last - first + 1 }, (_, n) => ({
      first: first + n,
      last: first + n,
      scene,
      toggle: n === 0 ? 'close' : undefined,
    }));
  });
}
