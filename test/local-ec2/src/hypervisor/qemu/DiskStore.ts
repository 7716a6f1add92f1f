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

import { mkdirSync } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { badSectors, setBadSectors } from '../../images';
import { copySparse } from '../../images/copySparse';
import { DiskRef } from '../Hypervisor';

/** A raw disk, as a machine is given it. */
export interface RawDisk {
  file: string;
  /** See `badSectors`. */
  badSectors: number[];
}

/** Raw disks, one file each, and beside it which of its sectors are bad. */
export class DiskStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** Where a disk lies, whether it exists or not. */
  file(disk: DiskRef): string {
    if (!/^[\w-]+$/.test(disk)) {
      throw new Error(`'${disk}' cannot be the name of a disk`);
    }
    return join(this.#directory, `${disk}.raw`);
  }

  /** Where a disk lies; rejects when there is none. */
  async existing(disk: DiskRef): Promise<string> {
    const file = this.file(disk);
    await access(file).catch(() => {
      throw new Error(`There is no disk '${disk}'`);
    });
    return file;
  }

  async open(disk: DiskRef): Promise<RawDisk> {
    const file = await this.existing(disk);
    return { file, badSectors: await badSectors(file) };
  }

  async take(from: string, target: DiskRef): Promise<void> {
    const file = this.file(target);
    // A copy that was interrupted must not pass for a disk.
    const unfinished = `${file}.part`;
    await copySparse(from, unfinished);
    await setBadSectors(file, await badSectors(from));
    await rename(unfinished, file);
  }

  async delete(disk: DiskRef): Promise<void> {
    await rm(this.file(disk), { force: true });
    await setBadSectors(this.file(disk), []);
  }
}
