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

import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run } from './processes.mjs';
import { PlainError, say } from './say.mjs';

const cacheFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'ami-smoke-test',
  'toolchain',
);

/**
 * The folder of an npm package in a cache that all checkouts share; the package is installed when it is not there.
 * Several may do so at once: each installs into a folder of its own, and the first to rename it wins.
 */
export async function cachedPackage(name, range) {
  const folder = join(
    cacheFolder,
    `${name.replace('/', '+').replace('@', '')}@${range}`,
  );
  const installed = join(folder, 'node_modules', name);
  if (existsSync(installed)) {
    return installed;
  }
  say(`Installing ${name}@${range} from npm into ${cacheFolder}`);
  await mkdir(cacheFolder, { recursive: true });
  const incoming = await mkdtemp(join(cacheFolder, '.incoming-'));
  try {
    await npmInstall(incoming, `${name}@${range}`);
    await rename(incoming, folder).catch(error => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) {
        throw error;
      }
    });
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
  return installed;
}

async function npmInstall(folder, spec) {
  // Ends npm's search for the project that it works in.
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const [command, ...args] = npm();
  const flags = ['--no-audit', '--no-fund', '--no-package-lock'];
  const result = await run(
    command,
    [...args, 'install', '--prefix', folder, ...flags, spec],
    { cwd: folder },
  ).catch(error => {
    throw error.code === 'ENOENT'
      ? new PlainError(
          'npm was not found on the PATH: install Node.js with npm (https://nodejs.org) and try again.',
        )
      : error;
  });
  if (result.code !== 0) {
    throw new PlainError(
      `npm could not install ${spec}. Check the network, or the registry and the proxy in npm's settings, and try again. npm said:\n${errorLines(
        result.output,
      )}`,
    );
  }
}

/** The npm that runs us, or else the one on the PATH. */
function npm() {
  const script = process.env.npm_execpath;
  return script && basename(script).startsWith('npm') && existsSync(script)
    ? [process.execPath, script]
    : [join(dirname(process.execPath), 'npm')]
        .filter(existsSync)
        .concat('npm')
        .slice(0, 1);
}

function errorLines(output) {
  const lines = output
    .split('\n')
    .filter(line => /^npm (error|ERR!) (?! *at )/.test(line));
  return (lines.length > 0 ? lines.slice(0, 8) : output.split('\n').slice(-8))
    .map(line => `  ${line}`)
    .join('\n');
}
