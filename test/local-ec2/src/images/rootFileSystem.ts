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

import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { command } from './command';

/** The files of a guest that are its own, not Debian's. */
// eslint-disable-next-line no-restricted-syntax -- run from its sources, never from a build
export const guestFiles = join(__dirname, 'guest');

const directories =
  'bin sbin boot dev etc/services proc sys run tmp srv root/.ssh usr/bin usr/sbin var/lib lib64';
const modules = ['virtio_pci', 'virtio_net', 'button', 'evdev'];

/**
 * Lays out a guest's root directory: a kernel with the modules it needs, busybox under all its names, an SSH server, and the
 * guest's own files.
 *
 * @param packages - a tree of unpacked packages
 * @param root - an empty directory
 */
export async function layOutRoot(
  packages: string,
  root: string,
): Promise<void> {
  for (const directory of directories.split(' ')) {
    await mkdir(join(root, directory), { recursive: true });
  }
  await cp(guestFiles, root, { recursive: true });
  await symlink('../run', join(root, 'var/run'));
  // The SSH server makes its host keys here: in memory, so that two machines of one image never share them.
  await symlink('../run/dropbear', join(root, 'etc/dropbear'));
  await addKernel(packages, root);
  await addBusybox(packages, root);
  await addDynamicProgram(packages, 'usr/sbin/dropbear', root);
  await addDynamicProgram(packages, 'usr/bin/scp', root);
  await chmod(join(root, 'root'), 0o700);
  await chmod(join(root, 'root/.ssh'), 0o700);
}

async function addKernel(packages: string, root: string): Promise<void> {
  const [version] = await readdir(join(packages, 'lib/modules'));
  await copyFile(
    join(packages, 'boot', `vmlinuz-${version}`),
    join(root, 'boot/vmlinuz'),
  );
  const from = join(packages, 'lib/modules', version);
  const to = join(root, 'lib/modules', version);
  const busybox = join(packages, 'bin/busybox');
  await command(busybox, ['depmod', '-b', packages, version]);
  for (const file of await filesOfModules(from)) {
    await mkdir(join(to, dirname(file)), { recursive: true });
    await copyFile(join(from, file), join(to, file));
  }
  await command(busybox, ['depmod', '-b', root, version]);
}

/** The files of the modules that a guest loads, and of those that they need. */
async function filesOfModules(directory: string): Promise<string[]> {
  const index = await readFile(join(directory, 'modules.dep'), 'utf8');
  const needs = new Map(
    index
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const [file, others] = line.split(':');
        return [file, others.split(' ').filter(Boolean)] as const;
      }),
  );
  const wanted = modules.map(name => {
    const file = [...needs.keys()].find(key => basename(key) === `${name}.ko`);
    if (!file) {
      throw new Error(`The kernel package has no module '${name}'`);
    }
    return file;
  });
  return [...new Set(wanted.flatMap(file => [file, ...needs.get(file)!]))];
}

async function addBusybox(packages: string, root: string): Promise<void> {
  const busybox = join(packages, 'bin/busybox');
  await copyFile(busybox, join(root, 'bin/busybox'));
  const applets = (await command(busybox, ['--list'])).trim().split('\n');
  for (const applet of applets.filter(name => name !== 'busybox')) {
    await symlink('busybox', join(root, 'bin', applet));
  }
  await symlink('../bin/busybox', join(root, 'sbin/init'));
}

/** Copies a program, the libraries it is linked to, and the loader that puts them together. */
async function addDynamicProgram(
  packages: string,
  program: string,
  root: string,
): Promise<void> {
  const libraries = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'].map(
    path => join(packages, path),
  );
  const loader = firstThatExists(
    libraries.map(path => join(path, 'ld-linux-x86-64.so.2')),
  );
  const answer = await command(loader, [
    '--list',
    '--library-path',
    libraries.join(':'),
    join(packages, program),
  ]);
  const linked = [...answer.matchAll(/ => (\S+)/g)].map(match => match[1]);
  const directory = join(root, 'lib/x86_64-linux-gnu');
  await mkdir(directory, { recursive: true });
  for (const library of linked.filter(path => path.startsWith(packages))) {
    await copyFile(library, join(directory, basename(library)));
  }
  await copyFile(loader, join(root, 'lib64/ld-linux-x86-64.so.2'));
  await copyFile(join(packages, program), join(root, program));
}

function firstThatExists(paths: string[]): string {
  const found = paths.find(path => existsSync(path));
  if (!found) {
    throw new Error(`The packages have none of ${paths.join(', ')}`);
  }
  return found;
}
