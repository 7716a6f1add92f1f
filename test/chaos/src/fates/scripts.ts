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
import { PORT } from './times';

type Port = NonNullable<BootScript['ports']>[string][number];

const BOOT: BootScript = {
  screen: [
    { atMs: 0, lines: ['Booting from Hard Disk...'] },
    { atMs: 800, lines: ['Linux version 6.1', 'Mounting /'] },
    { atMs: 2_000, lines: ['Linux version 6.1', 'Mounting /', 'login:'] },
  ],
  console: [
    { atMs: 100, text: '[    0.000000] Linux version 6.1\r\n' },
    { atMs: 900, text: '[    0.900000] EXT4-fs: mounted filesystem\r\n' },
    { atMs: 2_000, text: '\r\nlogin: ' },
  ],
  network: [{ atMs: 300, up: true }],
};

const serves = (atMs: number, status = 200): Port => ({
  atMs,
  state: 'open',
  http: { '/health': { status, body: '{"status":"ok"}' } },
});

/** Boots, and its port is as it is said. */
function boots(...port: Port[]): BootScript {
  return { ...BOOT, ports: { [PORT]: port } };
}

/** Answers from a moment on. */
export const answersAt = (atMs: number): BootScript => boots(serves(atMs));
/** The network answers, and nothing listens. */
export const REFUSES: BootScript = boots();
/** Nothing ever answers. */
export const SILENT: BootScript = { ...BOOT, network: [] };
/** Something answers, and never what is asked for. */
export const ANSWERS_WRONGLY: BootScript = boots(serves(500, 500));
/** First it is not ready and says so. */
export const GETS_READY: BootScript = boots(serves(500, 503), serves(2_500));
/** Dies while it boots. */
export const PANICS: BootScript = {
  ...BOOT,
  screen: [
    ...(BOOT.screen ?? []),
    { atMs: 1_500, lines: ['Kernel panic - not syncing: VFS'] },
  ],
  console: [
    { atMs: 100, text: '[    0.000000] Linux version 6.1\r\n' },
    { atMs: 1_500, text: '[    1.500000] Kernel panic - not syncing: VFS\r\n' },
  ],
  network: [
    { atMs: 300, up: true },
    { atMs: 1_500, up: false },
  ],
};
/** Shuts itself down while it boots. */
export const POWERS_OFF: BootScript = { ...REFUSES, powerOffAtMs: 1_800 };
