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

import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { measurePages } from './pages/measurePages';
import { isMissed, printTable, type Measurement } from './report';

interface Options {
  json?: string;
  check?: boolean;
}

const program = new Command('npm run bench --').description(
  'Measures how fast it is, beside what it is meant to be.',
);

program
  .command('pages')
  .description(
    'the pages, in Chromium against a backend with PostgreSQL: the run page, scrubbing, a long history, and the size of the JavaScript',
  )
  .option('--json <file>', 'write the measurements, for machines')
  .option('--check', 'exit with 1 when a target is missed')
  .option('--repetitions <number>', 'how often each page is opened', '10')
  .option('--builds <number>', 'how many builds the history has', '10000')
  .action(async options => {
    const measurements = await measurePages({
      repetitions: Number(options.repetitions),
      builds: Number(options.builds),
    });
    conclude(measurements, options);
  });

function conclude(measurements: Measurement[], options: Options): void {
  printTable(measurements);
  if (options.json) {
    writeFileSync(options.json, `${JSON.stringify(measurements, null, 2)}\n`);
  }
  if (options.check && measurements.some(isMissed)) process.exitCode = 1;
}

program.parseAsync().catch(error => {
  process.stderr.write(`\n${error.stack}\n`);
  process.exit(1);
});
