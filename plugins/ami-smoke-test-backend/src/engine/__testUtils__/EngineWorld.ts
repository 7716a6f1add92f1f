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

import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BootScript } from '@ami-smoke-test/local-ec2';
import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Knex } from 'knex';
import { until } from '../../__testUtils__/until';
import { LocalS3 } from '../../archive/__testUtils__/LocalS3';
import type { S3Archive } from '../../archive/S3Archive';
import { type Profile, readSmokeTestConfig } from '../../config';
import { DatabaseSmokeTestStore } from '../../database/DatabaseSmokeTestStore';
import type { RunRecord } from '../../database/records';
import type { SmokeTestStore } from '../../database/SmokeTestStore';
import { AwsEc2Gateway } from '../../ec2/AwsEc2Gateway';
import type { Clock } from '../../run/clock';
import type { RunMeter } from '../../run/RunMeter';
import { type Engine, startEngine } from '../startEngine';
import { ACCOUNT, profile, REGION } from './profile';
import { HEALTHY } from './scripts';
import { type ImageFaults, WatchedEc2 } from './WatchedEc2';

/** What a test asks for; the rest is usual. */
export interface Request {
  script?: BootScript;
  faults?: ImageFaults;
  instanceType?: string;
  profileName?: string;
  profile?: Partial<Profile>;
}

/** A run that a test follows. */
export interface TestRun {
  id: string;
  buildId: string;
  imageId: string;
}

/**
 * Engines on a database, with a local EC2 whose machines play scripts, and an S3: everything but AWS and the machines is
 * what it is in production.
 */
export class EngineWorld {
  static async start(databases: TestDatabases, databaseId: TestDatabaseId) {
    const knex = await databases.init(databaseId);
    const store = await DatabaseSmokeTestStore.create({
      database: mockServices.database({ knex }),
    });
    const ec2 = await WatchedEc2.start();
    const s3 = await LocalS3.start();
    return new EngineWorld({ knex, store, ec2, s3 });
  }

  readonly knex: Knex;
  readonly store: DatabaseSmokeTestStore;
  readonly ec2: WatchedEc2;
  readonly s3: LocalS3;
  readonly archive: S3Archive;
  readonly #engines: Engine[] = [];
  #builds = 0;

  private constructor(parts: {
    knex: Knex;
    store: DatabaseSmokeTestStore;
    ec2: WatchedEc2;
    s3: LocalS3;
  }) {
    this.knex = parts.knex;
    this.store = parts.store;
    this.ec2 = parts.ec2;
    this.s3 = parts.s3;
    this.archive = parts.s3.archive();
  }

  /** An engine in this process, as a replica would be in its own. */
  startEngine(
    options: {
      store?: SmokeTestStore;
      clock?: Clock;
      meter?: RunMeter;
      /** Of which runs the screens are read, which takes seconds; of none when left out. */
      readScreens?: 'failed' | 'always' | 'never';
      /** As EC2 sees it; asked for again when that refuses it. */
      accessKeyId?: () => string;
    } = {},
  ): Engine {
    const {
      accessKeyId = () => 'AKIAENGINE',
      readScreens = 'never',
      ...parts
    } = options;
    const config = readSmokeTestConfig(
      new ConfigReader({
        amiSmokeTest: {
          owner: 'tests',
          secret: 'a secret of the tests',
          archive: { s3: { bucket: LocalS3.bucket, region: REGION } },
          diagnosis: { readScreens },
          profiles: {
            default: { ...profile, consoleEverySeconds: 1, screenshots: [] },
          },
        },
      }),
    );
    const engine = startEngine({
      store: this.store,
      gateway: new AwsEc2Gateway({
        credentials: {
          getCredentialProvider: async () => ({
            sdkCredentialProvider: async () => ({
              accessKeyId: accessKeyId(),
              secretAccessKey: 'x',
            }),
          }),
        },
        endpoint: this.ec2.url,
        requestShare: 1,
        logger: { warn: () => {} },
      }),
      archive: this.s3.archive(),
      config,
      logger: mockServices.logger.mock(),
      ...parts,
    });
    this.#engines.push(engine);
    return engine;
  }

  /** Accepts a build of one new image, on one instance type. */
  async accept(request: Request = {}): Promise<TestRun> {
    const { script = HEALTHY, instanceType = 't3.small' } = request;
    this.#builds += 1;
    const imageId = this.ec2.addImage(script, request.faults);
    const id = randomUUID();
    const { build } = await this.store.acceptBuild({
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      profileName: request.profileName ?? `profile-${this.#builds}`,
      profile: { ...profile, ...request.profile },
      source: 'api',
      images: [{ region: REGION, imageId }],
      createdBy: 'external:packer',
      key: id,
      bodyHash: 'hash',
      runs: [
        {
          id,
          image: { accountId: ACCOUNT, region: REGION, imageId },
          instanceType,
          archiveFolder: `s3://${LocalS3.bucket}/${id}/`,
        },
      ],
    });
    return { id, buildId: build.id, imageId };
  }

  async run({ id }: TestRun): Promise<RunRecord> {
    const run = await this.store.getRun(id);
    if (!run) throw new Error(`There is no run ${id}`);
    return run;
  }

  /** Waits for the run to be as it is wanted. */
  async until(
    run: TestRun,
    good: (record: RunRecord) => boolean,
  ): Promise<RunRecord> {
    return until(() => this.run(run), good);
  }

  finished(run: TestRun): Promise<RunRecord> {
    return this.until(run, ({ stage }) => stage === 'finished');
  }

  /** Accepts a build and waits for the end of its run. */
  async test(request: Request = {}): Promise<RunRecord> {
    return this.finished(await this.accept(request));
  }

  events({ buildId }: { buildId: string }): Promise<BuildEvent[]> {
    return this.store.eventsAfter(buildId, 0, 10_000);
  }

  /** Waits until the service of a run was asked. */
  async asked(run: TestRun): Promise<void> {
    while (!(await this.events(run)).some(({ type }) => type === 'check')) {
      await sleep(20);
    }
  }

  /** What a run told that went wrong without ending it. */
  async notices(run: TestRun): Promise<string[]> {
    return (await this.store.noticesOf(run.id)).map(({ message }) => message);
  }

  /** Waits until EC2 was called so about a run. */
  async called(run: TestRun, action: string, times = 1): Promise<void> {
    while (this.ec2.calls(run, action).length < times) await sleep(20);
  }

  /** An object of the run's folder. */
  async object(run: TestRun, path: string): Promise<string> {
    const folder = { accountId: ACCOUNT, region: REGION, runId: run.id };
    const key = this.archive.key({ ...folder, imageId: run.imageId }, path);
    return text((await this.archive.get(key)).body);
  }

  /**
   * Stops every engine and takes away all that stood in the way.
   *
   * @throws when a run has left something in EC2, or something was launched more than once
   */
  async endWithNothingLeft(relaunched: TestRun[] = []): Promise<void> {
    await Promise.all(this.#engines.splice(0).map(engine => engine.stop()));
    this.ec2.endWithNothingLeft(relaunched);
  }

  async close(): Promise<void> {
    await this.ec2.close();
    await this.s3.down();
  }
}
