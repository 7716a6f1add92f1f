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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/** A command, and where it runs. */
export interface TimedCommand {
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Where what it says on standard error goes. */
  logFile: string;
}

/** What became of a command. */
export interface Timed {
  exitCode: number;
  /** Epoch milliseconds. */
  exitedAt: number;
  /** Of the command and everything that it started. */
  cpuSeconds: number;
  output: string;
}

/** Runs a command, and tells when it ended and the CPU time that it took. */
export async function runTimed(options: TimedCommand): Promise<Timed> {
  const log = openSync(options.logFile, 'a');
  // The shell knows how much its children took, and theirs.
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      '"$@" 3>&-; code=$?; times >&3; exit $code',
      'sh',
      options.command,
      ...options.args,
    ],
    {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', log, 'pipe'],
    },
  );
  closeSync(log);
  const exited = once(child, 'exit').then(([code]) => ({
    exitCode: Number(code ?? 1),
    exitedAt: Date.now(),
  }));
  const [{ exitCode, exitedAt }, output, times] = await Promise.all([
    exited,
    text(child.stdout as Readable),
    text(child.stdio[3] as Readable),
  ]);
  return { exitCode, exitedAt, output, cpuSeconds: secondsOf(times) };
}

/** The sum of what `times` prints, as `0m1.25s`. */
function secondsOf(times: string): number {
  return [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
