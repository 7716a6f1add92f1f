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

import { diagnose } from '../diagnose';

function climb(...lines: string[]) {
  const { platform, furthestStage, stages } = diagnose({
    console: lines.join('\n'),
  });
  return { platform, furthestStage, stages: stages.map(({ stage }) => stage) };
}

const KERNEL = [
  '[    0.000000] Linux version 6.1.0-cloud-amd64 (gcc 12.2.0)',
  '[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p1 ro console=ttyS0',
];
const MOUNTED =
  '[    1.041870] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode. Opts: (null)';

describe('the rung of one line', () => {
  it.each([
    ['firmware', 'SeaBIOS (version rel-1.16.2-0-gea1b7a073390)'],
    ['firmware', 'Booting from Hard Disk...'],
    ['firmware', 'BdsDxe: loading Boot0001 "UEFI Amazon Elastic Block Store"'],
    ['boot-loader', 'GRUB loading.'],
    ['boot-loader', 'Welcome to GRUB!'],
    ['boot-loader', 'GNU GRUB  version 2.06'],
    ['boot-loader', "  Booting `Amazon Linux (6.1.66-91.160.amzn2023.x86_64)'"],
    ['boot-loader', ' Filesystem type is ext2fs, partition type 0x83'],
    ['boot-loader', 'Xen Minimal OS!'],
    ['boot-loader', 'EFI stub: Booting Linux Kernel...'],
    ['kernel', '[    0.000000] Linux version 4.14.355-275.570.amzn2.x86_64'],
    ['kernel', '[    0.000000] Booting Linux on physical CPU 0x0000000000'],
    [
      'kernel',
      '[    0.56] Freeing unused kernel image (initmem) memory: 3104K',
    ],
    [
      'kernel',
      '[    1.0] VFS: Cannot open root device "xvda1" or unknown-block(0,0): error -6',
    ],
    [
      'kernel',
      '---[ end Kernel panic - not syncing: Attempted to kill init! ]---',
    ],
    ['initramfs', '[    0.81] Run /init as init process'],
    ['initramfs', 'Loading, please wait...'],
    ['initramfs', 'Begin: Running /scripts/init-premount ... done.'],
    [
      'initramfs',
      '[    2.1] dracut-initqueue[289]: Warning: Not all disks found',
    ],
    ['initramfs', ':: running early hook [udev]'],
    ['initramfs', 'Welcome to Amazon Linux 2023 dracut-055-6 (Initramfs)!'],
    [
      'root-mounted',
      '[    1.05] VFS: Mounted root (ext4 filesystem) readonly on device 259:1.',
    ],
    ['root-mounted', MOUNTED],
    ['root-mounted', '[    3.8] XFS (nvme0n1p1): Ending clean mount'],
    ['root-mounted', '[  OK  ] Mounted /sysroot.'],
    ['root-mounted', 'Begin: Running /scripts/local-bottom ... done.'],
    ['init', '[    1.06] Run /sbin/init as init process'],
    ['init', 'Welcome to Ubuntu 22.04.3 LTS!'],
    ['init', '\t\tWelcome to  Amazon Linux AMI release 2018.03'],
    ['init', 'INIT: version 2.88 booting'],
    ['init', '   OpenRC 0.48 is starting up Linux 6.1.62-0-virt (x86_64)'],
    ['init', 'init started: BusyBox v1.36.1'],
    [
      'network',
      '[  OK  ] Reached target network-online.target - Network is Online.',
    ],
    ['network', '[  OK  ] Reached target Network is Online.'],
    [
      'network',
      'ci-info: |  eth0  | True |         172.31.7.9          | 255.255.240.0 | global | 02:aa |',
    ],
    [
      'network',
      'Mar  3 10:00:01 ip-10-0-0-1 dhclient[900]: bound to 10.0.0.12 -- renewal in 1652 seconds.',
    ],
    [
      'network',
      'udhcpc: lease of 10.0.0.12 obtained from 10.0.0.1, lease time 3600',
    ],
    ['network', '[  OK  ] Started network on eth0: 10.0.2.15.'],
    ['services', '[  OK  ] Reached target Multi-User System.'],
    [
      'services',
      '[  OK  ] Reached target multi-user.target - Multi-User System.',
    ],
    [
      'services',
      '[   14.2] cloud-init[1020]: Cloud-init v. 22.2.2 finished at Tue, 01 Nov 2022 10:00:00 +0000. Datasource DataSourceEc2Local.  Up 14.20 seconds',
    ],
    ['services', 'Starting sshd:                                   [  OK  ]'],
    ['login', 'ip-10-0-0-1 login: '],
    ['login', 'localhost login:'],
    [
      'login',
      'ip-172-31-0-9.ec2.internal login: [   30.1] random: crng init done',
    ],
    ['login', '\u001b[H\u001b[Jdemo-image login: '],
    ['boot-manager', 'Windows Boot Manager'],
    [
      'sysprep-undeployable',
      '2023/05/01 10:00:00Z: SysprepState=IMAGE_STATE_UNDEPLOYABLE',
    ],
    [
      'sysprep-complete',
      '2023/05/01 10:00:00Z: Windows sysprep configuration complete.',
    ],
    [
      'waiting-for-metadata',
      '2023/05/01 10:00:00Z: Waiting for meta-data accessibility...',
    ],
    ['metadata-available', '2023/05/01 10:00:00Z: Meta-data is now available.'],
    ['drivers', '2023/05/01 10:00:00Z: Driver: AWS NVMe Driver v1.4.2'],
    [
      'rdp-certificate',
      '2023/05/01 10:00:00Z: RDPCERTIFICATE-SUBJECTNAME: EC2AMAZ-ABCDEFG',
    ],
    ['ssm-agent', '2023/05/01 10:00:00Z: SSM: Amazon SSM Agent v3.1.1856.0'],
    ['ready', '2023/05/01 10:00:00Z: Message: Windows is Ready to use'],
  ])('is %s: %s', (stage, line) => {
    expect(climb(line).furthestStage).toBe(stage);
  });

  it.each([
    'audit: type=1106 audit(1.2:3): pid=1 op=login: acct="root"',
    'systemd-logind[500]: New seat seat0, login: none',
    'Last login: Mon Jan  1 00:00:00 2024 on ttyS0',
    'FreeBSD 14.0-RELEASE amd64',
    '[    1.0] efi: EFI v2.7 by EDK II, loaded'.replace(
      'efi: EFI v2.7 by ',
      'DMI: ',
    ),
    'ASTG1 4 unit login: #a1b2c3',
    '',
  ])('is none: %s', line => {
    expect(climb(line).furthestStage).toBeNull();
  });
});

describe('a rung that only sounds like one', () => {
  it('a menu of GRUB that lists Windows is none of Windows', () => {
    const title = 'GNU GRUB  version 2.06';
    const entry = '| Windows Boot Manager (on /dev/sda1)                    |';
    expect(climb(title, entry).furthestStage).toBe('boot-loader');
    expect(climb(title, entry).platform).toBe('linux');
    expect(climb('Windows Boot Manager').platform).toBe('windows');
  });

  it('a network driver of the kernel is no network', () => {
    expect(
      climb(
        ...KERNEL,
        '[    1.2] ena 0000:00:05.0: Elastic Network Adapter (ENA) found at mem febf4000',
        '[    1.3] ena 0000:00:05.0 eth0: Link is Up',
      ).furthestStage,
    ).toBe('kernel');
  });

  it('another file system than the one of root is not root', () => {
    expect(
      climb(
        ...KERNEL,
        '[    1.9] EXT4-fs (nvme1n1p1): mounted filesystem with ordered data mode',
      ).furthestStage,
    ).toBe('kernel');
    expect(climb(...KERNEL, MOUNTED).furthestStage).toBe('root-mounted');
  });

  it('root may have another name on the command line than in the kernel', () => {
    expect(
      climb(
        KERNEL[0],
        '[    0.0] Kernel command line: root=/dev/xvda1 ro',
        MOUNTED,
      ).furthestStage,
    ).toBe('root-mounted');
  });

  it('the systemd of the initial RAM disk is not init', () => {
    const initrd = [
      ...KERNEL,
      '[    1.1] Run /init as init process',
      '[    1.2] systemd[1]: systemd 252.4 running in system mode (+PAM)',
      '[    1.2] systemd[1]: Running in initrd.',
      'Welcome to Amazon Linux 2023 dracut-055-6.amzn2023 (Initramfs)!',
      '[  OK  ] Reached target sysinit.target - System Initialization.',
      '[    3.1] XFS (nvme0n1p1): Ending clean mount',
      '[  OK  ] Reached target initrd-fs.target - Initrd File Systems.',
      '[    3.3] systemd[1]: Reached target Network is Online.',
    ];
    expect(climb(...initrd).furthestStage).toBe('root-mounted');
    expect(
      climb(
        ...initrd,
        '[    4.0] systemd-journald[189]: Received SIGTERM from PID 1 (systemd).',
        '[    4.4] systemd[1]: systemd 252.4 running in system mode (+PAM)',
      ).furthestStage,
    ).toBe('init');
  });

  it('a rung that was passed silently is not made up', () => {
    expect(climb(...KERNEL, 'localhost login:').stages).toEqual([
      'kernel',
      'login',
    ]);
  });
});

describe('a log without its beginning', () => {
  it('is climbed from where it begins', () => {
    expect(
      climb('[   12.1] systemd[1]: Started Journal Service.').furthestStage,
    ).toBe('init');
  });
});

describe('the platform', () => {
  it.each([
    ['linux', KERNEL[0]],
    ['windows', 'Message: Windows is Ready to use'],
    ['unknown', 'SeaBIOS (version 1.16.2)'],
    [
      'unknown',
      'Copyright (c) 1992-2023 The FreeBSD Project.\nAmnesiac login:',
    ],
  ])('is %s: %s', (platform, line) => {
    expect(climb(line).platform).toBe(platform);
  });
});

describe('several boots in one log', () => {
  const good = [...KERNEL, MOUNTED, 'localhost login:'];

  it('tells of the last', () => {
    const { furthestStage, stages } = diagnose({
      console: [
        ...good,
        '[   99.0] reboot: Restarting system',
        ...KERNEL,
        MOUNTED,
      ].join('\n'),
    });
    expect(furthestStage).toBe('root-mounted');
    expect(stages.map(({ evidence }) => evidence.line)).toEqual([6, 8]);
  });

  it('takes the first lines of a kernel that come twice for one boot', () => {
    expect(
      diagnose({ console: [...KERNEL, ...KERNEL, MOUNTED].join('\n') })
        .stages[0].evidence.line,
    ).toBe(1);
  });

  it('tells of the one before, when the last has only just begun', () => {
    expect(
      climb(
        ...KERNEL,
        MOUNTED,
        '[    3.0] reboot: Restarting system',
        KERNEL[0],
      ).furthestStage,
    ).toBe('root-mounted');
  });

  it('does not take the kernel that saves a crash for a boot', () => {
    expect(
      climb(
        ...KERNEL,
        MOUNTED,
        '[    9.0] Kernel panic - not syncing: Fatal exception',
        KERNEL[0],
        '[    0.0] Kernel command line: root=/dev/nvme0n1p1 elfcorehdr=0x1000',
      ).furthestStage,
    ).toBe('root-mounted');
  });

  it('finds that it restarts again and again, and not that it did so before it was up', () => {
    const vain = [...KERNEL, MOUNTED, '[    2.0] reboot: Restarting system'];
    const ids = (lines: string[]) =>
      diagnose({ console: lines.join('\n') }).findings.map(({ id }) => id);
    expect(ids([...vain, ...vain, ...vain])).toContain('boot-loop');
    expect(ids([...vain, ...vain])).not.toContain('boot-loop');
    expect(
      ids([
        ...vain,
        ...vain,
        ...vain,
        ...KERNEL,
        '[  OK  ] Reached target Multi-User System.',
      ]),
    ).not.toContain('boot-loop');
  });
});

describe('a screen', () => {
  it('adds its rungs, at its offset', () => {
    expect(
      diagnose({
        screens: [
          { offsetMs: 1000, text: 'SeaBIOS (version 1.16.2)' },
          { offsetMs: 3000, text: 'Linux version 6.1.0\nlocalhost login:' },
        ],
      }).stages.map(({ stage, evidence }) => [stage, evidence.offsetMs]),
    ).toEqual([
      ['firmware', 1000],
      ['kernel', 3000],
      ['login', 3000],
    ]);
  });

  it('begins no boot, since it shows what was before as well', () => {
    expect(
      diagnose({
        console: [...KERNEL, MOUNTED, 'localhost login:'].join('\n'),
        screens: [{ offsetMs: 1000, text: 'Linux version 6.1.0' }],
      }).furthestStage,
    ).toBe('login');
  });
});
