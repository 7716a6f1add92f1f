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

/** Where the services of the tests listen. */
export const PORT = 8080;

/** Boots, and answers after half a second. */
export const HEALTHY: BootScript = {
  screen: [
    { atMs: 0, lines: ['Booting'] },
    { atMs: 400, lines: ['Booting', 'login:'] },
  ],
  console: [
    { atMs: 0, text: 'Linux version 6.1\r\n' },
    { atMs: 300, text: 'login: ' },
  ],
  network: [{ atMs: 0, up: true }],
  ports: {
    [PORT]: [{ atMs: 500, state: 'open', http: { '/health': { body: 'ok' } } }],
  },
};
/** Boots like `HEALTHY`, and answers when it is told to. */
export function answersAfter(atMs: number): BootScript {
  const http = { '/health': { body: 'ok' } };
  return { ...HEALTHY, ports: { [PORT]: [{ atMs, state: 'open', http }] } };
}
/** Its network answers, and nothing listens. */
export const REFUSING: BootScript = { ...HEALTHY, ports: {} };
/** Nothing ever answers. */
export const SILENT: BootScript = { ...HEALTHY, network: [] };
/** Does not find its root device, and waits for somebody to type. */
export const WITHOUT_ROOT: BootScript = {
  ...SILENT,
  console: [
    { atMs: 0, text: 'Linux version 6.1.0\r\n' },
    { atMs: 0, text: 'Run /init as init process\r\n' },
    {
      atMs: 300,
      text: 'ALERT!  /dev/sda1 does not exist.  Dropping to a shell!\r\n\r\n(initramfs) ',
    },
  ],
};
