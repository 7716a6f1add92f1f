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

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { REPOSITORY, serverProgram } from '../paths';
import { freePort } from './freePort';
import { ServerProcess } from './ServerProcess';

const READY_MS = 120_000;

/** The apps of `test/`, by package name: in the new frontend system and in the legacy one. */
export type AppPackage = 'ami-smoke-test-app' | 'ami-smoke-test-app-legacy';

/** What a backend needs of the world. */
export interface BackendOptions {
  folder: string;
  name?: string;
  /** A PostgreSQL connection string, or a folder for SQLite files. */
  database: { postgres: string; prefix?: string } | { sqliteFolder: string };
  /** The endpoints of EC2 and S3. */
  ec2: string;
  s3: string;
  /** The app that it serves, if it is built. Default: the new frontend system's. */
  app?: AppPackage;
  /** Default: a free one. */
  port?: number;
  /** What is otherwise than in `app-config.yaml`. */
  config?: object;
  /** Of the subject `packer`. */
  token?: string;
  /** What key pairs are derived from: the same for all of one installation. */
  secret?: string;
  /** Further variables of its environment. */
  env?: NodeJS.ProcessEnv;
}

/** A Backstage backend in a process of its own, that can be killed and started again as the same installation. */
export class Backend {
  readonly url: string;
  /** The token of the subject `packer`. */
  readonly token: string;
  readonly #secret: string;
  readonly #options: BackendOptions;
  readonly #configFiles: string[];
  readonly #port: number;
  #process: ServerProcess | undefined;

  /** Writes its config; starts nothing yet. */
  static async create(options: BackendOptions): Promise<Backend> {
    return new Backend(options, options.port ?? (await freePort()));
  }

  private constructor(options: BackendOptions, port: number) {
    this.#options = options;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.token = options.token ?? randomBytes(24).toString('hex');
    this.#secret = options.secret ?? randomBytes(24).toString('hex');
    const { name = 'backend', folder } = options;
    this.#configFiles = [this.#databaseConfig(), options.config ?? {}].map(
      (config, index) => {
        const file = join(folder, `app-config.${name}.${index}.json`);
        writeFileSync(file, JSON.stringify(config, null, 2));
        return file;
      },
    );
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    const process = new ServerProcess({
      program: serverProgram('backend'),
      args: [
        '--config',
        join(REPOSITORY, 'app-config.yaml'),
        ...this.#configFiles.flatMap(file => ['--config', file]),
      ],
      env: {
        AMI_SMOKE_TEST_TOKEN: this.token,
        AMI_SMOKE_TEST_SECRET: this.#secret,
        AMI_SMOKE_TEST_EC2_ENDPOINT: this.#options.ec2,
        AMI_SMOKE_TEST_S3_ENDPOINT: this.#options.s3,
        AMI_SMOKE_TEST_PORT: String(this.#port),
        ...(this.#options.app && { AMI_SMOKE_TEST_APP: this.#options.app }),
        AWS_EC2_METADATA_DISABLED: 'true',
        NODE_ENV: 'development',
        LOG_LEVEL: 'info',
        ...this.#options.env,
      },
      logFile: join(
        this.#options.folder,
        `${this.#options.name ?? 'backend'}.log`,
      ),
    });
    this.#process = process;
    const deadline = Date.now() + READY_MS;
    while (!(await this.#isReady())) {
      if (!process.running || Date.now() > deadline) {
        throw new Error(
          `The Backstage backend did not start:\n${process.lastWords()}`,
        );
      }
      await setTimeout(200);
    }
  }

  /** Says anew what is otherwise than in `app-config.yaml`: what reads its config at every use hears of it while it runs. */
  reconfigure(config: object): void {
    writeFileSync(
      this.#configFiles[this.#configFiles.length - 1],
      JSON.stringify(config, null, 2),
    );
  }

  /** Shuts it down: it hands its runs over. */
  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** Stops its clockwork, as a suspended machine would. */
  freeze(): void {
    this.#process?.signal('SIGSTOP');
  }

  thaw(): void {
    this.#process?.signal('SIGCONT');
  }

  async #isReady(): Promise<boolean> {
    try {
      const response = await fetch(
        `${this.url}/.backstage/health/v1/readiness`,
      );
      return response.ok;
    } catch {
      return false;
    }
  }

  #databaseConfig() {
    const { database } = this.#options;
    return {
      backend: {
        database:
          'postgres' in database
            ? {
                client: 'pg',
                connection: database.postgres,
                ...(database.prefix && { prefix: database.prefix }),
              }
            : {
                client: 'better-sqlite3',
                connection: { directory: database.sqliteFolder },
              },
      },
    };
  }
}
