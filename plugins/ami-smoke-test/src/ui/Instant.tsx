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

import { useSyncExternalStore } from 'react';
import { halfMinutes } from './halfMinutes';

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
];

/**
 * An instant in the reader's zone and language, `3 minutes ago` or as a date and time, with the exact one on hover.
 *
 * @param props - `at`: RFC 3339
 */
export function Instant(props: { at: string; form?: 'ago' | 'full' }) {
  const { at, form = 'ago' } = props;
  const date = new Date(at);
  useSyncExternalStore(
    form === 'ago' ? halfMinutes.subscribe : never,
    halfMinutes.count,
  );
  return (
    <time dateTime={at} title={`${exact(date)} (${at})`}>
      {form === 'ago' ? ago(date, Date.now()) : short(date)}
    </time>
  );
}

/** How long ago it was, in words. */
export function ago(date: Date, now: number): string {
  let value = Math.min(0, (date.getTime() - now) / 1000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) {
      return new Intl.RelativeTimeFormat(undefined, {
        numeric: 'auto',
      }).format(Math.trunc(value), unit);
    }
    value /= size;
  }
  return exact(date);
}

// Made once: that takes much longer than to use it.
const SHORT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const EXACT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'full',
  timeStyle: 'long',
});

function short(date: Date): string {
  return SHORT.format(date);
}

function exact(date: Date): string {
  return EXACT.format(date);
}

/** A full date does not change. */
function never(): () => void {
  return () => {};
}
