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
import { constants } from 'node:os';

/** Children that are running, each with the way to pass a signal on to it. */
const running = new Map();
let stoppedBy;
let lastPassedOn = 0;

/**
 * A child has a process group of its own, so that a signal reaches it once and in our order: Ctrl-C in a terminal
 * goes to the whole foreground group, and npm passes it on to us as well.
 */
function passOn(signal) {
  stoppedBy = signal;
  const now = performance.now();
  if (now - lastPassedOn < 500) {
    return;
  }
  lastPassedOn = now;
  for (const kill of running.values()) {
    kill(signal);
  }
  if (running.size === 0) {
    process.exit(stopCode());
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, passOn);
}

/** Whether somebody asked this program to stop. */
export function isStopping() {
  return stoppedBy !== undefined;
}

/** The exit code of a program that a signal ended, as shells write it. */
export function stopCode() {
  return 128 + constants.signals[stoppedBy];
}

/**
 * Runs a program to its end.
 *
 * @param command - the program, found on the `PATH` of `options.env`
 * @param args - its arguments
 * @param options - `cwd`, `env`; `show`: its output goes straight to ours instead of into the result; `onLine`: is
 * called with each line of the output; `timeoutMs`: ends it, and everything it started, when it takes longer;
 * `group`: signals go to everything it started too (default: yes, unless it is shown)
 * @returns the exit code and what was printed; a program that does not exist rejects with `ENOENT`
 */
export function run(command, args, options = {}) {
  const { cwd, env, show = false, onLine, timeoutMs, group = !show } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    let unfinished = '';
    const collect = chunk => {
      chunks.push(chunk);
      if (onLine) {
        const lines = (unfinished + chunk).split('\n');
        unfinished = lines.pop();
        lines.forEach(onLine);
      }
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);

    let timedOut = false;
    const timer =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true;
        killGroup(child.pid, 'SIGKILL');
      }, timeoutMs);

    running.set(child, signal =>
      group ? killGroup(child.pid, signal) : child.kill(signal),
    );
    const finish = () => {
      clearTimeout(timer);
      running.delete(child);
    };
    child.on('error', error => {
      finish();
      reject(error);
    });
    child.on('close', (code, signal) => {
      finish();
      if (timedOut) {
        chunks.push(`\nstopped after ${timeoutMs / 1000} s`);
      }
      resolve({
        code: code ?? 128 + constants.signals[signal],
        output: Buffer.concat(chunks.map(c => Buffer.from(c))).toString(),
      });
    });
  });
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
