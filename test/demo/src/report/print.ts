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

import { isatty } from 'node:tty';
import type { DemoFacts, ReleaseFacts, RunFacts } from './facts';
import { isExpected, VARIANTS } from '../variants';

const began = Date.now();
const coloured = isatty(1) && !process.env.NO_COLOR;

/** One line of progress, with the seconds since the start. */
export function say(text: string): void {
  const seconds = ((Date.now() - began) / 1000).toFixed(0).padStart(4);
  process.stdout.write(`${seconds} s  ${text}\n`);
}

/** A line of one of several things that run side by side. */
export function sayFrom(name: string, text: string): void {
  say(`${colour(36, name.padEnd(18))} ${text}`);
}

function colour(code: number, text: string): string {
  return coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
}

/** What is not as it should be; nothing when the demo succeeded. */
export function problemsOf(facts: DemoFacts): string[] {
  const problems: string[] = [];
  for (const build of facts.builds) {
    const variant = VARIANTS.find(({ name }) => name === build.variant);
    const bad = (text: string) => problems.push(`${build.variant}: ${text}`);
    const expected = variant?.expected ?? 'passed';
    if (build.verdict !== expected) {
      bad(`${build.verdict ?? 'no verdict'} instead of ${expected}`);
    }
    if ((build.packerExitCode === 0) !== (expected === 'passed')) {
      bad(`Packer ended with ${build.packerExitCode}`);
    }
    if (!build.imageStillRegistered) bad('its AMI is gone');
    for (const run of build.runs) {
      if (run.cleanup !== 'clean') bad(`cleanup is ${run.cleanup}`);
      if (run.screenshots === 0) bad('there is no screenshot');
      if (run.consoleBytes > 0 !== variant?.console) {
        bad(`the console log has ${run.consoleBytes} bytes`);
      }
      const stage = variant?.expectedFurthestStage;
      if (run.furthestStage !== stage) {
        bad(`it came to ${run.furthestStage ?? 'nothing'} instead of ${stage}`);
      }
      if (!isExpected(run.headline, variant?.expectedHeadline)) {
        const found = run.headline ? inWords(run.headline) : 'none';
        const wanted = JSON.stringify(variant?.expectedHeadline ?? 'none');
        bad(`the headline is ${found} instead of ${wanted}`);
      }
    }
    if (build.runs.length === 0) bad('it was not tested');
  }
  problems.push(...problemsOfRelease(facts));
  for (const thing of facts.leaked) problems.push(`left in EC2: ${thing}`);
  return problems;
}

function problemsOfRelease({ release, builds }: DemoFacts): string[] {
  if (!release) return [];
  const { family, gateOfFailed, exitCodes, parameters } = release;
  const imageId = builds.find(build => build.family === family)?.imageId;
  const problems: string[] = [];
  if (gateOfFailed !== undefined && gateOfFailed !== 2) {
    problems.push(
      `the gate of an image that failed ended with ${gateOfFailed}`,
    );
  }
  if (exitCodes.some(code => code !== 0)) {
    problems.push(`${family}: promoting it ended with ${exitCodes.join(', ')}`);
  }
  for (const parameter of parameters) {
    if (parameter.imageId === imageId) continue;
    problems.push(
      `${parameter.name} is ${
        parameter.imageId ?? 'missing'
      } instead of ${imageId}`,
    );
  }
  return problems;
}

function inWords({
  category,
  severity,
  title,
}: NonNullable<RunFacts['headline']>): string {
  return `${category} ${severity}: ${title}`;
}

/** The verdicts as a table, and how long after the service each pass was known. */
export function printFacts(facts: DemoFacts): void {
  const rows = facts.builds.flatMap(build =>
    build.runs.map(run => [
      build.variant,
      run.verdict ?? 'none',
      `exit ${build.packerExitCode}`,
      inSeconds(run.onlineMs),
      inSeconds(run.serviceMs),
      inSeconds(run.verdictMs),
      latency(run),
      String(run.screenshots),
      `${(run.consoleBytes / 1024).toFixed(1)} KiB`,
      run.cleanup,
      run.furthestStage ?? '',
      run.headline ? inWords(run.headline) : '',
    ]),
  );
  const head = [
    'variant',
    'verdict',
    'packer',
    'online',
    'service',
    'verdict at',
    'latency',
    'frames',
    'console',
    'cleanup',
    'reached',
    'headline',
  ];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column].length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  process.stdout.write(
    `\n${[head, ...rows]
      .map(line)
      .join(
        '\n',
      )}\n\nverdictMs - serviceMs of each passed run (latency): from the service answering inside the guest to the verdict in Packer.\n`,
  );
  for (const build of facts.builds) {
    process.stdout.write(
      `\n${build.variant}: ${build.reason ?? 'no reason'}\n  ${
        build.runs[0]?.archive ?? ''
      }\n  ${build.url ?? ''}\n`,
    );
  }
  printRelease(facts.release);
  const problems = problemsOf(facts);
  process.stdout.write(
    problems.length === 0
      ? '\nEvery verdict is the expected one, and nothing is left in EC2.\n'
      : `\nNot as expected:\n${problems
          .map(problem => `  ${problem}\n`)
          .join('')}`,
  );
}

function printRelease(release: ReleaseFacts | undefined): void {
  if (!release) return;
  process.stdout.write(
    `\n${release.family} is promoted; what whoever launches it reads:\n`,
  );
  for (const { name, imageId } of release.parameters) {
    process.stdout.write(
      `  aws ssm get-parameter --name ${name}  →  ${imageId ?? 'not found'}\n`,
    );
  }
}

function latency(run: RunFacts): string {
  if (run.verdict !== 'passed') return '';
  const known = run.verdictMs !== undefined && run.serviceMs !== undefined;
  return known ? `${Number(run.verdictMs) - Number(run.serviceMs)} ms` : '?';
}

function inSeconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`;
}
