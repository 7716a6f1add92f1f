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

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@ami-smoke-test/demo';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runChaos } from './chaos';
import { planChaos } from './plan/plan';
import { printReport } from './report';
import { SABOTAGES, type Sabotage } from './sabotage/sabotages';

const began = performance.now();

const OUTPUT = join(REPOSITORY, 'out/chaos');
/** Folders of earlier ones that stay. */
const KEPT_FOLDERS = 9;

/** A wrong argument. */
const WRONG = 2;

const program = new Command('npm run chaos --')
  .description(
    'Three backends on one database, in a world in which everything goes wrong: does every run have the verdict that it deserves, is nothing left, is no evidence lost?',
  )
  .option(
    '--seed <text>',
    'what happens depends on it alone; without it, something new',
    String(Date.now() % 1_000_000),
  )
  .option('--runs <number>', 'how many', wholeNumber, 300)
  .addOption(
    new Option(
      '--sabotage <what>',
      'switch one protection off in the backends: this has to fail',
    )
      .choices(Object.keys(SABOTAGES))
      .conflicts(['seed', 'runs']),
  )
  .option('--json <file>', 'write what came of it, for machines')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG))
  .allowExcessArguments(false);

interface Options {
  seed: string;
  runs: number;
  json?: string;
  sabotage?: Sabotage;
}

async function main(): Promise<number> {
  const { seed, runs, json, sabotage } = program.parse().opts<Options>();
  const folder = newFolder();
  const plan = sabotage ? SABOTAGES[sabotage]() : planChaos(seed, runs);
  say(
    sabotage
      ? `Without ${sabotage}; logs are in ${folder}`
      : `Seed ${seed}, ${runs} runs; logs are in ${folder}`,
  );
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopping.abort(new Error('Interrupted')));
  }
  const report = await runChaos({
    plan,
    folder,
    sabotage,
    signal: stopping.signal,
    say,
  });
  printReport(report);
  if (json) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  return report.ok ? 0 : 1;
}

/** A folder of this chaos's own; the oldest ones go. */
function newFolder(): string {
  mkdirSync(OUTPUT, { recursive: true });
  const folders = readdirSync(OUTPUT).sort();
  for (const name of folders.slice(0, -KEPT_FOLDERS)) {
    rmSync(join(OUTPUT, name), { recursive: true, force: true });
  }
  const name = new Date().toISOString().replace(/[:.]/g, '-');
  const folder = join(OUTPUT, `${name}-${process.pid}`);
  mkdirSync(folder);
  return folder;
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 5_000) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 5000.');
  }
  return number;
}

function say(line: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${seconds.padStart(7)} s  ${line}\n`);
}

main().then(
  code => process.exit(code),
  error => {
    process.stderr.write(`\n${error.stack}\n`);
    process.exit(1);
  },
);
