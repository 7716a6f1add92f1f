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

import { command } from './command';
import { clearBootSector, firstPartition } from './disk';

/**
 * How a disk can be damaged where its guest could not do it itself.
 *
 * - `unreadable-file`: the inode of the demo service's data file is corrupt. The system boots and looks fine; whoever opens that
 *   file gets an error.
 * - `no-boot-sector`: no boot code and no boot signature. The BIOS finds nothing to boot, and nothing is ever written to the
 *   serial port.
 */
export type DiskDamage = 'unreadable-file' | 'no-boot-sector';

const dataFile = '/srv/acme/data.bin';

const damages: { [damage in DiskDamage]: (file: string) => Promise<void> } = {
  'unreadable-file': corruptInode,
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

async function corruptInode(diskFile: string): Promise<void> {
  const fileSystem = `${diskFile}?offset=${await firstPartition(diskFile)}`;
  const inode = await command('debugfs', [
    '-R',
    `stat ${dataFile}`,
    fileSystem,
  ]);
  if (!inode.includes('Type: regular')) {
    throw new Error(
      `The disk ${diskFile} has no file ${dataFile} that could be damaged`,
    );
  }
  // What the kernel had not yet written from the journal to its place would undo the damage at the next boot.
  await command('debugfs', ['-w', '-R', 'journal_run', fileSystem]);
  // The first word of this field is the magic number of the extent tree, without which nobody can tell where the data lies.
  await command('debugfs', [
    '-w',
    '-R',
    `set_inode_field ${dataFile} block[0] 0xdeadbeef`,
    fileSystem,
  ]);
}
