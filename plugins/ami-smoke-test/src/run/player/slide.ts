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

/** How far an arrow goes where there are no frames to go by, in ms. */
const STEP_MS = 1_000;
/** How much of the run Page Up and Page Down go over. */
const PAGE_SHARE = 0.1;

/**
 * Where a key moves the slider of the moment, as https://www.w3.org/WAI/ARIA/apg/patterns/slider/ has it. An arrow goes to the next
 * frame, or a second on where there is none.
 *
 * @param frames - the moments of the frames that are shown, ascending
 * @returns the new moment, which may lie outside of the run; nothing when the key is no slider's
 */
export function slideBy(
  key: string,
  momentMs: number,
  frames: number[],
  endMs: number,
): number | undefined {
  const page = Math.max(STEP_MS, endMs * PAGE_SHARE);
  const previous = () =>
    frames.length > 0
      ? frames.findLast(at => at < momentMs) ?? momentMs
      : momentMs - STEP_MS;
  const next = () =>
    frames.length > 0
      ? frames.find(at => at > momentMs) ?? momentMs
      : momentMs + STEP_MS;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return previous();
    case 'ArrowRight':
    case 'ArrowUp':
      return next();
    case 'PageDown':
      return momentMs - page;
    case 'PageUp':
      return momentMs + page;
    case 'Home':
      return 0;
    case 'End':
      return endMs;
    default:
      return undefined;
  }
}
