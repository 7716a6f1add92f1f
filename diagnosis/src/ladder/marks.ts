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

/** Lines that are no rung and yet change what others mean. */
export interface Mark {
  is:
    | 'initrd-entered'
    | 'initrd-left'
    | 'boot-ended'
    | 'crash-kernel'
    | 'other-system'
    | 'command-line';
  lines: readonly string[];
  unless?: readonly string[];
}

/** systemd and the init scripts of the RHEL family greet, the ones of the initial RAM disk with a word that says so. */
export const WELCOME = String.raw`^Welcome to +[a-z]\S*`;
export const NO_WELCOME: readonly string[] = [
  String.raw`initramfs`,
  String.raw`\bdracut-\d`,
  String.raw`^Welcome to (?:GRUB|emergency mode|rescue mode|the )`,
];

export const MARKS: readonly Mark[] = [
  {
    // An initial RAM disk that runs systemd says much that sounds like the system's own
    is: 'initrd-entered',
    lines: [
      String.raw`^systemd\[1\]: Running in init(?:rd|ial RAM disk)`,
      String.raw`^Welcome to .*\(initramfs\)`,
      String.raw`\bsysroot\b`,
      String.raw`\binitrd-[a-z-]+\.(?:target|service)`,
      String.raw`^dracut(?:-[a-z-]+)?(?:\[\d+\])?: `,
    ],
  },
  {
    is: 'initrd-left',
    lines: [
      String.raw`^systemd\[1\]: Switching root`,
      String.raw`^dracut: Switching root`,
      // The journal of the initial RAM disk is told to end
      String.raw`^systemd-journald\[\d+\]: Received SIGTERM from PID 1`,
      WELCOME,
    ],
    unless: NO_WELCOME,
  },
  {
    is: 'boot-ended',
    lines: [
      String.raw`^Kernel panic - not syncing`,
      String.raw`^(?:reboot: )?(?:Restarting system|machine restart|Power down)`,
      String.raw`^reboot: `,
      String.raw`^Rebooting in \d+ seconds`,
      String.raw`Reached target (?:Reboot|reboot\.target|System Reboot)`,
      String.raw`^INIT: Switching to runlevel: [06]`,
    ],
  },
  {
    // kdump's: it is no boot of its own, but comes to save what is left of one
    is: 'crash-kernel',
    lines: [String.raw`command line: .*\belfcorehdr=`],
  },
  {
    is: 'other-system',
    lines: [
      String.raw`^Copyright .*The (?:FreeBSD Project|NetBSD Foundation)`,
      String.raw`^(?:FreeBSD|OpenBSD|NetBSD) \d+\.\d`,
      String.raw`^FreeBSD/SMP`,
    ],
  },
  {
    is: 'command-line',
    lines: [
      String.raw`^(?:Kernel )?command line: `,
      // A command of a traced script (`set -x`), before it runs
      String.raw`^cloud-init\[\d+\]: \++ `,
    ],
  },
];
