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

import type { Screenshot } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A frame that was taken later than this after it was due, in ms, stands at the moment it was taken. */
const LATE_MS = 1_000;

/** Frames in a row that show the same, or that are missing for the same reason. */
export interface Scene {
  /** Position of its first frame in the film. */
  first: number;
  /** Position of its last frame in the film. */
  last: number;
  /** Of the picture; nothing when it is missing. */
  sha256: string | undefined;
  /** The moment of its first frame, in ms from online. */
  fromMs: number;
  /** The moment of its last frame, in ms from online. */
  toMs: number;
}

/** The frames of a run in the order of their moments, and the scenes they make. */
export interface Film {
  frames: Screenshot[];
  scenes: Scene[];
  /** The position of each frame's scene. */
  sceneOf: number[];
}

/** Puts frames in order and tells which ones in a row show the same. */
export function filmOf(screenshots: Screenshot[]): Film {
  const frames = [...screenshots].sort((a, b) => momentOf(a) - momentOf(b));
  const scenes: Scene[] = [];
  const sceneOf = frames.map((frame, index) => {
    const scene = scenes.at(-1);
    if (scene && showSame(frames[scene.last], frame)) {
      scene.last = index;
      scene.toMs = momentOf(frame);
    } else {
      scenes.push({
        first: index,
        last: index,
        sha256: frame.sha256,
        fromMs: momentOf(frame),
        toMs: momentOf(frame),
      });
    }
    return scenes.length - 1;
  });
  return { frames, scenes, sceneOf };
}

/** When a frame shows what it shows, in ms from online: when it was due, unless EC2 answered much later. */
export function momentOf(frame: Screenshot): number {
  return latenessOf(frame) === undefined
    ? frame.offsetMs
    : frame.takenAtMs ?? frame.offsetMs;
}

/**
 * The moment that is meant by one in an address: lists of frames know of each only when it was due, so that moment means the frame
 * itself, whenever it was taken.
 */
export function momentMeant(film: Film, momentMs: number): number {
  const frame = film.frames.find(({ offsetMs }) => offsetMs === momentMs);
  return frame ? momentOf(frame) : momentMs;
}

/** By how much a frame was taken too late, in ms; nothing when it was taken in time. */
export function latenessOf(frame: Screenshot): number | undefined {
  const late = (frame.takenAtMs ?? frame.offsetMs) - frame.offsetMs;
  return late > LATE_MS ? late : undefined;
}

/**
 * The frame that is shown at a moment: the last one taken until then, the first one before that.
 *
 * @returns its position; -1 when there is none at all
 */
export function frameAt(film: Film, momentMs: number): number {
  const index = film.frames.findLastIndex(frame => momentOf(frame) <= momentMs);
  return film.frames.length === 0 ? -1 : Math.max(0, index);
}

/**
 * The nearest frame in a direction that shows something else.
 *
 * @param index - where to begin
 * @returns the position of the first frame of that scene; nothing when there is none
 */
export function frameThatDiffers(
  film: Film,
  index: number,
  direction: 1 | -1,
): number | undefined {
  const shown = film.frames[index]?.sha256;
  let at = film.sceneOf[index] + direction;
  for (; film.scenes[at]; at += direction) {
    const { sha256, first } = film.scenes[at];
    if (sha256 !== undefined && sha256 !== shown) return first;
  }
  return undefined;
}

function showSame(a: Screenshot, b: Screenshot): boolean {
  return a.sha256 === b.sha256 && a.missing === b.missing;
}
