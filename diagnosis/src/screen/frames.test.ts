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

import sharp from 'sharp';
import { drawRows } from './__testUtils__/drawScreen';
import { printFrame } from './framePrint';
import { framesThatMatter } from './framesThatMatter';
import { standstill } from './standstill';

const LOG = Array.from(
  { length: 20 },
  (_, row) => `[    ${row}.123456] pci 0000:00:0${row}.0: a device of the boot`,
);

/** One screenshot every five seconds. */
const filmOf = (prints: string[]) =>
  prints.map((print, index) => ({
    offsetMs: index * 5000,
    print,
    sha256: print,
  }));

const print = async (rows: string[], quality?: number) =>
  printFrame(await drawRows(rows, { quality }));

describe('printFrame', () => {
  it('is small, and the same for the same picture however it was compressed', async () => {
    expect((await print(LOG)).length).toBeLessThanOrEqual(2048);
    const film = filmOf([
      await print(LOG, 90),
      await print(LOG, 60),
      await print(LOG, 80),
    ]);
    expect(standstill(film)?.kind).toBe('frozen');
  });

  it('refuses what is no picture', async () => {
    const cut = (await drawRows(LOG)).subarray(0, 9000);
    for (const picture of [Buffer.from('no'), cut]) {
      await expect(printFrame(picture)).rejects.toThrow(
        'The picture cannot be read',
      );
    }
  });
});

describe('standstill', () => {
  let still: string;
  let cursor: string;
  let more: string;

  beforeAll(async () => {
    still = await print([...LOG, 'grub>']);
    cursor = await print([...LOG, 'grub> _']);
    more = await print([...LOG, 'grub>', 'error: no such partition']);
  });

  it('is frozen since the first frame that shows what the last does', () => {
    expect(
      standstill(filmOf([more, more, still, still, still, still])),
    ).toEqual({ kind: 'frozen', sinceMs: 10_000, untilMs: 25_000 });
  });

  it('tells a blinking cursor from nothing', () => {
    expect(
      standstill(filmOf([more, still, cursor, still, still, cursor])),
    ).toEqual({ kind: 'cursor-only', sinceMs: 5000, untilMs: 25_000 });
  });

  it('takes a short new text for news, and not for a cursor', () => {
    expect(standstill(filmOf([still, still, cursor, cursor, cursor]))).toEqual({
      kind: 'frozen',
      sinceMs: 10_000,
      untilMs: 20_000,
    });
  });

  it.each([
    ['text', ['[|]', '[/]', '[-]', '[\\]'], 720, 400],
    [
      'a text of systemd',
      ['[*    ] 8s', '[**   ] 9s', '[***  ] 10s', '[ *** ] 11s'],
      1024,
      768,
    ],
  ])('tells a spinner of %s', async (_, phases, width, height) => {
    const prints = await Promise.all(
      phases.map(async phase =>
        printFrame(
          await drawRows([...LOG, `${phase} waiting`], { width, height }),
        ),
      ),
    );
    const film = filmOf([...prints, ...prints, prints[0], prints[2]]);
    expect(standstill(film)).toMatchObject({ kind: 'cursor-only', sinceMs: 0 });
  });

  it('tells the ring of dots of Windows', async () => {
    const ring = async (turn: number) => {
      const dots = Array.from({ length: 5 }, (_, dot) => {
        const angle = (turn + dot * 0.5) % (2 * Math.PI);
        const x = 512 + 24 * Math.cos(angle);
        const y = 500 + 24 * Math.sin(angle);
        return `<circle cx="${x}" cy="${y}" r="4" fill="white"/>`;
      });
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="768"><rect width="100%" height="100%" fill="#0078d7"/>${dots.join(
        '',
      )}</svg>`;
      return printFrame(await sharp(Buffer.from(svg)).jpeg().toBuffer());
    };
    const prints = await Promise.all([0, 2, 4, 6, 1, 3, 5, 0.5].map(ring));
    expect(standstill(filmOf(prints))).toMatchObject({ kind: 'cursor-only' });
  });

  it('is none while the screen scrolls, for a moment, or of nothing', async () => {
    const scrolling = await Promise.all(
      [0, 1, 2, 3].map(from => print(LOG.slice(from))),
    );
    expect(standstill(filmOf(scrolling))).toBeUndefined();
    expect(standstill(filmOf([more, still, still]))).toBeUndefined();
    expect(standstill(filmOf([still]))).toBeUndefined();
    expect(standstill([])).toBeUndefined();
  });
});

describe('framesThatMatter', () => {
  it('are the last, the one that stood longest, and the first different ones, six at most', async () => {
    const prints = await Promise.all(
      Array.from({ length: 12 }, (_, index) => print(LOG.slice(index))),
    );
    const film = filmOf([
      ...prints.slice(0, 8),
      ...[8, 8, 8, 8].map(index => prints[index]),
      ...prints.slice(9),
    ]);
    expect(framesThatMatter(film)).toEqual([
      0, 5000, 10_000, 15_000, 55_000, 70_000,
    ]);
  });

  it('leave out what is empty, and read what differs by a cursor once, as it stood last', async () => {
    const empty = await print([]);
    const still = await print([...LOG, 'grub>']);
    const cursor = await print([...LOG, 'grub> _']);
    const film = filmOf([empty, still, cursor, still, cursor, empty]);
    expect(framesThatMatter(film)).toEqual([20_000]);
    expect(framesThatMatter(filmOf([empty, empty]))).toEqual([]);
  });

  it('are each picture once, though it came again', async () => {
    const one = await print(LOG);
    const other = await print(LOG.slice(5));
    expect(framesThatMatter(filmOf([one, other, one, other]))).toEqual([
      0, 15_000,
    ]);
  });
});
