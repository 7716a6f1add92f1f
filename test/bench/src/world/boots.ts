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

import type { BootScript } from '@ami-smoke-test/local-ec2';

/** For how long the screen shows something new each second. */
const BUSY_SECONDS = 20;

/** A boot whose service answers so many seconds after the power was switched on, and that says so all the way. */
export function boot(answersAfterSeconds: number): BootScript {
  const lines = Array.from(
    { length: BUSY_SECONDS },
    (_, second) => `[ ${second}.000000] Started unit number ${second}.`,
  );
  return {
    screen: lines.map((_, second) => ({
      atMs: second * 1000,
      lines: lines.slice(0, second + 1),
    })),
    console: lines.map((line, second) => ({
      atMs: second * 1000 + 100,
      text: `${line}\r\n`,
    })),
    network: [{ atMs: 1000, up: true }],
    ports: {
      8080: [
        {
          atMs: answersAfterSeconds * 1000,
          state: 'open',
          http: { '/health': { body: '{"status":"ok"}' } },
        },
      ],
    },
  };
}

/** So many moments between two, scattered evenly, and the same each time. */
export function scattered(
  count: number,
  from: number,
  until: number,
): number[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from(
    { length: count },
    (_, index) => from + (until - from) * (((index + 1) * golden) % 1),
  );
}
