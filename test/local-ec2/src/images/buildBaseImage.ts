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

import { createHash } from 'node:crypto';
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join, relative } from 'node:path';
import { command } from './command';
import { copySparse } from './copySparse';
import { makeBootable, partitionOffset } from './disk';
import { unpackedPackages } from './packages';
import { guestFiles, layOutRoot } from './rootFileSystem';

const mebibyte = 1024 * 1024;
const diskSize = 128 * mebibyte;

/**
 * Builds the demo's healthy base image: a raw disk that boots by BIOS and GRUB to an SSH server. Debian packages are unpacked
 * for it, not installed; it takes no privileges and no mounts. What was built once is copied from the cache.
 *
 * @param options.cacheDirectory - where packages and images are kept; may be shared by processes
 * @param options.output - the file to write, sparse
 */
export async function buildBaseImage(options: {
  cacheDirectory: string;
  output: string;
}): Promise<void> {
  const { cacheDirectory, output } = options;
  const built = join(cacheDirectory, `base-${await recipe()}.raw`);
  if (!(await exists(built))) {
    await build(cacheDirectory, built);
  }
  await copySparse(built, output);
}

async function build(cacheDirectory: string, result: string): Promise<void> {
  const packages = await unpackedPackages(cacheDirectory);
  const work = await mkdtemp(join(cacheDirectory, 'building-'));
  try {
    const root = join(work, 'root');
    const disk = join(work, 'disk.raw');
    await mkdir(root);
    await layOutRoot(packages, root);
    await makeFileSystem(root, disk, join(work, 'debugfs-commands'));
    const grub = join(packages, 'usr/lib/grub/i386-pc');
    const bootLoader = join(work, 'core.img');
    await command(join(packages, 'usr/bin/grub-mkimage'), [
      `--directory=${grub}`,
      '--format=i386-pc',
      '--prefix=(hd0,msdos1)/boot/grub',
      `--output=${bootLoader}`,
      ...'biosdisk part_msdos ext2 linux16 normal serial terminal echo'.split(
        ' ',
      ),
    ]);
    await makeBootable(
      disk,
      await readFile(join(grub, 'boot.img')),
      await readFile(bootLoader),
    );
    await rename(disk, result);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function makeFileSystem(
  root: string,
  disk: string,
  commandFile: string,
): Promise<void> {
  await command('mke2fs', [
    '-q',
    ...['-t', 'ext4'],
    // The GRUB of Debian 12 cannot read a file system that has this feature.
    ...['-O', '^metadata_csum_seed'],
    // GRUB reads block by block: small ones cost it seconds.
    ...['-b', '4096'],
    ...['-J', 'size=4'],
    ...['-m', '0'],
    ...['-L', 'cloudimg-rootfs'],
    ...['-E', `offset=${partitionOffset},root_owner=0:0`],
    ...['-d', root],
    disk,
    `${(diskSize - partitionOffset) / 1024}k`,
  ]);
  // What only root could have put into the directory: devices, and files that belong to root.
  const owned = (await paths(root)).flatMap(path => [
    `set_inode_field "${path}" uid 0`,
    `set_inode_field "${path}" gid 0`,
  ]);
  const commands = [
    'cd /dev',
    'mknod console c 5 1',
    'mknod null c 1 3',
    ...owned,
  ];
  await writeFile(commandFile, `${commands.join('\n')}\n`);
  await command('debugfs', [
    '-w',
    ...['-f', commandFile],
    `${disk}?offset=${partitionOffset}`,
  ]);
}

/** The files and directories of a tree, not its links. */
async function paths(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() || entry.isDirectory())
    .map(entry => `/${relative(root, join(entry.parentPath, entry.name))}`);
}

/** Changes with everything of ours that goes into an image. */
async function recipe(): Promise<string> {
  const hash = createHash('sha256');
  // eslint-disable-next-line no-restricted-syntax -- run from its sources, never from a build
  const sources = __dirname;
  const guest = await readdir(guestFiles, {
    recursive: true,
    withFileTypes: true,
  });
  const files = [
    'buildBaseImage.ts',
    'rootFileSystem.ts',
    'packages.ts',
    'disk.ts',
    ...guest
      .filter(entry => entry.isFile())
      .map(entry => relative(sources, join(entry.parentPath, entry.name)))
      .sort(),
  ];
  for (const file of files) {
    hash.update(`${file}\0`).update(await readFile(join(sources, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
