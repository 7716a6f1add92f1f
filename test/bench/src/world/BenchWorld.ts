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
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmiSmokeTestClient } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  Backend,
  REPOSITORY,
  ServerProcess,
  startPostgres,
  startS3,
  type S3Ready,
} from '@ami-smoke-test/demo';
import { defaultNetwork, type BootScript } from '@ami-smoke-test/local-ec2';
import knex, { type Knex } from 'knex';
import type { Ec2Ready, Ec2ServerOptions } from '../servers/ec2';
import { EngineJournal } from './EngineJournal';
import { cpuSecondsOfTree, parentOf } from './processes';

/** How long AWS takes for an answer. */
const ANSWER_MS = 300;
const DATABASE_PREFIX = 'bench_';

/** An image, and how it boots. */
export interface BenchImage {
  region: string;
  name: string;
  boot: string;
}

export interface BenchWorldOptions {
  /** By name. */
  boots: Record<string, BootScript>;
  images: BenchImage[];
  /** Where its backends test. */
  regions: string[];
  /** The section `amiSmokeTest` of its backends, but for what all of them have. */
  config?: { limits?: object; retention?: object };
  /** Where the CPU profiles of its backends go, if they are to be profiled. */
  cpuProfiles?: string;
}

type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** A local EC2 as slow as AWS, a local S3 and a PostgreSQL, each in a process of its own, and backends that share them. */
export class BenchWorld {
  readonly folder: string;
  readonly #options: BenchWorldOptions;
  readonly #token = randomBytes(24).toString('hex');
  readonly #secret = randomBytes(24).toString('hex');
  readonly #backends: Backend[] = [];
  #postgres: Postgres | undefined;
  #postmaster = 0;
  #ec2: ServerProcess<Ec2Ready> | undefined;
  #s3: ServerProcess<S3Ready> | undefined;
  #ready: { ec2: Ec2Ready; s3: S3Ready } | undefined;

  static async start(options: BenchWorldOptions): Promise<BenchWorld> {
    const world = new BenchWorld(options);
    try {
      await world.#start();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  private constructor(options: BenchWorldOptions) {
    this.#options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-bench-'));
  }

  /** The endpoint of EC2. */
  get ec2(): string {
    return this.#servers.ec2.url;
  }

  imageId(region: string, name: string): string {
    const index = this.#options.images.findIndex(
      one => one.region === region && one.name === name,
    );
    return this.#servers.ec2.imageIds[index];
  }

  /** Starts a backend, as a process of its own. */
  async backend(): Promise<Backend> {
    const { regions, config, cpuProfiles } = this.#options;
    const backend = await Backend.create({
      folder: this.folder,
      name: `backend-${this.#backends.length}`,
      database: {
        postgres: this.#connectionString,
        prefix: DATABASE_PREFIX,
      },
      ec2: this.ec2,
      s3: this.#servers.s3.endpoint,
      token: this.#token,
      secret: this.#secret,
      config: {
        amiSmokeTest: {
          ...config,
          profiles: {
            default: {
              consoleEverySeconds: 5,
              regions: Object.fromEntries(
                regions.map(region => [region, networkOf(region)]),
              ),
              budgets: { serviceSeconds: 1800 },
            },
          },
        },
      },
      env: cpuProfiles
        ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${cpuProfiles}` }
        : {},
    });
    this.#backends.push(backend);
    await backend.start();
    return backend;
  }

  client(backend: Backend): AmiSmokeTestClient {
    return new AmiSmokeTestClient({
      discoveryApi: {
        getBaseUrl: async pluginId => `${backend.url}/api/${pluginId}`,
      },
      fetchApi: {
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            headers: {
              ...init?.headers,
              authorization: `Bearer ${this.#token}`,
            },
          }),
      },
    });
  }

  /** The database of the plugin; whoever takes it closes it. */
  database(): Knex {
    const url = new URL(this.#connectionString);
    url.pathname = `/${DATABASE_PREFIX}ami-smoke-test`;
    return knex({ client: 'pg', connection: { connectionString: url.href } });
  }

  journal(): EngineJournal {
    return EngineJournal.read(this.#journalPath);
  }

  /** The CPU time that PostgreSQL has used, in seconds. */
  postgresCpuSeconds(): number {
    return cpuSecondsOfTree(this.#postmaster);
  }

  async close(): Promise<void> {
    await Promise.all(this.#backends.map(backend => backend.stop()));
    await this.#postgres?.stop();
    await Promise.all([this.#ec2?.stop(), this.#s3?.stop()]);
    rmSync(this.folder, { recursive: true });
  }

  async #start(): Promise<void> {
    const { boots, images } = this.#options;
    const options: Ec2ServerOptions = {
      folder: join(this.folder, 'ec2'),
      journalPath: this.#journalPath,
      answerMs: ANSWER_MS,
      boots,
      images,
    };
    const optionsFile = join(this.folder, 'ec2.json');
    writeFileSync(optionsFile, JSON.stringify(options));
    this.#ec2 = new ServerProcess({
      program: join(REPOSITORY, 'test/bench/src/servers/ec2.ts'),
      args: [optionsFile],
      logFile: join(this.folder, 'ec2.log'),
    });
    this.#s3 = startS3(this.folder);
    this.#postgres = await startPostgres();
    this.#postmaster = await postmasterOf(this.#connectionString);
    this.#ready = { ec2: await this.#ec2.ready, s3: await this.#s3.ready };
  }

  get #servers() {
    if (!this.#ready) throw new Error('The servers do not run yet');
    return this.#ready;
  }

  get #connectionString(): string {
    if (!this.#postgres) throw new Error('PostgreSQL does not run yet');
    return this.#postgres.connectionString;
  }

  get #journalPath(): string {
    return join(this.folder, 'journal.jsonl');
  }
}

/** The network in which instances are launched. */
export function networkOf(region: string) {
  const { subnets, defaultSecurityGroupId } = defaultNetwork(region);
  return {
    subnets: subnets.map(({ subnetId }) => subnetId),
    securityGroups: [defaultSecurityGroupId],
  };
}

async function postmasterOf(connectionString: string): Promise<number> {
  const database = knex({ client: 'pg', connection: { connectionString } });
  try {
    const { rows } = await database.raw('select pg_backend_pid() as pid');
    return parentOf(rows[0].pid);
  } finally {
    await database.destroy();
  }
}
