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

import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { ppmToJpeg } from './screen';

describe('ppmToJpeg', () => {
  const ppm = (width: number, height: number, pixels: Buffer) =>
    Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels]);

  it('keeps size and colours', async () => {
    const blue = Buffer.alloc(720 * 400 * 3);
    for (let i = 2; i < blue.length; i += 3) {
      blue[i] = 200;
    }
    const jpeg = await ppmToJpeg(ppm(720, 400, blue));

    const picture = sharp(jpeg);
    expect(await picture.metadata()).toMatchObject({
      format: 'jpeg',
      width: 720,
      height: 400,
    });
    const { channels } = await picture.stats();
    const [red, green, blueish] = channels.map(({ mean }) => mean);
    expect(red).toBeLessThan(5);
    expect(green).toBeLessThan(5);
    expect(Math.abs(blueish - 200)).toBeLessThan(5);
  });

  it('gives up quality before size: no picture is larger than 100 kB', async () => {
    const noise = ppm(720, 400, randomBytes(720 * 400 * 3));
    expect((await ppmToJpeg(noise)).length).toBeLessThanOrEqual(100_000);
  });

  it('refuses what is no PPM', async () => {
    await expect(ppmToJpeg(Buffer.from('GIF89a'))).rejects.toThrow(
      'no binary PPM',
    );
  });
});
