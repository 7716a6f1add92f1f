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

import { dirname, join } from 'path';
import sharp from 'sharp';

const FONTS = join(
  dirname(require.resolve('dejavu-fonts-ttf/package.json')),
  'ttf',
);

/** A line, and how it is written. */
export interface DrawnLine {
  text: string;
  x?: number;
  y: number;
  colour?: string;
  /** In pixels. */
  size?: number;
  font?: 'DejaVuSans' | 'DejaVuSansMono';
}

/** Draws a screen as a JPEG, as EC2 gives it. */
export async function drawScreen(
  lines: DrawnLine[],
  { width = 720, height = 400, background = 'black', quality = 85 } = {},
): Promise<Buffer> {
  const written = await Promise.all(
    lines.map(async ({ text, x = 0, y, ...style }) => ({
      input: await write(text, style),
      left: x,
      top: y,
    })),
  );
  return sharp({ create: { width, height, channels: 3, background } })
    .composite(written)
    .jpeg({ quality })
    .toBuffer();
}

/** A text screen: its rows are 16 pixels high, as those of VGA. */
export function drawRows(
  rows: string[],
  options?: { width?: number; height?: number; quality?: number },
): Promise<Buffer> {
  const lines = rows.flatMap((text, row) =>
    text ? [{ text, y: row * 16 }] : [],
  );
  return drawScreen(lines, options);
}

function write(
  text: string,
  {
    colour = '#aaaaaa',
    size = 13,
    font = 'DejaVuSansMono',
  }: Omit<DrawnLine, 'text' | 'x' | 'y'>,
): Promise<Buffer> {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return sharp({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      fontfile: join(FONTS, `${font}.ttf`),
      font: `${
        font === 'DejaVuSans' ? 'DejaVu Sans' : 'DejaVu Sans Mono'
      } ${size}`,
      rgba: true,
      dpi: 72,
    },
  })
    .png()
    .toBuffer();
}
