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

/** The moment in an address, `?t=12.0` in seconds, in ms; nothing when there is none or it makes no sense. */
export function momentOfSearch(search: string): number | undefined {
  const text = new URLSearchParams(search).get('t');
  if (text === null || text.trim() === '') return undefined;
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.round(seconds * 1000)
    : undefined;
}

/** The same address with another moment; nothing else in it changes. */
export function searchWithMoment(
  search: string,
  momentMs: number | undefined,
): string {
  const params = new URLSearchParams(search);
  if (momentMs === undefined) params.delete('t');
  else params.set('t', secondsOf(momentMs));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** The first line that a hash like `#L120-L131` names. */
export function lineOfHash(hash: string): number | undefined {
  const match = /^#L(\d+)/.exec(hash);
  return match ? Number(match[1]) : undefined;
}

function secondsOf(ms: number): string {
  return ms % 100 === 0 ? (ms / 1000).toFixed(1) : String(ms / 1000);
}
