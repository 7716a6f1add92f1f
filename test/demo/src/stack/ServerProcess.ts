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

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { REPOSITORY } from '../paths';

/** Compiles TypeScript as it is loaded. */
const TYPESCRIPT = require.resolve('@backstage/cli/config/nodeTransform.cjs');
/** How long a server may take to end before it is killed. */
const STOP_MS = 20_000;

/** Which program, and where its output goes. */
export interface ServerOptions {
  /** A TypeScript file. */
  program: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  logFile: string;
}

/** A server in a process of its own: it ends when we say so, and when we die. */
export class ServerProcess<Ready = unknown> {
  readonly #child: ChildProcess;
  readonly #options: ServerOptions;
  readonly #exited: Promise<unknown>;
  readonly ready: Promise<Ready>;

  constructor(options: ServerOptions) {
    this.#options = options;
    const log = openSync(options.logFile, 'a');
    this.#child = fork(options.program, options.args ?? [], {
      cwd: REPOSITORY,
      execArgv: ['--require', TYPESCRIPT],
      env: { ...process.env, ...options.env },
      // Its own group: Ctrl-C is for us to handle.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#exited = once(this.#child, 'exit');
    this.ready = this.#whenReady();
    this.ready.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  /** Lets it run on when we end. */
  keep(): void {
    this.#child.send('keep', () => {
      this.#child.disconnect();
      this.#child.unref();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** What it printed last, for error messages. */
  lastWords(): string {
    return readFileSync(this.#options.logFile, 'utf8')
      .split('\n')
      .slice(-15)
      .join('\n');
  }

  async #whenReady(): Promise<Ready> {
    const answer = await Promise.race([
      this.#answer(),
      this.#exited.then(() => ({ error: 'it ended' })),
    ]);
    if (answer.error !== undefined) {
      throw new Error(
        `${this.#options.program} did not start: ${
          answer.error
        }\n${this.lastWords()}`,
      );
    }
    return (answer as { ready: Ready }).ready;
  }

  /** Its first word; what compiles its TypeScript talks on the same channel. */
  #answer(): Promise<{ ready?: Ready; error?: string }> {
    return new Promise(resolve => {
      this.#child.on(
        'message',
        (message: { ready?: Ready; error?: string }) => {
          if (message.ready !== undefined || message.error !== undefined) {
            resolve(message);
          }
        },
      );
    });
  }
}
