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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { diagnose } from '../diagnose';
import { drawRows, drawScreen } from './__testUtils__/drawScreen';
import { ScreenReader } from './ScreenReader';

jest.setTimeout(120_000);

const fixture = (name: string) =>
  readFileSync(join(__dirname, '__fixtures__', name));

const headlineOf = (text: string) =>
  diagnose({ screens: [{ offsetMs: 45_000, text }] }).headline;

describe('ScreenReader', () => {
  const reader = new ScreenReader();

  afterAll(() => reader.close());

  // Screens of QEMU, the first as the JPEG that EC2 gives.
  it.each([
    ['no-bootable-device.jpg', 'No bootable device', 'no-bootable-device'],
    ['grub-rescue.png', 'grub rescue>', 'grub-partition-missing'],
    ['kernel-panic.png', 'Kernel panic - not sync', 'root-device-missing'],
  ])('reads %s, whose text is found', async (name, text, id) => {
    const read = await reader.read(fixture(name));
    expect(read).toContain(text);
    expect(headlineOf(read)).toMatchObject({
      id,
      evidence: { source: 'screen', offsetMs: 45_000 },
    });
  });

  it('makes lines whole that the screen wrapped in the middle of a word', async () => {
    const read = await reader.read(fixture('kernel-panic.png'));
    expect(read).toMatch(/Unable to mount root fs on unknown-block\(0,0\)$/m);
    expect(read.trimEnd().split('\n')).toHaveLength(19);
  });

  it('reads a dense screen of 1024x768', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, row) =>
        `[   ${row}.924540] systemd[1]: Mounted dev-hugepages.mount, and unit number ${row} of a boot`,
    );
    rows.push('[   47.1] Kernel panic - not syncing: Attempted to kill init!');
    const read = await reader.read(
      await drawRows(rows, { width: 1024, height: 768 }),
    );
    expect(read.match(/Mounted dev-hugepages.mount/g)).toHaveLength(30);
    expect(headlineOf(read)?.category).toBe('kernel');
  });

  it.each([
    ['INACCESSIBLE_BOOT_DEVICE', 'windows-boot-disk-inaccessible'],
    ['CRITICAL_PROCESS_DIED', 'windows-critical-process-died'],
  ])('reads the stop code %s off a blue screen', async (code, id) => {
    const white = { colour: '#ffffff', font: 'DejaVuSans' as const, x: 100 };
    const screen = await drawScreen(
      [
        { ...white, text: ':(', y: 80, size: 110 },
        {
          ...white,
          text: 'Your PC ran into a problem and needs to restart. We are just',
          y: 280,
          size: 24,
        },
        {
          ...white,
          text: 'collecting some error info, and then we will restart for you.',
          y: 312,
          size: 24,
        },
        { ...white, text: '20% complete', y: 380, size: 24 },
        { ...white, text: `Stop code: ${code}`, y: 520, size: 14 },
      ],
      { width: 1024, height: 768, background: '#0078d7' },
    );
    const read = await reader.read(screen);
    expect(headlineOf(read)?.id).toBe(id);
  });

  it('reads dark colours, and black on white', async () => {
    const lines = [
      { text: '[FAILED] Failed to start acme.service.', y: 0 },
      { text: '[DEPEND] Dependency failed for Local File Systems.', y: 16 },
    ];
    const colours = ['#aa0000', '#aa5500'];
    const dark = await drawScreen([
      { text: '[  OK  ] Started Journal Service.', y: 32 },
      ...lines.map((line, row) => ({ ...line, colour: colours[row] })),
    ]);
    const light = await drawScreen(
      lines.map(line => ({ ...line, colour: '#000000' })),
      { background: 'white' },
    );
    for (const screen of [dark, light]) {
      const read = await reader.read(screen);
      expect(read).toContain('Failed to start acme.service');
      expect(read).toContain('Dependency failed for Local File Systems');
    }
  });

  it('reads nothing off an empty screen', async () => {
    expect((await reader.read(await drawRows([]))).trim()).toBe('');
  });

  it.each([
    ['empty', Buffer.alloc(0), /is empty/],
    ['no picture', Buffer.from('[    0.0] Linux version'), /cannot be read/],
    [
      'cut off',
      fixture('no-bootable-device.jpg').subarray(0, 9000),
      /cannot be read/,
    ],
    [
      'a program',
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      ),
      /is svg; it must be one of jpeg, png/,
    ],
  ])('refuses a picture that is %s, and goes on', async (_, picture, why) => {
    const refused = reader.read(picture);
    const next = reader.read(fixture('grub-rescue.png'));
    await expect(refused).rejects.toThrow(why);
    expect(await next).toContain('grub rescue>');
  });

  it('refuses a picture that would take gigabytes', async () => {
    const bomb = await sharp({
      create: { width: 10_000, height: 10_000, channels: 3, background: 'red' },
    })
      .png()
      .toBuffer();
    await expect(reader.read(bomb)).rejects.toThrow(
      'The picture has 10000 x 10000 pixels, which is no screen',
    );
  });

  it('gives up a picture that takes too long, and the worker with it', async () => {
    const hasty = new ScreenReader({ timeoutMs: 1 });
    const reads = [1, 2].map(() => hasty.read(fixture('kernel-panic.png')));
    for (const read of reads) {
      await expect(read).rejects.toThrow('could not be read in 0.001 s');
    }
    await hasty.close();
  });

  it('leaves out a picture that nobody wants any more, and reads the next', async () => {
    const left = new AbortController();
    const reads = [
      reader.read(fixture('grub-rescue.png')),
      reader.read(fixture('kernel-panic.png'), left.signal),
      reader.read(fixture('no-bootable-device.jpg')),
    ];
    left.abort(new Error('The run is over'));
    await expect(reads[1]).rejects.toThrow('The run is over');
    expect(await reads[0]).toContain('grub rescue>');
    expect(await reads[2]).toContain('No bootable device');
  });

  it('gives up everything when it is closed, and has no thread then', async () => {
    const closing = new ScreenReader();
    await closing.read(fixture('grub-rescue.png'));
    const reads = Array.from({ length: 20 }, () =>
      closing.read(fixture('kernel-panic.png')),
    );
    const ends = Promise.allSettled(reads);
    await closing.close();
    for (const end of await ends) {
      expect(end).toMatchObject({
        status: 'rejected',
        reason: { message: 'No more pictures are read' },
      });
    }
    await expect(closing.read(fixture('grub-rescue.png'))).rejects.toThrow(
      'No more pictures are read',
    );
  });

  it('writes no file, and ends its worker when there is nothing to read', async () => {
    const workers = () =>
      process.getActiveResourcesInfo().filter(each => each === 'MessagePort')
        .length;
    await reader.close();
    while (workers() > 0) await new Promise(done => setTimeout(done, 10));
    const before = readdirSync('.');
    const idle = new ScreenReader({ idleMs: 10 });
    const reading = idle.read(fixture('grub-rescue.png'));
    while (workers() === 0) await new Promise(done => setTimeout(done, 1));
    await reading;
    while (workers() > 0) await new Promise(done => setTimeout(done, 10));
    expect(await idle.read(fixture('grub-rescue.png'))).toContain('rescue');
    await idle.close();
    expect(readdirSync('.')).toEqual(before);
  });
});
