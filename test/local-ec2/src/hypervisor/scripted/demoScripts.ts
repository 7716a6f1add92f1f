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

/** The demo's images, as the demo's Packer template names them. */
export type DemoVariant =
  | 'healthy'
  | 'wrong-root-device'
  | 'no-network-driver'
  | 'service-crashes'
  | 'slow-service'
  | 'unreadable-file'
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

/** What is said, when, in ms. */
type Line = [atMs: number, text: string];

const FIRMWARE: Line[] = [
  [100, 'SeaBIOS (version 1.16.2-debian-1.16.2-1)'],
  [250, 'Booting from Hard Disk...'],
];

const KERNEL: Line[] = [
  [600, 'GRUB loading.'],
  [800, 'Loading Linux ...'],
  [
    1000,
    '[    0.000000] Linux version 6.1.0-cloud-amd64 (gcc 12.2.0, GNU ld 2.40)',
  ],
  [
    1000,
    '[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p1 ro console=tty0 console=ttyS0',
  ],
  [1200, '[    0.214035] smpboot: CPU0: Intel Xeon Processor (family: 0x6)'],
  [1400, '[    0.862104] nvme nvme0: pci function 0000:00:03.0'],
  [1450, '[    0.901556] nvme nvme0: 1/0/0 default/read/poll queues'],
  [1450, '[    0.907719]  nvme0n1: p1'],
];

const ROOT: Line[] = [
  [
    1600,
    '[    1.041870] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode',
  ],
  [
    1650,
    '[    1.050121] VFS: Mounted root (ext4 filesystem) readonly on device 259:1.',
  ],
  [1700, '[    1.066305] Run /sbin/init as init process'],
  [1750, '[  OK  ] mounted /proc, /sys, /dev'],
];

const NETWORK: Line[] = [
  [1900, '[    1.310242] virtio_net virtio0 eth0: renamed from eth0'],
  [2100, '[  OK  ] network: eth0 172.31.16.10/20'],
  [2200, '[  OK  ] sshd listening on port 22'],
];

const LOGIN: Line = [3100, 'demo-image login: '];

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

/** Seven boots: two that end in a working service, five that fail as real images do. */
export const demoScripts: Record<DemoVariant, BootScript> = {
  healthy: {
    description: 'Boots, and its service answers after 3 s',
    ...played(FIRMWARE, [
      ...KERNEL,
      ...ROOT,
      ...NETWORK,
      [2900, '[  OK  ] demo-service: listening on port 8080'],
      LOGIN,
    ]),
    ...served(3000),
  },
  'slow-service': {
    description: 'Boots, and its service needs 15 s to start',
    ...played(FIRMWARE, [
      ...KERNEL,
      ...ROOT,
      ...NETWORK,
      [2900, '[ .... ] demo-service: warming its cache'],
      LOGIN,
      [8000, 'demo-service: cache 50 %'],
      [14_900, '[  OK  ] demo-service: listening on port 8080'],
    ]),
    ...served(15_000),
  },
  'wrong-root-device': {
    description: 'The boot loader names a root device that is not there',
    ...played(FIRMWARE, [
      ...KERNEL,
      [1600, "/dev/root: Can't open blockdev"],
      [
        1600,
        '[    1.040127] VFS: Cannot open root device "nvme0n1p9" or unknown-block(0,0): error -6',
      ],
      [
        1600,
        '[    1.041020] Please append a correct "root=" boot option; here are the available partitions:',
      ],
      [1600, '[    1.041733] 10300           98304 nvme0n1'],
      [
        1600,
        '[    1.042218] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
      ],
      [
        1650,
        '[    1.043504] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0-cloud-amd64 #1',
      ],
      [
        1650,
        '[    1.047910] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---',
      ],
    ]),
    ...UNREACHABLE,
  },
  'no-network-driver': {
    description: 'The module of its network device is missing',
    ...played(FIRMWARE, [
      ...KERNEL,
      ...ROOT,
      [
        1900,
        "insmod: can't insert '/lib/modules/virtio_net.ko': No such file or directory",
      ],
      [1900, '[FAILED] insmod virtio_net.ko'],
      [2100, '[FAILED] network: no such device: eth0'],
      [2900, '[  OK  ] demo-service: listening on port 8080'],
      LOGIN,
    ]),
    ...UNREACHABLE,
  },
  'service-crashes': {
    description: 'Boots, and its service ends at once',
    ...played(FIRMWARE, [
      ...KERNEL,
      ...ROOT,
      ...NETWORK,
      [2900, 'demo-service: FATAL: config key DATABASE_URL is missing'],
      [2950, '[FAILED] demo-service: exited with status 1'],
      LOGIN,
    ]),
    ...UNSERVED,
  },
  'unreadable-file': {
    description:
      'A file of its service has a broken inode; all else looks fine',
    ...played(FIRMWARE, [
      ...KERNEL,
      ...ROOT,
      ...NETWORK,
      [
        2800,
        '[    2.230871] EXT4-fs error (device nvme0n1p1): ext4_lookup: inode #1207: comm demo-service: iget: checksum invalid',
      ],
      [2900, 'demo-service: cannot read /opt/demo/app.conf: Bad message'],
      [2950, '[FAILED] demo-service: exited with status 1'],
      LOGIN,
    ]),
    ...UNSERVED,
  },
  'no-boot-sector': {
    description: 'Nothing to boot: only the screen tells',
    ...played(
      [
        ...FIRMWARE,
        [500, 'Boot failed: not a bootable disk'],
        [700, 'No bootable device.'],
      ],
      [],
    ),
    ...UNREACHABLE,
  },
};
