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

import { readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Which sectors of a raw disk cannot be read, in units of 512 bytes from its start. No bytes in a file can say so: it stands in a
 * file beside the disk.
 */
export async function badSectors(diskFile: string): Promise<number[]> {
  try {
    return JSON.parse(await readFile(listBeside(diskFile), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** Says which sectors of a disk cannot be read; none: it is as good as new. */
export async function setBadSectors(
  diskFile: string,
  sectors: number[],
): Promise<void> {
  if (sectors.length > 0) {
    await writeFile(listBeside(diskFile), JSON.stringify(sectors));
  } else {
    await rm(listBeside(diskFile), { force: true });
  }
}

function listBeside(diskFile: string): string {
  return `${diskFile}.bad-sectors.json`;
}
