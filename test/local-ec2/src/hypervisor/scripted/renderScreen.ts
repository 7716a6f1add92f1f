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

import { createHash } from 'crypto';
import { dirname, join } from 'path';
import sharp from 'sharp';

const FONT = join(
  dirname(require.resolve('dejavu-fonts-ttf/package.json')),
  'ttf',
  'DejaVuSansMono.ttf',
);

const WIDTH = 720;
const HEIGHT = 400;
const COLUMNS = 80;
const ROWS = 25;
/** Shared by all machines: a thousand that show the same share one picture. */
const pictures = new Map<string, Promise<Buffer>>();
const PICTURES = 512;

/**
 * Draws the lines as a text screen of 80 columns and 25 rows would show them, the last ones if there are more.
 *
 * @returns a JPEG of 720x400
 */
export function renderScreen(lines: string[]): Promise<Buffer> {
  const shown = lines.flatMap(wrapped).slice(-ROWS).join('\n');
  const key = createHash('sha256').update(shown).digest('hex');
  const known = pictures.get(key);
  if (known) return known;
  if (pictures.size >= PICTURES) {
    const [oldest] = pictures.keys();
    pictures.delete(oldest);
  }
  const picture = draw(shown);
  pictures.set(key, picture);
  return picture;
}

function wrapped(line: string): string[] {
  return line.match(new RegExp(`.{1,${COLUMNS}}`, 'gu')) ?? [''];
}

async function draw(text: string): Promise<Buffer> {
  const screen = sharp({
    create: {
      width: WIDTH,
      height: HEIGHT,
      channels: 3,
      background: { r: 0, g: 0, b: 0 },
    },
  });
  if (text.trim() !== '') {
    const writing = await write(text);
    screen.composite([{ input: writing, left: 0, top: 0 }]);
  }
  return screen.jpeg({ quality: 85 }).toBuffer();
}

async function write(text: string): Promise<Buffer> {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  const picture = sharp({
    text: {
      text: `<span foreground="#c8c8c8">${escaped}</span>`,
      // A font of our own: a machine without any would show nothing.
      fontfile: FONT,
      font: 'DejaVu Sans Mono 12',
      rgba: true,
      dpi: 72,
    },
  });
  const { width, height } = await picture.metadata();
  return picture
    .extract({
      left: 0,
      top: 0,
      width: Math.min(width, WIDTH),
      height: Math.min(height, HEIGHT),
    })
    .png()
    .toBuffer();
}
