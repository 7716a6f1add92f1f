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
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { PlainError, say } from './say.mjs';

/**
 * Installs the dependencies of the lockfile, unless the last successful installation was of the same ones.
 * A stamp in `node_modules` remembers it.
 */
export async function installDependencies(root, toolchain) {
  const stamp = join(root, 'node_modules', '.ami-smoke-test-stamp');
  const wanted = await fingerprint(root);
  const have = await readFile(stamp, 'utf8').catch(() => undefined);
  if (have === wanted) {
    return;
  }
  say(
    'Installing the dependencies of yarn.lock (the first time takes minutes)',
  );
  await yarnInstall(root, toolchain);
  await writeFile(stamp, wanted);
  say('Dependencies are installed');
}

/** Changes when the same `yarn install` could give something else. */
async function fingerprint(root) {
  const hash = createHash('sha256');
  const { workspaces } = JSON.parse(await readFile(join(root, 'package.json')));
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const pattern of workspaces) {
    const parent = pattern.replace(/\/\*$/, '');
    const folders = pattern.endsWith('/*')
      ? (await readdir(join(root, parent)))
          .sort()
          .map(name => join(parent, name))
      : [parent];
    files.push(...folders.map(folder => join(folder, 'package.json')));
  }
  for (const file of files.filter(name => existsSync(join(root, name)))) {
    hash.update(`${file}\0`).update(await readFile(join(root, file)));
  }
  return `${hash.digest('hex')}\n`;
}

async function yarnInstall(root, toolchain) {
  const { code, output } = await run(
    toolchain.node,
    [toolchain.yarn, 'install', '--immutable'],
    {
      cwd: root,
      env: { ...toolchain.env, YARN_ENABLE_PROGRESS_BARS: 'false' },
    },
  );
  if (code === 0) {
    return;
  }
  if (output.includes('YN0028')) {
    throw new PlainError(
      'yarn.lock does not fit the package.json files: run "npm run yarn -- install --no-immutable" and commit it.',
    );
  }
  throw new PlainError(`yarn install failed. Yarn said:\n${tail(output)}`);
}

function tail(output) {
  return output.trim().split('\n').slice(-25).join('\n');
}
