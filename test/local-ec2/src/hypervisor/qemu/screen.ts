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

/** A JPEG of this many bytes is what EC2 gives at most, roughly. */
const largest = 100_000;
const qualities = [80, 60, 40, 20];

/**
 * Turns what QEMU's `screendump` wrote, a binary PPM, into a JPEG of the same size in pixels.
 *
 * @throws Error when it is no PPM with 8 bits a colour
 */
export async function ppmToJpeg(ppm: Buffer): Promise<Buffer> {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(
    ppm.subarray(0, 40).toString('latin1'),
  );
  if (!header) {
    throw new Error('QEMU wrote a picture that is no binary PPM');
  }
  const [all, width, height] = header;
  const pixels = sharp(ppm.subarray(all.length), {
    raw: { width: Number(width), height: Number(height), channels: 3 },
  });
  let jpeg = Buffer.alloc(0);
  for (const quality of qualities) {
    jpeg = await pixels.clone().jpeg({ quality }).toBuffer();
    if (jpeg.length <= largest) {
      break;
    }
  }
  return jpeg;
}
