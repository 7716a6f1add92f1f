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

import { LINUX_LADDER } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NO_WELCOME, WELCOME } from './marks';
import type { Ladder, RungRule } from './RungRule';

const FIRMWARE: RungRule[] = [
  {
    stage: 'firmware',
    begins: true,
    lines: [
      String.raw`^SeaBIOS \(version`,
      String.raw`^UEFI firmware \(version`,
      String.raw`^(?:EDK II|TianoCore)`,
      // Every boot option that UEFI tries; the first is where it begins
      String.raw`^BdsDxe: (?:loading|starting|failed|no bootable)`,
    ],
  },
  {
    stage: 'firmware',
    lines: [
      String.raw`^Booting from (?:Hard Disk|DVD|CD|Floppy|ROM|[0-9a-f]{4}:[0-9a-f]{4})`,
      String.raw`^(?:iPXE|gPXE) (?:\(|initiali[sz]ing|\d)`,
      String.raw`^Boot failed: `,
      String.raw`^No bootable device`,
      String.raw`^UEFI Interactive Shell`,
      String.raw`^Start PXE over IPv[46]`,
      String.raw`^Machine UUID [0-9a-f]{8}-`,
    ],
  },
];

const BOOT_LOADER: RungRule[] = [
  {
    stage: 'boot-loader',
    begins: true,
    lines: [
      String.raw`^(?:Welcome to )?GRUB(?: loading|!|[: ]+booting)`,
      String.raw`^GNU GRUB +version`,
      // pv-grub, which Xen started before it could read disks
      String.raw`^Xen Minimal OS!`,
      String.raw`^(?:SYSLINUX|ISOLINUX|EXTLINUX) \d`,
      String.raw`^systemd-boot[ @]`,
      String.raw`^U-Boot \d{4}`,
    ],
  },
  {
    stage: 'boot-loader',
    lines: [
      // GRUB 2; the title stands between a grave accent and an apostrophe
      "^ *Booting (?:`|'|a command list)",
      String.raw`^Loading (?:Linux|initial ramdisk|kernel|vmlinuz)`,
      String.raw`^Loading .{0,60}vmlinu[xz]`,
      String.raw`^grub(?: rescue)?>`,
      String.raw`^Entering rescue mode`,
      String.raw`^Press any key to enter the menu`,
      String.raw`^The highlighted entry will be executed automatically`,
      // GRUB legacy
      String.raw`^root \(hd\d`,
      String.raw`Filesystem type is \w+, partition type`,
      String.raw`^\[Linux-bzImage, setup=`,
      String.raw`^Error \d+: .*(?:file|partition|disk|kernel|executable)`,
      // The kernel's own stub, which UEFI or a boot loader runs
      String.raw`^EFI stub: `,
      String.raw`^(?:Uncompressing|Decompressing) Linux`,
      String.raw`^Booting the kernel`,
      String.raw`^Executing '.*vmlinu`,
    ],
  },
];

const KERNEL: RungRule[] = [
  {
    stage: 'kernel',
    begins: true,
    lines: [
      String.raw`^Linux version \d`,
      String.raw`^Booting Linux on physical CPU`,
    ],
  },
  {
    stage: 'kernel',
    lines: [
      String.raw`^(?:Kernel )?command line: `,
      String.raw`^BIOS-provided physical RAM map`,
      String.raw`^efi: EFI v\d`,
      // Where the log does not show how it began, or only the screen is known
      String.raw`^Freeing unused kernel (?:image \(\w+\) )?memory: `,
      String.raw`^VFS: (?:Cannot open root device|Unable to mount root fs)`,
      String.raw`^(?:-+\[ end )?Kernel panic - not syncing\b`,
    ],
  },
];

const INITRAMFS: RungRule[] = [
  {
    stage: 'initramfs',
    lines: [
      String.raw`^Run /(?:linuxrc|r?d?init) as init process`,
      // dracut and the systemd in it
      String.raw`^dracut(?:-[a-z-]+)?(?:\[\d+\])?: `,
      String.raw`^systemd\[1\]: Running in init(?:rd|ial RAM disk)`,
      String.raw`^Welcome to .*\(initramfs\)`,
      String.raw`^Entering emergency mode\. Exit the shell to continue`,
      String.raw`\bdracut:/#`,
      // initramfs-tools
      String.raw`^Loading, please wait`,
      String.raw`^Begin: (?:Loading essential drivers|Running /scripts/|Mounting root|Waiting for|Retrying)`,
      String.raw`^\(initramfs\)`,
      // mkinitcpio
      String.raw`^:: (?:running (?:early )?hook|mounting .* on real root|triggering uevents)`,
      // Alpine's mkinitfs
      String.raw`^Alpine Init \d`,
      String.raw`^\* ?Mounting boot media`,
    ],
    // dracut also makes the RAM disk for crash dumps, in the running system
    unless: [String.raw`^dracut(?:\[\d+\])?: (?:Executing|\*\*\* )`],
  },
];

const ROOT_MOUNTED: RungRule[] = [
  {
    stage: 'root-mounted',
    lines: [
      String.raw`^VFS: Mounted root \(`,
      String.raw`^dracut: (?:Mounted root filesystem|Switching root)`,
      String.raw`Mounted sysroot\.mount\b`,
      String.raw`Mounted /sysroot\b`,
      String.raw`^systemd\[1\]: Switching root`,
      String.raw`^Begin: Running /scripts/(?:local|nfs|init)-bottom`,
      String.raw`^\* ?Mounting root: ok`,
      // The initial RAM disk mounts nothing else; whether it is the root device is looked at by `rootDevice.ts`
      String.raw`^EXT[234]-fs(?: warning)? \(.{1,64}\): mounted filesystem`,
      String.raw`^EXT3-fs: mounted filesystem`,
      String.raw`^XFS \(.{1,64}\): Ending (?:clean mount|recovery)`,
      String.raw`^Ending clean XFS mount for filesystem`,
      String.raw`^BTRFS info \(.{1,90}\): (?:first mount of filesystem|enabling ssd|disk space caching|using free space tree|has skinny extents)`,
    ],
    // `Mounted root` after the attempt failed is none
    unless: [String.raw`failed to mount`],
  },
];

const INIT: RungRule[] = [
  {
    stage: 'init',
    lines: [
      // The kernel says which program it runs; the initial RAM disk's is `/init`
      String.raw`^Run /(?:usr/)?(?:s?bin|lib|etc)/\S+ as init process`,
      WELCOME,
      // sysvinit, upstart, BusyBox, OpenRC, runit, s6
      String.raw`^INIT: version \S+ booting`,
      String.raw`^init: \S+ (?:main|pre-start|post-start) process`,
      String.raw`^init started: BusyBox`,
      String.raw`^OpenRC \S+ is starting up`,
      String.raw`^- runit: enter stage: /etc/runit/`,
      String.raw`^s6-rc: info: service`,
    ],
    unless: NO_WELCOME,
  },
  {
    stage: 'init',
    outsideInitrd: true,
    // The systemd of the initial RAM disk says the same before root is mounted
    after: 'root-mounted',
    lines: [
      String.raw`^systemd\[1\]: `,
      String.raw`^\[ *(?:OK|FAILED|DEPEND|INFO|WARN) *\] `,
      String.raw`^cloud-init\[\d+\]: `,
      String.raw`^Starting (?:udev|Journal Service|kernel event manager)`,
    ],
  },
];

const NETWORK: RungRule[] = [
  {
    stage: 'network',
    outsideInitrd: true,
    lines: [
      String.raw`Reached target (?:network-online\.target|Network is Online)`,
      // cloud-init's table of devices: one that is up and has an address
      String.raw`ci-info: \| +(?:e[nt][a-z0-9]+|bond\d+|br\d+) +\| +True +\| +\d`,
      String.raw`ci-info: e[nt][a-z0-9]+ +: *(?:1|True) +\d`,
      // systemd-networkd, NetworkManager, wicked, netplan's renderers
      String.raw`\be[nt][a-z0-9]+: DHCPv[46] address \S+`,
      String.raw`NetworkManager state is now CONNECTED`,
      String.raw`device \(e[nt][a-z0-9]+\): Activation: successful, device activated`,
      String.raw`^wicked: e[nt][a-z0-9]+ +up\b`,
      String.raw`^e[nt][a-z0-9]+ +up$`,
      // DHCP clients: ISC, dhcpcd, udhcpc
      String.raw`\bDHCPACK (?:of|from|\()`,
      String.raw`^(?:dhclient(?:\[\d+\])?: )?bound to \d+\.\d+\.\d+\.\d+`,
      String.raw`\be[nt][a-z0-9]+: leased \d+\.\d+\.\d+\.\d+`,
      String.raw`\blease of \d+\.\d+\.\d+\.\d+ obtained`,
      // SysV scripts and others that say it in words
      String.raw`(?:Bringing up interface|Determining IP information for) e[nt][a-z0-9]+(?::|\.\.\.).*(?:\[ *OK *\]|done)`,
      String.raw`^\[ *OK *\] (?:Started network on|network:) e[nt][a-z0-9]+:? \d+\.\d+`,
      String.raw`^\[ *OK *\] Started network on e[nt][a-z0-9]+: \d`,
      String.raw`^\* ?(?:Starting|Bringing up interface) .*networking.*\[ *ok *\]`,
    ],
    unless: [String.raw`\bfail`],
  },
];

const SERVICES: RungRule[] = [
  {
    stage: 'services',
    outsideInitrd: true,
    lines: [
      String.raw`Reached target (?:multi-user\.target|Multi-User)`,
      String.raw`Reached target (?:graphical\.target|Graphical Interface)`,
      String.raw`Cloud-init v\. .* finished at `,
      String.raw`^systemd\[1\]: Startup finished in `,
      String.raw`^INIT: Entering runlevel: ?[2-5]`,
      String.raw`^(?:\* ?)?Starting (?:sshd|crond|OpenBSD Secure Shell server).*(?:\[ *ok *\]|done|sshd\.$)`,
      String.raw`^\* ?Starting (?:sshd|local) ?\.\.\.`,
    ],
    unless: [String.raw`\bfail`],
  },
];

const LOGIN: RungRule[] = [
  {
    stage: 'login',
    lines: [
      // What getty asks: one word, and at most what another program writes after it
      String.raw`^[A-Za-z0-9(][A-Za-z0-9._()-]{0,253}(?: \(?(?:tty\w+|console|hvc0)\)?)? login: *$`,
      String.raw`^ip-\d+-\d+-\d+-\d+\S* login:`,
      String.raw`^(?:localhost|debian|ubuntu|\(none\)) login:`,
      // The prompt after the end of another program's line
      String.raw`\bip-\d+-\d+-\d+-\d+\S* login: *$`,
    ],
    unless: [String.raw`^last login:`],
  },
];

/** How the console of a Linux tells how far its boot has come. */
export const linux: Ladder = {
  platform: 'linux',
  stages: LINUX_LADDER,
  rules: [
    ...FIRMWARE,
    ...BOOT_LOADER,
    ...KERNEL,
    ...INITRAMFS,
    ...ROOT_MOUNTED,
    ...INIT,
    ...NETWORK,
    ...SERVICES,
    ...LOGIN,
  ],
};
