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

import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command';

/**
 * Downloads the Debian packages that a demo image is made of, and unpacks them into one directory tree. Nothing is installed.
 * What is in the cache is not downloaded again.
 *
 * @param cacheDirectory - where the tree is kept
 * @returns the tree's directory
 */
export async function unpackedPackages(
  cacheDirectory: string,
): Promise<string> {
  const tree = join(cacheDirectory, 'packages');
  if (await exists(tree)) {
    return tree;
  }
  await mkdir(cacheDirectory, { recursive: true });
  const work = await mkdtemp(join(cacheDirectory, 'unpacking-'));
  try {
    const debs = join(work, 'debs');
    const unpacked = join(work, 'tree');
    await mkdir(debs);
    await mkdir(unpacked);
    await download(debs);
    for (const deb of await readdir(debs)) {
      await command('dpkg-deb', ['--extract', join(debs, deb), unpacked]);
    }
    await rename(unpacked, tree).catch(async error => {
      // Somebody else was faster; theirs is as good.
      if (!(await exists(tree))) {
        throw error;
      }
    });
    return tree;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(directory: string): Promise<void> {
  try {
    await fetchPackages(directory);
  } catch (error) {
    if (process.getuid?.() !== 0) {
      throw new Error(
        `Cannot download the packages of the demo image (${
          (error as Error).message
        }). Run 'apt-get update' as root, and try again.`,
      );
    }
    await command('apt-get', ['update']);
    await fetchPackages(directory);
  }
}

async function fetchPackages(directory: string): Promise<void> {
  const [kernel, sshServer] = await Promise.all([
    newestKernel(),
    withDependencies('dropbear-bin'),
  ]);
  const packages = [
    kernel,
    'busybox-static',
    'grub-common',
    'grub-pc-bin',
    ...sshServer,
    // For scp, which needs only libc: none of the package's other dependencies are wanted.
    'openssh-client',
  ];
  // apt's sandbox user cannot write here, and says so on every download unless told that it need not.
  await command(
    'apt-get',
    ['download', '--quiet', '-o', 'APT::Sandbox::User=root', ...packages],
    { cwd: directory },
  );
}

/** The package that the metapackage for the kernel of cloud machines depends on. */
async function newestKernel(): Promise<string> {
  const metapackage = 'linux-image-cloud-amd64';
  const answer = await command('apt-cache', ['depends', metapackage]);
  const kernel = /^ *Depends: (linux-image-\S+)/m.exec(answer)?.[1];
  if (!kernel) {
    throw new Error(`apt knows no package ${metapackage}`);
  }
  return kernel;
}

async function withDependencies(name: string): Promise<string[]> {
  const relations = 'recommends suggests conflicts breaks replaces enhances';
  const answer = await command('apt-cache', [
    'depends',
    '--recurse',
    ...relations.split(' ').map(relation => `--no-${relation}`),
    name,
  ]);
  return answer.split('\n').filter(line => /^[a-z0-9]/.test(line));
}

async function exists(directory: string): Promise<boolean> {
  return readdir(directory).then(
    () => true,
    () => false,
  );
}
