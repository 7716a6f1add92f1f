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

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { measureDiagnosis } from './diagnosis/measureDiagnosis';
import type { EngineOptions } from './engine/EngineOptions';
import { measureLatency } from './engine/latency';
import { measureLoad } from './engine/load';
import { measureResume } from './engine/resume';
import { measureThousand } from './engine/thousand';
import { measurePages } from './pages/measurePages';
import { measureReads } from './reads/measureReads';
import { isMissed, printSection, type Section } from './report';

interface Options {
  json?: string;
  check?: boolean;
  quick?: boolean;
  cpuProfiles?: string;
  runs?: number;
  repetitions?: number;
  builds?: number;
}

type Benchmark = (engine: EngineOptions, options: Options) => Promise<Section>;

const BENCHMARKS: Record<string, Benchmark> = {
  latency: measureLatency,
  load: measureLoad,
  thousand: measureThousand,
  resume: measureResume,
  reads: measureReads,
  pages: async ({ quick }, { repetitions, builds }) => ({
    title: 'The pages, in Chromium against a backend with PostgreSQL',
    measurements: await measurePages({
      repetitions: repetitions ?? (quick ? 2 : 10),
      builds: builds ?? (quick ? 500 : 10_000),
    }),
  }),
  diagnosis: measureDiagnosis,
};

const HELP = `
Benchmarks:
  latency   1 run and 20 at once: how late the verdict is, and how punctual the frames, beside the article's script
  load      200 builds in one minute against AWS's request limits, beside the script
  thousand  1,000 runs at the same time in one backend process
  resume    how soon another replica goes on with a killed one's runs
  reads     the API over 100,000 runs and 1,000,000 captures
  pages     the pages in Chromium, and the size of their JavaScript
  diagnosis a console log of 64 KB, tried on all signatures`;

const program = new Command('npm run bench --')
  .description('Measures how fast it is, beside what it is meant to be.')
  .addArgument(
    new Argument('[benchmarks...]', 'which (default: all of them)').choices(
      Object.keys(BENCHMARKS),
    ),
  )
  .option('--json <file>', 'write the measurements, for machines')
  .option('--check', 'exit with 1 when a target is missed')
  .option('--quick', 'few runs and little data: whether it works at all')
  .option(
    '--cpu-profiles <folder>',
    'write a CPU profile of each backend process, which costs some time itself',
  )
  .option(
    '--runs <number>',
    'thousand: how many runs there are at the same time',
    number,
  )
  .option('--repetitions <number>', 'pages: how often each is opened', number)
  .option('--builds <number>', 'pages: how many builds the history has', number)
  .addHelpText('after', HELP)
  .action(run);

async function run(names: string[], options: Options): Promise<void> {
  const cpuProfiles = options.cpuProfiles && resolve(options.cpuProfiles);
  if (cpuProfiles) mkdirSync(cpuProfiles, { recursive: true });
  const sections: Record<string, Section> = {};
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
    process.stderr.write(`Measuring ${name} …\n`);
    const engine = {
      quick: Boolean(options.quick),
      runs: options.runs,
      cpuProfiles,
    };
    sections[name] = await BENCHMARKS[name](engine, options);
    printSection(sections[name]);
    if (options.json) {
      writeFileSync(options.json, `${JSON.stringify(sections, null, 2)}\n`);
    }
  }
  const all = Object.values(sections).flatMap(
    ({ measurements }) => measurements,
  );
  if (options.check && all.some(isMissed)) process.exitCode = 1;
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return value;
}

program.parseAsync().catch(error => {
  process.stderr.write(`\n${error.stack}\n`);
  process.exit(1);
});
