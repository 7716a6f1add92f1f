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

const startedAt = performance.now();

/** The seconds since the start of this process, as text of one width. */
function elapsed() {
  return ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
}

/** Prints what is being done, with the time since the start. */
export function say(text) {
  console.log(`[${elapsed()} s] ${text}`);
}

/** Seconds for a reader: `4.2 s`, `3 min 07 s`. */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(
    2,
    '0',
  )} s`;
}

/** A failure that the reader can do something about: its message is all there is to show. */
export class PlainError extends Error {}
