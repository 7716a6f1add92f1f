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

import type { ScreenText } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Film } from './film';

/**
 * What was read from a frame, or from another one that shows the same: of those only one is read.
 *
 * @param index - position of the frame
 */
export function textOfFrame(
  film: Film,
  texts: ScreenText[],
  index: number,
): string | undefined {
  const frame = film.frames[index];
  if (frame?.sha256 === undefined) return undefined;
  const same = new Set(
    film.frames
      .filter(({ sha256 }) => sha256 === frame.sha256)
      .map(({ offsetMs }) => offsetMs),
  );
  return texts.find(({ offsetMs }) => same.has(offsetMs))?.text;
}
