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

import { BootScript, HttpAnswer } from './BootScript';
import {
  BAD_SECTOR,
  brokenInode,
  FIRMWARE,
  kernel,
  Line,
  login,
  NETWORK,
  NO_BOOT,
  NO_NETWORK,
  NO_ROOT,
  ROOT,
  SERVICE_STARTING,
  serviceFailed,
  serviceStarted,
} from './guestLines';

/** The demo's images, as the demo's Packer template names them. */
export type DemoVariant =
  | 'healthy'
  | 'wrong-root-device'
  | 'no-network-driver'
  | 'service-crashes'
  | 'slow-service'
  | 'unreadable-file'
  | 'unreadable-data'
  | 'read-errors'
  | 'no-boot-sector';

/** The port of the demo's service. */
const PORT = '8080';

const HEALTHY: Record<string, HttpAnswer> = {
  '/health': {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"status":"ok"}',
    delayMs: 0,
  },
};

const NETWORK_UP_MS = 2100;

/**
 * Turns lines into a script: the console gets those written to the serial port, the screen all of them.
 *
 * @param onScreenOnly - shown before the kernel has found the serial port
 */
function played(
  onScreenOnly: Line[],
  onBoth: Line[],
): Pick<BootScript, 'screen' | 'console'> {
  const all = [...onScreenOnly, ...onBoth].sort(([a], [b]) => a - b);
  const moments = [...new Set(all.map(([atMs]) => atMs))];
  return {
    screen: moments.map(moment => ({
      atMs: moment,
      lines: all.filter(([atMs]) => atMs <= moment).map(([, text]) => text),
    })),
    console: onBoth.map(([atMs, text]) => ({ atMs, text: `${text}\r\n` })),
  };
}

function served(atMs: number): Pick<BootScript, 'network' | 'ports'> {
  return {
    network: [{ atMs: NETWORK_UP_MS, up: true }],
    ports: { [PORT]: [{ atMs, state: 'open', http: HEALTHY }] },
  };
}

/** The network answers, and nothing listens. */
const UNSERVED: Pick<BootScript, 'network' | 'ports'> = {
  network: [{ atMs: NETWORK_UP_MS, up: true }],
  ports: { [PORT]: [{ atMs: 0, state: 'closed' }] },
};

/** Nothing ever answers. */
const UNREACHABLE: Pick<BootScript, 'network' | 'ports'> = {
  ports: { [PORT]: [] },
};

const HOST = 'ip-172-31-16-22';
const KERNEL = kernel('/dev/nvme0n1p1');
const BOOTED: Line[] = [...KERNEL, ...ROOT, ...NETWORK, SERVICE_STARTING];

/** Nine boots: two that end in a working image, seven that fail as real images do. */
export const demoScripts: Record<DemoVariant, BootScript> = {
  healthy: {
    description: 'Boots, and its service answers after 3 s',
    ...played(FIRMWARE, [...BOOTED, ...login(HOST), ...serviceStarted(2900)]),
    ...served(3000),
  },
  'slow-service': {
    description: 'Boots, and its service needs 23 s to start',
    ...played(FIRMWARE, [
      ...BOOTED,
      ...login(HOST),
      ...[1, 2, 3, 4].map(
        (part): Line => [
          2900 + (part - 1) * 5000,
          `acme[122]: migrating data, part ${part} of 4`,
        ],
      ),
      [22_900, 'acme[122]: data is migrated'],
      ...serviceStarted(22_900),
    ]),
    ...served(23_000),
  },
  'wrong-root-device': {
    description: 'The boot loader names a root device that is not there',
    ...played(FIRMWARE, [...kernel('/dev/nvme1n1p1'), ...NO_ROOT]),
    ...UNREACHABLE,
  },
  'no-network-driver': {
    description: 'The module of its network device is missing',
    ...played(FIRMWARE, [
      ...KERNEL,
      ...ROOT,
      ...NO_NETWORK,
      SERVICE_STARTING,
      ...login('(none)'),
      ...serviceStarted(2900),
    ]),
    ...UNREACHABLE,
  },
  'service-crashes': {
    description: 'Boots, and its service ends at once',
    ...played(FIRMWARE, [
      ...BOOTED,
      ...login(HOST),
      ...serviceFailed(2900, 'config key DATABASE_URL is missing'),
    ]),
    ...UNSERVED,
  },
  'unreadable-file': {
    description:
      'A file that its service does not need has a broken inode; all looks fine',
    ...played(FIRMWARE, [
      ...BOOTED,
      ...login(HOST),
      ...serviceStarted(2900),
      brokenInode(3500),
    ]),
    ...served(3000),
  },
  'unreadable-data': {
    description: 'The file without which its service does not start is broken',
    ...played(FIRMWARE, [
      ...BOOTED,
      ...login(HOST),
      brokenInode(2900),
      ...serviceFailed(
        2900,
        "cannot read its data: sha256sum: can't open '/srv/acme/data.bin': Structure needs cleaning",
      ),
    ]),
    ...UNSERVED,
  },
  'read-errors': {
    description: 'A place on its disk cannot be read; all looks fine',
    ...played(FIRMWARE, [
      ...BOOTED,
      ...login(HOST),
      ...serviceStarted(2900),
      ...BAD_SECTOR,
    ]),
    ...served(3000),
  },
  'no-boot-sector': {
    description: 'Nothing to boot: only the screen tells',
    ...played([...FIRMWARE, ...NO_BOOT], []),
    ...UNREACHABLE,
  },
};
