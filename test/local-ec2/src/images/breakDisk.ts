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

import { setBadSectors } from './badSectors';
import { command } from './command';
import { clearBootSector, firstPartition, sectorSize } from './disk';

/**
 * How a disk can be damaged where its guest could not do it itself.
 *
 * - `unreadable-file`: the inode of a file that the demo's service does not need is corrupt. The system boots, looks fine and
 *   serves; whoever opens that file gets an error.
 * - `unreadable-data`: the same of the file without which the demo's service does not start.
 * - `read-errors`: a place in that first file cannot be read from the disk. All looks fine until somebody reads it: the kernel
 *   reports the sector, and the reader gets an I/O error.
 * - `no-boot-sector`: no boot code and no boot signature. The BIOS finds nothing to boot, and nothing is ever written to the
 *   serial port.
 */
export type DiskDamage =
  | 'unreadable-file'
  | 'unreadable-data'
  | 'read-errors'
  | 'no-boot-sector';

/** What the demo's service verifies before it serves. */
const dataFile = '/srv/acme/data.bin';
/** What it has, and does not look at when it starts. */
const archiveFile = '/srv/acme/archive.bin';

const damages: { [damage in DiskDamage]: (file: string) => Promise<void> } = {
  'unreadable-file': disk => corruptInode(disk, archiveFile),
  'unreadable-data': disk => corruptInode(disk, dataFile),
  'read-errors': disk => wearOut(disk, archiveFile),
  'no-boot-sector': clearBootSector,
};

/**
 * Damages a raw disk that no machine uses.
 *
 * @throws Error when there is no such damage, or when the disk has nothing that could be damaged so
 */
export async function breakDisk(
  diskFile: string,
  damage: string,
): Promise<void> {
  if (!Object.hasOwn(damages, damage)) {
    throw new Error(
      `Unknown damage '${damage}': must be one of ${Object.keys(damages).join(
        ', ',
      )}`,
    );
  }
  await damages[damage as DiskDamage](diskFile);
}

async function corruptInode(diskFile: string, path: string): Promise<void> {
  const fileSystem = await fileSystemWith(diskFile, path);
  // The first word of this field is the magic number of the extent tree, without which nobody can tell where the data lies.
  await fileSystem.change(`set_inode_field ${path} block[0] 0xdeadbeef`);
}

/** One bad block in the middle of a file. */
async function wearOut(diskFile: string, path: string): Promise<void> {
  const fileSystem = await fileSystemWith(diskFile, path);
  const blocks = (await fileSystem.ask(`blocks ${path}`)).trim().split(/\s+/);
  const block = Number(blocks[Math.floor(blocks.length / 2)]);
  const superblock = await fileSystem.ask('show_super_stats -h');
  const blockSize = Number(/^Block size: +(\d+)$/m.exec(superblock)?.[1]);
  const at = fileSystem.offset + block * blockSize;
  await setBadSectors(diskFile, [at / sectorSize]);
}

/** The file system of a disk's first partition, which has to have this file. */
async function fileSystemWith(diskFile: string, path: string) {
  const offset = await firstPartition(diskFile);
  const device = `${diskFile}?offset=${offset}`;
  const ask = (request: string) => command('debugfs', ['-R', request, device]);
  const change = (request: string) =>
    command('debugfs', ['-w', '-R', request, device]);
  if (!(await ask(`stat ${path}`)).includes('Type: regular')) {
    throw new Error(
      `The disk ${diskFile} has no file ${path} that could be damaged`,
    );
  }
  // What the kernel had not yet written from the journal to its place would undo a damage at the next boot.
  await change('journal_run');
  return { offset, ask, change };
}
