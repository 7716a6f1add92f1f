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

import { compareHardware } from './compareHardware';

/** A line of the kernel, at a time that is never the same. */
const kernel = (text: string) =>
  `[${(Math.random() * 9).toFixed(6).padStart(12)}] ${text}`;

const FIRST = [
  'Linux version 6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org)',
  'DMI: Amazon EC2 t3.micro/, BIOS 1.0 10/16/2017',
  'Memory: 936132K/1011304K available (14343K kernel code, 2327K rwdata)',
  'smp: Brought up 1 node, 2 CPUs',
].map(kernel);

/** What a network interface on the bus says. */
const ena = (slot: string, name = 'ens5') =>
  [
    `pci 0000:00:${slot}.0: [1d0f:ec20] type 00 class 0x020000`,
    `ena 0000:00:${slot}.0: ENA device version: 0.10`,
    `ena 0000:00:${slot}.0: Elastic Network Adapter (ENA) found at mem febf4000, mac addr 02:ab:cd:ef:01:23`,
    `ena 0000:00:${slot}.0 ${name}: renamed from eth0`,
  ].map(kernel);

/** What a volume says. */
const nvme = (number: number, slot: string) =>
  [
    `pci 0000:00:${slot}.0: [1d0f:8061] type 00 class 0x010802`,
    `nvme nvme${number}: pci function 0000:00:${slot}.0`,
    `nvme nvme${number}: 2/0/0 default/read/poll queues`,
    ` nvme${number}n1: p1 p14 p15`,
  ].map(kernel);

const LAST = [
  '[  OK  ] Reached target Multi-User System.',
  'Debian GNU/Linux 12 ip-10-0-0-12 ttyS0',
  'ip-10-0-0-12 login: ',
];

const log = (...parts: (string | string[])[]) => `${parts.flat().join('\n')}\n`;

const good = log(FIRST, nvme(0, '04'), nvme(1, '1f'), ena('05'), LAST);

/** What is told of each: the texts without their times. */
async function told(here: string, there: string) {
  const { missing, added } = await compareHardware(here, there);
  const texts = (lines: { text: string }[]) =>
    lines.map(({ text }) => text.replace(/^\[ *\d+\.\d+\] */, ''));
  return { missing: texts(missing), added: texts(added) };
}

const NOTHING = { missing: [], added: [] };

describe('compareHardware', () => {
  it('finds nothing in boots that differ only as all boots do', async () => {
    for (const here of [
      good,
      // Other times; other slots, addresses and numbers; another order.
      log(FIRST, ena('06', 'ens6'), nvme(1, '04'), nvme(0, '05'), LAST),
      log(FIRST, nvme(0, '04').reverse(), ena('05'), nvme(1, '1f'), LAST),
      // A little more memory is the firmware's affair.
      good.replace('1011304K', '1011288K'),
      // One line is said twice, another is in the middle of a prompt.
      log(FIRST, FIRST, nvme(0, '04'), nvme(1, '1f'), ena('05'), LAST),
      log(FIRST, nvme(0, '04'), nvme(1, '1f'), ena('05'), LAST).replace(
        `\n${LAST[0]}`,
        `\n${kernel('ena 0000:00:05.0 ens5: Link is Up')}\n${LAST[0]}`,
      ),
      good.replace(/\n(?=.*renamed from)/, '\nip-10-0-0-12 login: '),
    ]) {
      expect(await told(here, good)).toEqual(NOTHING);
      expect(await told(good, here)).toEqual(NOTHING);
    }
  });

  it('names what a device that is gone would have said, with its line in the log that has it', async () => {
    const without = log(FIRST, nvme(0, '04'), nvme(1, '1f'), LAST);
    expect(await told(without, good)).toEqual({
      missing: [
        'pci 0000:00:05.0: [1d0f:ec20] type 00 class 0x020000',
        'ena 0000:00:05.0: ENA device version: 0.10',
        'ena 0000:00:05.0: Elastic Network Adapter (ENA) found at mem febf4000, mac addr 02:ab:cd:ef:01:23',
        'ena 0000:00:05.0 ens5: renamed from eth0',
      ],
      added: [],
    });
    const { missing } = await compareHardware(without, good);
    expect(missing[0].text).toBe(good.split('\n')[missing[0].number - 1]);
    expect((await told(good, without)).added).toHaveLength(4);
  });

  it('counts devices: one volume of two that is gone is missing, whichever it is', async () => {
    const { missing, added } = await told(
      log(FIRST, nvme(0, '1f'), ena('05'), LAST),
      good,
    );
    expect(added).toEqual([]);
    expect(missing).toHaveLength(4);
    expect(missing).toContain('nvme nvme1: pci function 0000:00:1f.0');
  });

  it.each([
    ['1011304K', '2027112K', /^Memory: /],
    ['2 CPUs', '1 CPU', /CPU/],
    ['ens5', 'eth1', /renamed from eth0/],
    ['[1d0f:ec20]', '[8086:10ed]', /^pci /],
  ])('tells %s from %s', async (one, another, line) => {
    const changed = good.replace(one, another);
    expect(changed).not.toBe(good);
    expect(await told(changed, good)).toEqual({
      missing: [expect.stringMatching(line)],
      added: [expect.stringMatching(line)],
    });
  });

  it.each([
    [
      'md/raid1:md0: active with 2 out of 2 mirrors',
      'md/raid1:md0: active with 1 out of 2 mirrors',
    ],
    [
      'virtio_blk virtio1: [vda] 41943040 512-byte logical blocks (21.5 GB/20.0 GiB)',
      'virtio_blk virtio1: [vda] 20971520 512-byte logical blocks (10.7 GB/10.0 GiB)',
    ],
    [
      'sd 0:0:0:0: [sda] 41943040 512-byte logical blocks: (21.5 GB/20.0 GiB)',
      'sd 0:0:0:0: [sda] 20971520 512-byte logical blocks: (10.7 GB/10.0 GiB)',
    ],
    ['xvda: xvda1 xvda2', 'xvda: xvda1'],
    ["systemd-modules-load[212]: Inserted module 'br_netfilter'", ''],
    [
      '',
      'modprobe: FATAL: Module virtio_net not found in directory /lib/modules/6.1.0-56',
    ],
  ])('tells %j from %j', async (one, another) => {
    const boot = (line: string) => log(FIRST, line && kernel(line), LAST);
    expect(await told(boot(another), boot(one))).toEqual({
      missing: one ? [one] : [],
      added: another ? [another] : [],
    });
  });

  it.each([
    'xen:manage: shutdown',
    'virtio_ring: module verification failed: signature and/or required key missing - tainting kernel',
    'virtio_net virtio0 eth0: link becomes ready',
    'sd 0:0:0:0: [sda] Synchronizing SCSI cache',
    'EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode',
    'sshd: the nvme of my neighbour',
  ])('does not take %j for a difference', async line => {
    const other = log(FIRST, nvme(0, '04'), kernel(line), LAST);
    const here = log(FIRST, nvme(0, '04'), LAST);
    expect(await told(here, other)).toEqual(NOTHING);
    expect(await told(other, here)).toEqual(NOTHING);
  });

  it('says nothing of what a boot did not come to, or what was lost of its log', async () => {
    // It stops before the network: that its lines are missing is no finding of its own.
    const panic = kernel('Kernel panic - not syncing: VFS: Unable to mount');
    const stopped = log(FIRST, nvme(0, '04'), nvme(1, '1f'), panic);
    expect(await told(stopped, good)).toEqual(NOTHING);
    // It writes again what the other writes at its end, but once only.
    const mounted = kernel('EXT4-fs (nvme0n1p1): re-mounted. Quota: none.');
    expect(
      await told(
        log(FIRST, mounted, panic),
        log(FIRST, mounted, ena('05'), mounted),
      ),
    ).toEqual(NOTHING);

    const end = log(nvme(1, '1f'), ena('05'), LAST);
    expect(await told(end, good)).toEqual(NOTHING);
    expect(await told(good, end)).toEqual(NOTHING);
    // The good run was over before this boot had loaded its last drivers.
    const early = log(FIRST, nvme(0, '04'), nvme(1, '1f'));
    expect(await told(good, early)).toEqual(NOTHING);

    expect(await told('', good)).toEqual(NOTHING);
    expect(await told(good, '')).toEqual(NOTHING);
    expect(await told('nothing in common\n', good)).toEqual(NOTHING);
  });

  it('tells of bad news even after everything that both have', async () => {
    const late = [
      'nvme nvme0: I/O 528 QID 10 timeout, reset controller',
      'nvme nvme0: I/O 529 QID 11 timeout, reset controller',
      'nvme nvme0: Device not ready; aborting reset',
      'nvme nvme0: 2/0/0 other queues',
    ].map(kernel);
    expect(
      (
        await told(
          log(FIRST, nvme(0, '04'), late),
          log(FIRST, nvme(0, '04'), LAST),
        )
      ).added,
    ).toEqual([
      'nvme nvme0: I/O 528 QID 10 timeout, reset controller',
      'nvme nvme0: Device not ready; aborting reset',
    ]);
  });

  it('is bounded, whatever it is given', async () => {
    const devices = Array.from({ length: 5000 }, (_, at) =>
      kernel(`nvme nvme${at}: pci function 0000:00:${at % 10}0.0`),
    );
    const { missing, added } = await compareHardware(
      log(FIRST, LAST),
      log(FIRST, devices, LAST),
    );
    expect(missing).toHaveLength(100);
    expect(added).toEqual([]);

    for (const hostile of [
      'nvme '.repeat(400_000),
      '\n'.repeat(400_000),
      `${'nvme0n1: '.concat('p1 '.repeat(300))}\n`.repeat(1000),
      `xvda:${' xvda1'.repeat(100_000)}!`,
      `Memory: ${'1'.repeat(100_000)}K/`,
    ]) {
      expect(
        JSON.stringify(await compareHardware(hostile, good)).length,
      ).toBeLessThan(200 * 1024);
      expect((await compareHardware(hostile, hostile)).missing).toEqual([]);
    }
  });
});
