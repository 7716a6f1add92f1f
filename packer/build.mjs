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

import { build } from 'esbuild';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, 'dist', 'ami-smoke-test.cjs');

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/index.ts'],
  outfile,
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  // Native code and a model: `diagnose` asks for them when a picture is to be read.
  external: ['sharp', 'tesseract.js', '@tesseract.js-data/eng'],
  legalComments: 'none',
  banner: {
    js: '#!/usr/bin/env node\n// AMI Smoke Test, Apache-2.0. Licenses of what is bundled: at the end.',
  },
  logLevel: 'warning',
});
await writeWhole(outfile, outputFiles[0].text + (await licenses()));

/** The license of every package that is in the bundle, as most of them ask for. */
async function licenses() {
  const folders = new Set(
    Object.values(metafile.outputs)
      .flatMap(output => Object.entries(output.inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(
        ([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
      ),
  );
  const notices = await Promise.all([...folders].sort().map(notice));
  return notices
    .map(text => `/*!\n${text.replaceAll('*/', '* /')}\n*/\n`)
    .join('');
}

async function notice(folder) {
  const path = join(here, folder);
  const { name, version, license } = JSON.parse(
    await readFile(join(path, 'package.json'), 'utf8'),
  );
  const file = (await readdir(path)).find(entry => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(join(path, file), 'utf8') : '';
  return `${name} ${version}, ${license}\n\n${text.trim()}`.trim();
}

/** Under its name there is never half a file, also while it is run. */
async function writeWhole(path, text) {
  await mkdir(dirname(path), { recursive: true });
  const folder = await mkdtemp(join(dirname(path), '.build-'));
  const fresh = join(folder, 'bridge');
  await writeFile(fresh, text);
  await chmod(fresh, 0o755);
  await rename(fresh, path);
  await rm(folder, { recursive: true });
}
