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

// Everything that CI checks, one line a step, and at the end `N passed, N failed`.
// With arguments: only the tests in matching files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, buildApps } from './lib/apps.mjs';
import { runJest, slowest } from './lib/jestRun.mjs';
import { findLeftovers, sessionEnvironment } from './lib/leftovers.mjs';
import { databaseEnvironment, startPostgres } from './lib/postgres.mjs';
import { isStopping, run, stopCode } from './lib/processes.mjs';
import { root, tools } from './lib/repository.mjs';
import { formatDuration, say } from './lib/say.mjs';

const PAGES = '@ami-smoke-test/backstage-plugin-ami-smoke-test';
const E2E = '@ami-smoke-test/e2e';
const CHAOS = '@ami-smoke-test/chaos';
/** Tests that start many processes: two files at a time, whatever the number of processors. */
const HEAVY = [E2E, CHAOS];
/** Those of the end-to-end tests that boot real machines, which take all the processors that there are; the others mostly wait. */
const REAL_MACHINES = '/e2e/src/demo';
/** Tests of runs and of the local EC2 wait for boots and time limits three quarters of their time. */
const WORKERS_THAT_WAIT = '4';
const STEP_TIMEOUT_MS = 10 * 60_000;
const LEFTOVER_PATIENCE_MS = 3_000;
const JEST_TIMEOUT_MS = 35 * 60_000;

const total = { passed: 0, failed: 0, skipped: 0 };
const durations = [];

const patterns = process.argv.slice(2);
if (patterns.length === 0) {
  // The bridge first: its one file is what the tests run.
  await step('build of the bridge', ['build.mjs'], { cwd: `${root}/packer` });
  // Two at a time: each of them keeps one processor busy.
  await Promise.all([typesSteps(), sourceSteps()]);
} else {
  await step('build of the bridge', ['build.mjs'], { cwd: `${root}/packer` });
  if (await areEndToEnd(patterns)) {
    await appsStep();
  }
}

const postgres = await startPostgres();
const env = { ...databaseEnvironment(postgres), ...sessionEnvironment };
try {
  if (patterns.length > 0) {
    await tests('tests', patterns);
  } else {
    await tests('tests of the pages', ['--selectProjects', PAGES]);
    await tests('tests of the other packages', [
      ...['--ignoreProjects', PAGES, ...HEAVY],
      ...['--maxWorkers', WORKERS_THAT_WAIT],
    ]);
    await tests('end to end with real machines', [
      ...['--selectProjects', E2E, '--runInBand'],
      `--testPathPatterns=${REAL_MACHINES}`,
    ]);
    await tests('end to end and chaos', [
      ...['--selectProjects', ...HEAVY, '--maxWorkers', '2'],
      `--testPathIgnorePatterns=${REAL_MACHINES}`,
    ]);
  }
  await endLeftovers();
} finally {
  await postgres.stop();
}

if (isStopping()) {
  process.exit(stopCode());
}
console.log(['', 'The slowest:', ...slowest(durations, 8), ''].join('\n'));
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);

/** A program that is right when it ends with 0. Its output is shown when it does not. */
async function step(name, args, { cwd = root, env: extra } = {}) {
  const startedAt = performance.now();
  const { code, output } = await run(process.execPath, args, {
    cwd,
    env: { ...process.env, ...extra },
    timeoutMs: STEP_TIMEOUT_MS,
  });
  report(name, startedAt, {
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    output,
  });
}

async function typesSteps() {
  await step('types', tools.tsc());
  // Both are made of the declarations that the types have left.
  await step('API and SQL reports', [...tools.apiReports(), '--ci']);
  await step('build of the plugins', tools.buildPlugins());
}

async function sourceSteps() {
  await step('format', [
    ...tools.prettier(),
    '--check',
    '--loglevel',
    'warn',
    '.',
  ]);
  await step('lint', [...tools.lint(), '--max-warnings', '0']);
  await step('lint of the scripts', tools.eslintScripts());
  await step('config schema', tools.checkConfig(), { env: placeholders() });
  await appsStep();
}

/** The apps that the tests in a browser open; they are built only when they are not what they were. */
async function appsStep() {
  const startedAt = performance.now();
  const problem = await buildApps(APPS).then(
    () => undefined,
    error => error.message,
  );
  report('build of the apps', startedAt, {
    passed: problem ? 0 : 1,
    failed: problem ? 1 : 0,
    output: problem,
  });
}

/** Whether there are end-to-end tests among those that are asked for: they look at pages. */
async function areEndToEnd(wanted) {
  const { output } = await run(
    process.execPath,
    [...tools.jest(), '--selectProjects', E2E, '--listTests', ...wanted],
    { cwd: root, env: process.env, timeoutMs: STEP_TIMEOUT_MS },
  );
  return output.includes('.test.');
}

/** A value for everything that the configuration takes from the environment and that has no default. */
function placeholders() {
  const config = readFileSync(join(root, 'app-config.yaml'), 'utf8');
  const names = [...config.matchAll(/\$\{(\w+)\}/g)].map(match => match[1]);
  return Object.fromEntries(names.map(name => [name, 'x'.repeat(32)]));
}

async function tests(name, args) {
  const startedAt = performance.now();
  const { files, ...result } = await runJest(args, {
    env,
    timeoutMs: JEST_TIMEOUT_MS,
  });
  durations.push(...files);
  report(
    name,
    startedAt,
    result,
    `${result.passed} passed, ${result.failed} failed`,
  );
}

function report(
  name,
  startedAt,
  { passed, failed, skipped: left = 0, output },
  detail,
) {
  if (isStopping()) {
    return;
  }
  const milliseconds = performance.now() - startedAt;
  if (!detail) {
    durations.push({ name, milliseconds });
  }
  total.passed += passed;
  total.failed += failed;
  total.skipped += left;
  const verdict = failed === 0 ? 'ok    ' : 'FAILED';
  const text = detail ? `${name}: ${detail}` : name;
  say(`${verdict} ${text} (${formatDuration(milliseconds)})`);
  if (failed > 0) {
    console.log(output);
  }
}

/** What a test started and did not end is a failure of its own, and is ended here. */
async function endLeftovers() {
  const startedAt = performance.now();
  const leftovers = await findLeftovers({ patienceMs: LEFTOVER_PATIENCE_MS });
  for (const { pid } of leftovers) {
    process.kill(pid, 'SIGKILL');
  }
  const output = leftovers
    .map(({ pid, command }) => `${pid} ${command}`)
    .join('\n');
  const failed = leftovers.length === 0 ? 0 : 1;
  report('nothing is left running', startedAt, {
    passed: 1 - failed,
    failed,
    output,
  });
}
