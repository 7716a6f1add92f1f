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
import { createInterface } from 'node:readline';

/** How long a command may take to end after it was told to. */
const END_MS = 20_000;

/**
 * Runs a command in its own process group, giving its output line by line. When the signal is aborted, the group is interrupted
 * as by Ctrl-C, and killed when that does not end it.
 *
 * @returns its exit code
 */
export async function runCommand(options: {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  signal: AbortSignal;
  onLine(line: string): void;
}): Promise<number> {
  options.signal.throwIfAborted();
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = -Number(child.pid);
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    end(group, 'SIGINT');
    timer = setTimeout(() => end(group, 'SIGKILL'), END_MS);
  };
  options.signal.addEventListener('abort', interrupt);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', options.onLine);
  }
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve(code ?? 1));
    });
  } finally {
    options.signal.removeEventListener('abort', interrupt);
    clearTimeout(timer);
  }
}

function end(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(group, signal);
  } catch {
    // It has ended.
  }
}
