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

import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

const MOST_BYTES = 300_000;
const QUALITIES = [90, 80, 70, 60, 50];

/** Writes a picture as WebP, as good as fits into 300 kB. */
export async function saveAsWebp(png: Buffer, file: string): Promise<void> {
  for (const quality of QUALITIES) {
    const bytes = await sharp(png).webp({ quality, effort: 6 }).toBuffer();
    if (bytes.length < MOST_BYTES) {
      writeFileSync(file, bytes);
      return;
    }
  }
  throw new Error(`${file} does not fit into ${MOST_BYTES} bytes`);
}
