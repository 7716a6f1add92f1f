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

import { join } from 'node:path';
import { APPS, buildApps } from './apps.mjs';
import { installDebianPackages } from './debian.mjs';
import { installDependencies } from './dependencies.mjs';
import { isStopping, run, stopCode } from './processes.mjs';
import { root, script, tools, typescript } from './repository.mjs';
import { PlainError, say } from './say.mjs';
import { prepareToolchain } from './toolchain.mjs';

/** Real virtual machines and real Packer builds; both have substitutes where they cannot be had. */
const VIRTUAL_MACHINES = {
  'qemu-system-x86': 'qemu-system-x86_64',
  e2fsprogs: 'mke2fs',
  packer: 'packer',
};

/** What the pages are looked at with. */
const BROWSER = { chromium: 'chromium' };

/** The app in the new frontend system. */
const [APP] = APPS;

/** Options with which the demo shows no pages. */
const WITHOUT_PAGES = ['--once', '--stop', '--help', '-h'];

/** What is measured without a browser. */
const ENGINE_BENCHMARKS = ['latency', 'load', 'thousand', 'resume', 'reads'];

const commands = {
  setup: { about: 'installs what everything else needs' },
  demo: {
    about:
      'real Packer builds, smoke tested on the local EC2, in a Backstage to look at (--once, --json <file>, --keep)',
    debianPackages: VIRTUAL_MACHINES,
    needsBridge: true,
    needsApps: args =>
      args.some(arg => WITHOUT_PAGES.includes(arg)) ? [] : [APP],
    start: () => typescript('test/demo/src/main.ts'),
  },
  test: {
    about:
      'everything that CI checks; with a pattern only the tests in matching files',
    debianPackages: { ...VIRTUAL_MACHINES, ...BROWSER },
    start: () => [script('test.mjs')],
  },
  screenshots: {
    about: 'takes the pictures of the pages in the README',
    debianPackages: { ...VIRTUAL_MACHINES, ...BROWSER },
    needsBridge: true,
    needsApps: () => [APP],
    start: () => typescript('test/e2e/src/screenshots/main.ts'),
  },
  bench: {
    about:
      "measures how fast it is, beside the article's script (--help; latency, load, thousand, resume, reads, pages; --quick)",
    debianPackages: BROWSER,
    needsBridge: true,
    needsApps: args =>
      args.some(arg => ENGINE_BENCHMARKS.includes(arg)) &&
      !args.includes('pages')
        ? []
        : [APP],
    start: () => typescript('test/bench/src/main.ts'),
  },
  chaos: {
    about:
      'everything goes wrong, and every verdict is still right (--seed, --runs, --json <file>, --sabotage)',
    start: () => typescript('test/chaos/src/main.ts'),
  },
  jest: {
    about: "the tests, with Jest's own arguments",
    start: () => [script('jest.mjs')],
  },
  fix: {
    about: 'formats, and fixes what lint can fix',
    start: () => [script('fix.mjs')],
  },
  tsc: { about: 'type check', start: tools.tsc },
  lint: { about: 'lint', start: tools.lint },
  'api-reports': {
    about: 'writes the API and SQL reports of the plugins',
    start: () => [script('apiReports.mjs')],
  },
  'local-ec2': {
    about: 'the local EC2 alone (--help)',
    debianPackages: VIRTUAL_MACHINES,
    start: () => typescript('test/local-ec2/src/cli.ts'),
  },
  yarn: {
    about: 'the Yarn of this repository',
    start: toolchain => [toolchain.yarn],
  },
};

/** Sets up what a command needs, runs it, and gives its exit code. */
export async function main([name, ...args]) {
  const command = commands[name];
  if (!command) {
    console.error(usage(name));
    return 1;
  }
  try {
    return await runCommand(name, command, args);
  } catch (error) {
    if (isStopping()) {
      return stopCode();
    }
    console.error(error instanceof PlainError ? error.message : error);
    return 1;
  }
}

async function runCommand(name, command, args) {
  const { debianPackages, needsBridge, needsApps, start } = command;
  const toolchain = await prepareToolchain();
  if (name !== 'yarn') {
    await installDependencies(root, toolchain);
  }
  if (debianPackages) {
    await installDebianPackages(
      debianPackages,
      'for virtual machines, Packer builds and a browser',
    );
  }
  if (needsBridge) {
    await buildBridge(toolchain);
  }
  if (needsApps && !isStopping()) {
    await buildApps(needsApps(args), toolchain);
  }
  if (isStopping()) {
    return stopCode();
  }
  if (!start) {
    say('Ready: npm run demo -- --once, or npm test');
    return 0;
  }
  const { code } = await run(toolchain.node, [...start(toolchain), ...args], {
    cwd: root,
    env: toolchain.env,
    show: true,
  });
  return code;
}

async function buildBridge(toolchain) {
  const { code, output } = await run(toolchain.node, ['build.mjs'], {
    cwd: join(root, 'packer'),
    env: toolchain.env,
  });
  if (code !== 0) {
    throw new PlainError(`The Packer bridge could not be built:\n${output}`);
  }
}

function usage(name) {
  const lines = Object.entries(commands).map(
    ([key, { about }]) => `  npm run ${key.padEnd(12)} ${about}`,
  );
  return [
    name ? `There is no command "${name}".` : 'Which command?',
    ...lines,
  ].join('\n');
}
