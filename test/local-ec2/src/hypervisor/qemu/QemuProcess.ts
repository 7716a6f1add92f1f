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

import {
  ChildProcessWithoutNullStreams,
  spawn,
  spawnSync,
} from 'node:child_process';
import { qemuProgram } from './isQemuAvailable';

const running = new Set<ChildProcessWithoutNullStreams>();
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')));

/** Linux's way to have a process end with its parent, however that one ends. Elsewhere only an orderly exit ends ours. */
const endWithParent = ['setpriv', '--pdeathsig', 'KILL'];
let canEndWithParent: boolean | undefined;

/** How a QEMU process ended. */
export interface QemuEnd {
  code: number | null;
  signal: string | null;
  /** What it wrote to its standard error. */
  errors: string;
}

/** One QEMU process, which does not outlive this one. */
export class QemuProcess {
  readonly ended: Promise<QemuEnd>;
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(args: string[]) {
    const [program, ...all] = commandLine(args);
    const child = spawn(program, all, { stdio: 'pipe' });
    this.#child = child;
    running.add(child);
    let errors = '';
    child.stderr.on('data', data => {
      errors = `${errors}${data}`.slice(-4096);
    });
    this.ended = new Promise(resolve => {
      const end = (code: number | null, signal: string | null) => {
        running.delete(child);
        resolve({ code, signal, errors: errors.trim() });
      };
      child.on('close', end);
      child.on('error', error => {
        errors = error.message;
        end(null, null);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get input() {
    return this.#child.stdin;
  }

  get output() {
    return this.#child.stdout;
  }

  kill() {
    this.#child.kill('SIGKILL');
  }
}

function commandLine(args: string[]): string[] {
  canEndWithParent ??=
    spawnSync(endWithParent[0], [...endWithParent.slice(1), 'true']).status ===
    0;
  return [...(canEndWithParent ? endWithParent : []), qemuProgram, ...args];
}
