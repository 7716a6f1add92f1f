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

import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const packageFolder = resolve(__dirname, '../..');

/** The built file. */
export const BRIDGE = resolve(packageFolder, 'dist/ami-smoke-test.cjs');

/** Builds the file that users get; what is tested is that one. */
export async function buildBridge() {
  await promisify(execFile)(process.execPath, [
    resolve(packageFolder, 'build.mjs'),
  ]);
}

/** A program that is running, and what it says. */
export class Running {
  static readonly #all = new Set<Running>();
  readonly ended: Promise<{ code: number | null; output: string }>;
  readonly #child;
  #output = '';
  #onOutput = () => {};

  constructor(
    command: string,
    args: string[],
    options: { cwd: string; env: Record<string, string> },
  ) {
    this.#child = spawn(command, args, {
      cwd: options.cwd,
      // Nothing else of the environment: the tests may run in a CI that has OIDC tokens to give.
      env: { PATH: process.env.PATH!, ...options.env } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that the whole of it can be interrupted as a terminal does.
      detached: true,
    });
    const take = (chunk: Buffer) => {
      this.#output += chunk;
      this.#onOutput();
    };
    this.#child.stdout.on('data', take);
    this.#child.stderr.on('data', take);
    Running.#all.add(this);
    this.ended = new Promise((done, failed) => {
      this.#child.on('error', failed);
      this.#child.on('close', code => {
        Running.#all.delete(this);
        this.#onOutput();
        done({ code, output: this.#output });
      });
    });
  }

  /** Ends what a failed test has left running; tells what it said, because nothing else will. */
  static async endAll() {
    const left = [...Running.#all];
    for (const running of left) {
      process.kill(-running.#child.pid!, 'SIGKILL');
      const { output } = await running.ended;
      process.stderr.write(`Left running, and ended. It said:\n${output}\n`);
    }
  }

  /** Waits until it has said something. */
  async says(text: string) {
    const said = new Promise<void>(done => {
      this.#onOutput = () => this.#output.includes(text) && done();
      this.#onOutput();
    });
    const ended = this.ended.then(({ code, output }) => {
      if (output.includes(text)) return;
      throw new Error(`ended with ${code} without "${text}":\n${output}`);
    });
    await Promise.race([said, ended]);
  }

  kill(signal: NodeJS.Signals) {
    this.#child.kill(signal);
  }

  /** As Ctrl-C does: the program and all that it has started get the signal. */
  interruptGroup() {
    process.kill(-this.#child.pid!, 'SIGINT');
  }

  /** Stops reading what it says, as when Packer dies. */
  stopReading() {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }
}

/** Runs the bridge in a folder. */
export function runBridge(
  args: string[],
  options: { cwd: string; env?: Record<string, string> },
): Running {
  return new Running(process.execPath, [BRIDGE, ...args], {
    cwd: options.cwd,
    env: options.env ?? {},
  });
}
