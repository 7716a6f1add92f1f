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

import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY, serverProgram } from '../paths';
import type { Ec2Ready, Ec2ServerOptions } from '../servers/ec2';
import { Backend, type AppPackage } from './Backend';
import { ServerProcess } from './ServerProcess';

/** A PostgreSQL that runs. */
export interface Postgres {
  connectionString: string;
  /** Takes it away for a while, in good order or as a crash. */
  restart(options: { downMs: number; crash: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Where a local S3 is. */
export interface S3Ready {
  endpoint: string;
  bucket: string;
}

/** What the stack is to be. */
export interface StackOptions {
  virtualization: 'qemu' | 'scripted';
  /** For everything that is written, but for the cache. */
  folder: string;
  region: string;
  /** The backend's, which serves the app too. Default: a free one. */
  port?: number;
  /** What the backend's config is to have beside `app-config.yaml`. */
  config?: object;
  /** The app that the backend serves, if it is built. Default: the new frontend system's. */
  app?: AppPackage;
  say(line: string): void;
}

/** All the servers of the demo, each in a process of its own. */
export class Stack {
  readonly #options: StackOptions;
  #postgres: Promise<Postgres> | undefined;
  #s3: ServerProcess<S3Ready> | undefined;
  #ec2: ServerProcess<Ec2Ready> | undefined;
  #backend: Backend | undefined;

  constructor(options: StackOptions) {
    this.#options = options;
  }

  /**
   * Starts everything; what has been started before one failed is stopped by `stop`.
   *
   * @param signal - when it is aborted, no more is started or waited for
   */
  async start(signal?: AbortSignal): Promise<{
    ec2: Ec2Ready;
    s3: S3Ready;
    backend: Backend;
    /** A connection string. */
    postgres: string;
  }> {
    const { folder, region, virtualization, port, app, config, say } =
      this.#options;
    signal?.throwIfAborted();
    mkdirSync(folder, { recursive: true });

    const options: Ec2ServerOptions = {
      virtualization,
      folder: join(folder, 'ec2'),
      cacheFolder: cacheFolder(),
      journalPath: join(folder, 'ec2-journal.jsonl'),
      region,
    };
    this.#ec2 = new ServerProcess({
      program: serverProgram('ec2'),
      args: [JSON.stringify(options)],
      logFile: join(folder, 'ec2.log'),
    });
    this.#s3 = startS3(folder);
    this.#postgres = startPostgres();
    const { connectionString: postgres } = await unlessAborted(
      this.#postgres,
      signal,
    );
    say('PostgreSQL runs');
    const s3 = await unlessAborted(this.#s3.ready, signal);
    say(`A local S3 runs at ${s3.endpoint}`);
    const ec2 = await unlessAborted(this.#ec2.ready, signal);
    say(`The local EC2 runs at ${ec2.url} (${virtualization})`);

    this.#backend = await Backend.create({
      folder,
      database: { postgres },
      ec2: ec2.url,
      s3: s3.endpoint,
      port,
      app,
      config,
    });
    await unlessAborted(this.#backend.start(), signal);
    say(`The Backstage backend runs at ${this.#backend.url}`);
    return { ec2, s3, backend: this.#backend, postgres };
  }

  /**
   * Stops everything.
   *
   * @param options - `keep` leaves S3 and EC2 to themselves
   */
  async stop(options: { keep: boolean } = { keep: false }): Promise<void> {
    // The backend first: it hands its runs over while there is still something to write to.
    await this.#backend?.stop();
    await this.#postgres?.then(
      postgres => postgres.stop(),
      () => {}, // It never ran.
    );
    if (options.keep) {
      this.#ec2?.keep();
      this.#s3?.keep();
    } else {
      await Promise.all([this.#ec2?.stop(), this.#s3?.stop()]);
    }
  }

  /** The processes that `keep` leaves. */
  get keptProcesses(): number[] {
    return [this.#ec2, this.#s3].flatMap(server =>
      server ? [server.pid] : [],
    );
  }
}

/** What a promise comes to, or the reason of the signal when that is first. */
async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  const settled = new AbortController();
  try {
    return await Promise.race([
      promise,
      once(signal, 'abort', { signal: settled.signal }).then(() => {
        throw signal.reason;
      }),
    ]);
  } finally {
    settled.abort();
  }
}

/** A local S3 in a process of its own. */
export function startS3(folder: string, port = 0): ServerProcess<S3Ready> {
  return new ServerProcess({
    program: serverProgram('s3'),
    args: [String(port)],
    logFile: join(folder, 's3.log'),
  });
}

/** Where images and packages are kept from one demo to the next. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(base, 'ami-smoke-test', 'images');
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  return folder;
}

/** An embedded PostgreSQL with its data in a temporary folder. */
export async function startPostgres(): Promise<Postgres> {
  const script = join(REPOSITORY, 'scripts/lib/postgres.mjs');
  const module = await import(pathToFileURL(script).href);
  return module.startPostgres();
}
