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

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from './processes.mjs';
import { root, tools } from './repository.mjs';
import { formatDuration } from './say.mjs';

/**
 * Runs Jest and counts.
 *
 * @param args - Jest's arguments
 * @param options - `env` and `timeoutMs` of the process
 * @returns `passed`, `failed` and `skipped` tests (a file that cannot be run counts as one failed test, and so does a
 * Jest that fails without saying why), `files` with their durations, and the `output`
 */
export async function runJest(args, { env, timeoutMs }) {
  const folder = await mkdtemp(join(tmpdir(), 'ami-smoke-test-jest-'));
  const file = join(folder, 'results.json');
  try {
    const { code, output } = await run(
      process.execPath,
      [...tools.jest(), '--json', `--outputFile=${file}`, ...args],
      { cwd: root, env, timeoutMs, onLine: showFile },
    );
    const results = await readFile(file, 'utf8').then(
      JSON.parse,
      () => undefined,
    );
    return { ...count(results, code), files: durations(results), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A long run is followed by the files that are done. */
function showFile(line) {
  if (/^(PASS|FAIL) /.test(line)) {
    console.log(`          ${line}`);
  }
}

function count(results, code) {
  const passed = results?.numPassedTests ?? 0;
  const failed =
    (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
  const skipped =
    (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), skipped };
}

function durations(results) {
  return (results?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    name: relative(root, name),
    milliseconds: endTime - startTime,
  }));
}

/** The slowest of some named durations, one a line. */
export function slowest(durationList, howMany) {
  return [...durationList]
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, howMany)
    .map(
      ({ name, milliseconds }) =>
        `  ${formatDuration(milliseconds).padStart(12)}  ${name}`,
    );
}
