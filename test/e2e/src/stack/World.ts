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
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  GetParameterCommand,
  ParameterNotFound,
  SSMClient,
} from '@aws-sdk/client-ssm';
import {
  AmiSmokeTestClient,
  type Build,
  type CreateBuildRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  Backend,
  startS3,
  type BackendOptions,
  type ServerProcess,
  type S3Ready,
} from '@ami-smoke-test/demo';
import {
  LocalEc2,
  readJournal,
  ScriptedHypervisor,
  type BootScript,
  type FaultPlan,
  type JournalEvent,
} from '@ami-smoke-test/local-ec2';
import { History } from './History';

const REGION = 'us-east-1';
const PATIENCE_MS = 60_000;

export interface WorldOptions {
  /** What machines do, by the name of the image that they are launched from. */
  scripts: Record<string, BootScript>;
  /** A PostgreSQL connection string. Default: the one that the tests were given. */
  postgres?: string;
}

/** A local EC2 and S3, and backends that are processes: one installation, however many of them. */
export class World {
  readonly #folder: string;
  readonly #options: WorldOptions;
  readonly #ec2: LocalEc2;
  readonly #s3: ServerProcess<S3Ready>;
  readonly s3: S3Ready;
  readonly #token = randomBytes(24).toString('hex');
  readonly #secret = randomBytes(24).toString('hex');
  readonly #prefix = `e2e_${randomBytes(4).toString('hex')}_`;
  readonly #backends: Backend[] = [];

  static async start(options: WorldOptions): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-e2e-'));
    const s3 = startS3(folder);
    const ec2 = await LocalEc2.start({
      hypervisor: new ScriptedHypervisor({ scripts: options.scripts }),
      stateDirectory: folder,
      journalPath: join(folder, 'journal.jsonl'),
      images: [],
    });
    return new World(folder, options, ec2, s3, await s3.ready);
  }

  private constructor(
    folder: string,
    options: WorldOptions,
    ec2: LocalEc2,
    s3Process: ServerProcess<S3Ready>,
    s3: S3Ready,
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#ec2 = ec2;
    this.#s3 = s3Process;
    this.s3 = s3;
  }

  /** A backend on PostgreSQL, where one is given, else on SQLite; not started. */
  async backend(
    options: {
      database?: 'postgres' | 'sqlite';
    } & Pick<BackendOptions, 'app' | 'config'> = {},
  ): Promise<Backend> {
    const { database, ...rest } = options;
    const postgres = this.#postgres;
    const backend = await Backend.create({
      ...rest,
      folder: this.#folder,
      name: `backend-${this.#backends.length}`,
      token: this.#token,
      database:
        database !== 'sqlite' && postgres
          ? { postgres, prefix: this.#prefix }
          : { sqliteFolder: this.#folder },
      ec2: this.#ec2.url,
      s3: this.s3.endpoint,
      secret: this.#secret,
    });
    this.#backends.push(backend);
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

  /** What can be written into the database of the backends on PostgreSQL. */
  history(): History {
    if (!this.#postgres) throw new Error('There is no PostgreSQL');
    const url = new URL(this.#postgres);
    url.pathname = `/${this.#prefix}ami-smoke-test`;
    return new History({
      connection: { connectionString: url.href },
      s3: this.s3.endpoint,
    });
  }

  /**
   * Posts a build of a new image.
   *
   * @param options - `script`: what its machine does, by default the first script
   */
  async test(
    backend: Backend,
    options: { script?: string } & Partial<CreateBuildRequest> = {},
  ): Promise<Build> {
    const { script = Object.keys(this.#options.scripts)[0], ...request } =
      options;
    const imageId = this.#ec2.addImage({
      region: REGION,
      name: `image-${randomBytes(4).toString('hex')}`,
      disk: script,
      ports: [8080],
    });
    return this.client(backend).createBuild({
      family: 'web-base',
      images: [{ region: REGION, imageId }],
      ...request,
    });
  }

  /** Posts a build of a new image, and waits until it is finished. */
  async finish(
    backend: Backend,
    options: { script?: string } & Partial<CreateBuildRequest> = {},
  ): Promise<Build> {
    const { id } = await this.test(backend, options);
    return this.until(backend, id, build => build.status === 'finished');
  }

  /** Waits until the build is as it should be. */
  async until(
    backend: Backend,
    buildId: string,
    isSo: (build: Build) => boolean,
  ): Promise<Build> {
    const client = this.client(backend);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const build = await client.getBuild(buildId);
      if (isSo(build)) return build;
      if (Date.now() > deadline) {
        throw new Error(
          `Waited too long; it is ${JSON.stringify(build, null, 2)}`,
        );
      }
      await setTimeout(100);
    }
  }

  /** From now on this goes wrong in EC2 and SSM; `{}`: nothing. */
  setFaults(plan: FaultPlan): void {
    this.#ec2.setFaults(plan);
  }

  /** What a pipeline or a launch template reads: the value of an SSM parameter, if it is there. */
  async parameter(name: string): Promise<string | undefined> {
    const client = new SSMClient({
      endpoint: this.#ec2.url,
      region: REGION,
      credentials: { accessKeyId: 'a-pipeline', secretAccessKey: 'local' },
    });
    try {
      const { Parameter } = await client.send(
        new GetParameterCommand({ Name: name }),
      );
      return Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    } finally {
      client.destroy();
    }
  }

  journal(): JournalEvent[] {
    return readJournal(join(this.#folder, 'journal.jsonl'));
  }

  async close(): Promise<void> {
    for (const backend of this.#backends) {
      backend.thaw();
      await backend.stop();
    }
    await this.#ec2.close();
    await this.#s3.stop();
    rmSync(this.#folder, { recursive: true });
  }

  get #postgres(): string | undefined {
    return (
      this.#options.postgres ??
      // npm test starts one and says where.
      process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING
    );
  }
}
