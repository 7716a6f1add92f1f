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

/** What is said, when, in ms. */
export type Line = [atMs: number, text: string];

// What the demo's guests really print, shortened: see ../../images.

/** Before the kernel has found the serial port: on the screen only. */
export const FIRMWARE: Line[] = [
  [100, 'SeaBIOS (version 1.16.2-debian-1.16.2-1)'],
  [250, 'Booting from Hard Disk...'],
];

/**
 * Up to the disk, on which the kernel looks for its root file system.
 *
 * @param root - the device that the boot loader names
 */
export const kernel = (root: string): Line[] => [
  [600, 'GRUB: booting Demo Linux'],
  [
    1000,
    '[    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)',
  ],
  [
    1000,
    `[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz root=${root} rootfstype=ext4 ro console=ttyS0,115200 console=tty0 net.ifnames=0 panic=0`,
  ],
  [
    1000,
    '[    0.000000] DMI: Amazon EC2 t3.micro, BIOS 1.16.2-debian-1.16.2-1 04/01/2014',
  ],
  [1000, '[    0.000000] random: crng init done'],
  [1000, '[    0.000000] printk: console [ttyS0] enabled'],
  [
    1200,
    '[    0.548846] smpboot: CPU0: AMD QEMU Virtual CPU version 2.5+ (family: 0xf, model: 0x6b, stepping: 0x1)',
  ],
  [
    1300,
    '[    0.837824] ACPI: PCI Root Bridge [PCI0] (domain 0000 [bus 00-ff])',
  ],
  [
    1300,
    '[    0.839660] acpi PNP0A08:00: _OSC: platform does not support [PCIeHotplug LTR]',
  ],
  [1400, '[    1.249840] nvme nvme0: pci function 0000:00:02.0'],
  [1450, '[    1.314357] nvme nvme0: 1/0/0 default/read/poll queues'],
  [1450, '[    1.340133] nvme nvme0: Ignoring bogus Namespace Identifiers'],
  [1450, '[    1.375737]  nvme0n1: p1'],
];

/** The root file system, and the init system on it. */
export const ROOT: Line[] = [
  [
    1600,
    '[    1.463114] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode. Quota mode: none.',
  ],
  [
    1650,
    '[    1.463611] VFS: Mounted root (ext4 filesystem) readonly on device 259:1.',
  ],
  [1700, '[    1.551962] Run /sbin/init as init process'],
  [1750, ''],
  [1750, 'Welcome to Demo Linux 1!'],
  [1750, ''],
  [1750, '[    1.822666] EXT4-fs (nvme0n1p1): re-mounted. Quota mode: none.'],
  [
    1750,
    '[  OK  ] Finished systemd-remount-fs.service - Remount Root and Kernel File Systems.',
  ],
];

export const NETWORK: Line[] = [
  [
    1900,
    '[  OK  ] Finished systemd-modules-load.service - Load Kernel Modules.',
  ],
  [1900, '[  OK  ] Started acpid.service - ACPI event daemon.'],
  [1900, '         Starting networking.service - Raise network interfaces...'],
  [2100, 'udhcpc: started, v1.35.0'],
  [2100, 'udhcpc: broadcasting discover'],
  [
    2100,
    'udhcpc: lease of 172.31.16.22 obtained from 172.31.16.1, lease time 86400',
  ],
  [
    2100,
    '[    2.950813] IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready',
  ],
  [2100, '[  OK  ] Finished networking.service - Raise network interfaces.'],
  [2100, '[  OK  ] Reached target network-online.target - Network is Online.'],
  [2200, '[  OK  ] Started dropbear.service - Lightweight SSH server.'],
];

export const NO_NETWORK: Line[] = [
  [
    1900,
    "modprobe: can't load module virtio_net (kernel/drivers/net/virtio_net.ko): No such file or directory",
  ],
  [
    1900,
    '[FAILED] Failed to start systemd-modules-load.service - Load Kernel Modules.',
  ],
  [1900, '[  OK  ] Started acpid.service - ACPI event daemon.'],
  [1900, '         Starting networking.service - Raise network interfaces...'],
  [2100, 'ip: SIOCGIFFLAGS: No such device'],
  [
    2100,
    '[FAILED] Failed to start networking.service - Raise network interfaces.',
  ],
];

/** The service's start; when it ends, and how, is the boot's own. */
export const SERVICE_STARTING: Line = [
  2300,
  '         Starting acme.service...',
];

export function serviceStarted(atMs: number): Line[] {
  return [
    [atMs, 'acme[122]: version 1.4.2 listens on port 8080'],
    [atMs, '[  OK  ] Started acme.service.'],
    [atMs, '[  OK  ] Reached target multi-user.target - Multi-User System.'],
  ];
}

export function serviceFailed(atMs: number, why: string): Line[] {
  return [
    [atMs, `acme[122]: FATAL: ${why}`],
    [atMs, '[FAILED] Failed to start acme.service.'],
    [atMs, "See 'systemctl status acme.service' for details."],
    [atMs, '[  OK  ] Reached target multi-user.target - Multi-User System.'],
  ];
}

export function login(host: string): Line[] {
  return [
    [2400, ''],
    [2400, `Demo Linux 1 ${host} /dev/ttyS0`],
    [2400, ''],
    [2400, `${host} login: `],
  ];
}

/** The boot loader names a root device that is not there. */
export const NO_ROOT: Line[] = [
  [1600, "[    1.688274] /dev/root: Can't open blockdev"],
  [
    1600,
    '[    1.688690] VFS: Cannot open root device "nvme1n1p1" or unknown-block(0,0): error -6',
  ],
  [
    1600,
    '[    1.688872] Please append a correct "root=" boot option; here are the available partitions:',
  ],
  [1600, '[    1.689322] 103:00000     131072 nvme0n1 '],
  [1600, '[    1.689449]  (driver?)'],
  [1600, '[    1.689603]   103:00001     130048 nvme0n1p1 00000000-01'],
  [1600, '[    1.689669] '],
  [
    1600,
    '[    1.689939] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
  ],
  [
    1650,
    '[    1.690246] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2',
  ],
  [
    1650,
    '[    1.690481] Hardware name: Amazon EC2 t3.micro, BIOS 1.16.2-debian-1.16.2-1 04/01/2014',
  ],
  [1650, '[    1.690729] Call Trace:'],
  [1650, '[    1.691837]  panic+0x118/0x2f4'],
  [1650, '[    1.691945]  mount_block_root+0x14e/0x1e6'],
  [1650, '[    1.692144]  prepare_namespace+0x136/0x165'],
  [
    1650,
    '[    1.693760] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---',
  ],
];

/** Somebody opens a file whose inode is broken. */
export function brokenInode(atMs: number): Line {
  return [
    atMs,
    '[    3.201854] EXT4-fs error (device nvme0n1p1): ext4_ext_check_inode:520: inode #368: comm sha256sum: pblk 0 bad header/extent: invalid magic - magic beef, entries 57005, max 4(0), depth 0(0)',
  ];
}

/** Somebody reads a place that the disk cannot read: the kernel asks for it again and again. */
export const BAD_SECTOR: Line[] = ['256', '8', '8'].flatMap(
  (blocks): Line[] => [
    [
      3500,
      `[    3.174839] nvme0n1: I/O Cmd(0x2) @ LBA 71072, ${blocks} blocks, I/O Error (sct 0x2 / sc 0x81) `,
    ],
    [
      3500,
      '[    3.175450] critical medium error, dev nvme0n1, sector 71072 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2',
    ],
  ],
);

/** Nothing to boot. */
export const NO_BOOT: Line[] = [
  [500, 'Boot failed: not a bootable disk'],
  [500, ''],
  [600, 'Booting from Floppy...'],
  [600, 'Boot failed: could not read the boot disk'],
  [600, ''],
  [700, 'No bootable device.'],
];
