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

import { FileHandle, open } from 'node:fs/promises';

/**
 * Where the only partition of a demo image starts, in bytes: after the boot sector and the gap in which the boot loader lives.
 */
export const partitionOffset = 1024 * 1024;

/** In bytes. */
export const sectorSize = 512;
const bootCodeSize = 440;
const partitionTable = 446;
const signature = 510;

/**
 * Makes a disk with one partition bootable by a BIOS: boot code and partition table into the boot sector, the boot loader into
 * the sectors after it.
 *
 * @param file - a raw disk of whole sectors
 * @param bootSector - GRUB's `boot.img`, which loads what stands in the next sector
 * @param bootLoader - what `grub-mkimage` made
 */
export async function makeBootable(
  file: string,
  bootSector: Buffer,
  bootLoader: Buffer,
): Promise<void> {
  if (sectorSize + bootLoader.length > partitionOffset) {
    throw new Error(
      `The boot loader (${bootLoader.length} bytes) does not fit before the partition`,
    );
  }
  await withDisk(file, async disk => {
    const { size } = await disk.stat();
    const entry = Buffer.alloc(16);
    entry[0] = 0x80; // active
    entry[4] = 0x83; // Linux
    entry.writeUInt32LE(partitionOffset / sectorSize, 8);
    entry.writeUInt32LE((size - partitionOffset) / sectorSize, 12);
    await disk.write(bootSector, 0, bootCodeSize, 0);
    await disk.write(entry, 0, entry.length, partitionTable);
    await disk.write(Buffer.from([0x55, 0xaa]), 0, 2, signature);
    await disk.write(bootLoader, 0, bootLoader.length, sectorSize);
  });
}

/** Where the first partition of a disk starts, in bytes, as its boot sector says. */
export async function firstPartition(file: string): Promise<number> {
  return withDisk(file, async disk => {
    const sector = Buffer.alloc(sectorSize);
    await disk.read(sector, 0, sectorSize, 0);
    if (sector.readUInt16BE(signature) !== 0x55aa) {
      throw new Error(`The disk ${file} has no partition table`);
    }
    return sector.readUInt32LE(partitionTable + 8) * sectorSize;
  });
}

/** Clears the boot code and the signature that a BIOS looks for; the partitions stay. */
export async function clearBootSector(file: string): Promise<void> {
  await withDisk(file, async disk => {
    await disk.write(Buffer.alloc(bootCodeSize), 0, bootCodeSize, 0);
    await disk.write(Buffer.alloc(2), 0, 2, signature);
  });
}

async function withDisk<T>(
  file: string,
  use: (disk: FileHandle) => Promise<T>,
): Promise<T> {
  const disk = await open(file, 'r+');
  try {
    return await use(disk);
  } finally {
    await disk.close();
  }
}
