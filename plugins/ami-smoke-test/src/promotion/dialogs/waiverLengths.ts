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

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is offered at first, in days. */
export const USUAL_DAYS = 7;

/** What else is offered, in days. */
const LENGTHS = [1, 3, USUAL_DAYS, 14, 30];

/** A browser's clock may be ahead of the database's by so much, in ms. */
const CLOCK_TOLERANCE_MS = 10 * 60 * 1000;

/** For how many days a waiver may be given, ascending; the most that is allowed is the last one. */
export function lengthsUpTo(maxDays: number | undefined): number[] {
  if (maxDays === undefined) return LENGTHS;
  return [...LENGTHS.filter(days => days < maxDays), maxDays];
}

/** When a waiver that is given now ends; never later than is allowed. */
export function endOf(days: number, maxDays: number | undefined): Date {
  const isMost = days === maxDays;
  return new Date(
    Date.now() + days * DAY_MS - (isMost ? CLOCK_TOLERANCE_MS : 0),
  );
}
