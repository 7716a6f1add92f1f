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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Whether both are the same AMI: id, region and account. */
export function isSame(one: Image, other: Image): boolean {
  return (
    one.imageId === other.imageId &&
    one.region === other.region &&
    one.accountId === other.accountId
  );
}

/** Whether both are the same images, in whatever order. */
export function areSame(some: Image[], others: Image[]): boolean {
  return (
    some.length === others.length &&
    some.every(image => others.some(other => isSame(image, other)))
  );
}

/** An image with where it is, e.g. `ami-0abc… in eu-central-1 (account 123456789012)`. */
export function place({ imageId, region, accountId }: Image): string {
  return `${imageId} in ${region} (account ${accountId})`;
}

/** An instant for people, in UTC: `2026-11-23 10:00 UTC`. */
export function inWords(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** How long ago, roughly: `3 h ago`. */
export function ago(at: Date, now: Date): string {
  return `${duration(now.getTime() - at.getTime())} ago`;
}

/** A duration, roughly: `5 min`, `3 h`, `12 days`. */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}
