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

import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './processes.mjs';
import { say } from './say.mjs';

/** Whether a program can be run by its name, by us or by root. */
export function isOnPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/sbin'].some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Installs the Debian packages whose program is missing. Where that is impossible it says so, and the caller goes on
 * without them.
 *
 * @param programs - the program that each package is wanted for, by package
 * @param purpose - what they are wanted for, the end of a sentence
 */
export async function installDebianPackages(programs, purpose) {
  const missing = Object.keys(programs).filter(
    name => !isOnPath(programs[name]),
  );
  if (missing.length === 0) {
    return;
  }
  const names = missing.join(' and ');
  const obstacle = obstacleToInstalling();
  if (obstacle) {
    say(
      `${names} would be needed ${purpose}, but ${obstacle}: going on without.`,
    );
    return;
  }
  say(`Installing ${names} with apt-get ${purpose}`);
  const reason =
    (await aptGet('update')) ??
    (await aptGet('install', '--yes', '--no-install-recommends', ...missing));
  if (reason) {
    say(
      `${names} could not be installed ${purpose} (${reason}): going on without.`,
    );
  }
}

function obstacleToInstalling() {
  if (!isDebian() || !isOnPath('apt-get')) {
    return 'only on Debian can they be installed for you';
  }
  return process.getuid() === 0 ? undefined : 'only root can install packages';
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(
      readFileSync('/etc/os-release', 'utf8'),
    );
  } catch {
    return false;
  }
}

/** What apt-get complained about; undefined when it was successful. */
async function aptGet(...args) {
  const { code, output } = await run(
    'apt-get',
    ['--quiet', '-o', 'DPkg::Lock::Timeout=120', ...args],
    { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } },
  );
  if (code === 0) {
    return undefined;
  }
  const complaint = output.split('\n').find(line => line.startsWith('E: '));
  return complaint?.slice(3) ?? `apt-get ended with ${code}`;
}
