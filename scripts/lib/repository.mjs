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

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const require = createRequire(join(root, 'package.json'));

/** The file of a script in this folder. */
export function script(file) {
  return join(root, 'scripts', file);
}

/** The file of a program that an installed package brings. */
export function binary(packageName, name) {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}

/** Node's arguments for running a TypeScript file. */
export function typescript(file) {
  const transform = require.resolve('@backstage/cli/config/nodeTransform.cjs');
  return ['--require', transform, join(root, file)];
}

/** Node's arguments for each tool of the repository. */
export const tools = {
  prettier: () => [binary('prettier', 'prettier')],
  eslintScripts: () => [binary('eslint', 'eslint'), '--ext', '.mjs', 'scripts'],
  lint: () => [binary('@backstage/cli', 'backstage-cli'), 'repo', 'lint'],
  // Always from nothing: the order of keys in a declared type depends on what was checked before, and the API reports show it.
  tsc: () => [
    binary('typescript', 'tsc'),
    '--project',
    'tsconfig.json',
    '--incremental',
    'false',
  ],
  apiReports: () => [
    binary('@backstage/repo-tools', 'backstage-repo-tools'),
    'api-reports',
    '--omit-messages',
    'ae-wrong-input-file-type,ae-undocumented',
    '--validate-release-tags',
    '--sql-reports',
    'plugins/*',
  ],
  checkConfig: () => [
    binary('@backstage/cli', 'backstage-cli'),
    'config:check',
    '--strict',
  ],
  buildPlugins: () => [
    binary('@backstage/cli', 'backstage-cli'),
    'repo',
    'build',
  ],
  buildApp: () => [
    binary('@backstage/cli', 'backstage-cli'),
    'package',
    'build',
  ],
  jest: () => [binary('@backstage/cli', 'backstage-cli'), 'repo', 'test'],
};
