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
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  type BootScript,
  type CallEvent,
  CUT_CONNECTION,
  DEFAULT_ACCOUNT_ID,
  defaultNetwork,
  type InterceptedCall,
  type Interceptor,
  launchedTwice,
  LocalEc2,
  readJournal,
  ScriptedHypervisor,
  whatIsLeft,
} from '@ami-smoke-test/local-ec2';
import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Knex } from 'knex';
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

export const REGION = 'eu-central-1';
export const PORT = 8080;
const ACCOUNT = DEFAULT_ACCOUNT_ID;
const { subnets, defaultSecurityGroupId } = defaultNetwork(REGION, ACCOUNT);
export const SUBNETS = subnets.map(({ subnetId }) => subnetId);

/** A profile's network in these subnets: with others it is another one, which no pass in the first proves. */
export function networkOf(inSubnets: string[]): Profile['regions'] {
  return {
    [REGION]: { subnets: inSubnets, securityGroups: [defaultSecurityGroupId] },
  };
}

/** Boots, and answers after half a second. */
export const HEALTHY: BootScript = {
  screen: [
    { atMs: 0, lines: ['Booting'] },
    { atMs: 400, lines: ['Booting', 'login:'] },
  ],
  console: [
    { atMs: 0, text: 'Linux version 6.1\r\n' },
    { atMs: 300, text: 'login: ' },
  ],
  network: [{ atMs: 0, up: true }],
  ports: {
    [PORT]: [{ atMs: 500, state: 'open', http: { '/health': { body: 'ok' } } }],
  },
};
/** Boots like `HEALTHY`, and answers when it is told to. */
export function answersAfter(atMs: number): BootScript {
  const http = { '/health': { body: 'ok' } };
  return { ...HEALTHY, ports: { [PORT]: [{ atMs, state: 'open', http }] } };
}
/** Its network answers, and nothing listens. */
export const REFUSING: BootScript = { ...HEALTHY, ports: {} };
/** Nothing ever answers. */
export const SILENT: BootScript = { ...HEALTHY, network: [] };

/** What a test asks for; the rest is usual. */
export interface Request {
  script?: BootScript;
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

/** Quick, so that many runs fit into a minute. */
const profile: Profile = {
  accountId: ACCOUNT,
  imageOwners: ['self'],
  regions: networkOf(SUBNETS),
  instanceTypes: ['t3.small'],
  fallbackInstanceTypes: [],
  address: 'public',
  keyPair: true,
  deadManSwitch: true,
  screenshots: [{ everySeconds: 0.25, untilSeconds: 5 }],
  consoleEverySeconds: 0.25,
  checks: [
    {
      type: 'http',
      port: PORT,
      scheme: 'http',
      method: 'GET',
      path: '/health',
      headers: {},
      expect: {},
      verifyCertificate: false,
      timeoutSeconds: 0.5,
    },
  ],
  checkEverySeconds: 0.1,
  budgets: { onlineSeconds: 30, serviceSeconds: 60 },
  overridable: [],
  allowedInstanceTypes: [],
  tags: {},
};

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
    const directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-'));
    const interceptors: Interceptor[] = [];
    const hypervisor = new ScriptedHypervisor({
      scripts: {},
      impairedAfterMs: 300,
    });
    const ec2 = await LocalEc2.start({
      hypervisor,
      stateDirectory: directory,
      limits: 'off',
      eventualConsistencyMs: 50,
      consolePostMs: 200,
      images: [],
      interceptors: [
        {
          async beforeAction(call) {
            for (const one of interceptors) {
              const result = await one.beforeAction?.(call);
              if (result) return result;
            }
            return undefined;
          },
          async afterAction(call, answer) {
            for (const one of interceptors) {
              const result = await one.afterAction?.(call, answer);
              if (result) return result;
            }
            return undefined;
          },
        },
      ],
    });
    const s3 = await LocalS3.start();
    return new EngineWorld({
      knex,
      store,
      directory,
      interceptors,
      hypervisor,
      ec2,
      s3,
    });
  }

  readonly knex: Knex;
  readonly store: DatabaseSmokeTestStore;
  readonly ec2: LocalEc2;
  readonly s3: LocalS3;
  readonly archive: S3Archive;
  /** Somebody else in the same account. */
  readonly somebody: EC2Client;
  readonly #hypervisor: ScriptedHypervisor;
  readonly #directory: string;
  /** Stand in the way of EC2. */
  readonly #interceptors: Interceptor[];
  readonly #engines: Engine[] = [];
  #images = 0;

  private constructor(parts: {
    knex: Knex;
    store: DatabaseSmokeTestStore;
    directory: string;
    interceptors: Interceptor[];
    hypervisor: ScriptedHypervisor;
    ec2: LocalEc2;
    s3: LocalS3;
  }) {
    this.knex = parts.knex;
    this.store = parts.store;
    this.#interceptors = parts.interceptors;
    this.ec2 = parts.ec2;
    this.s3 = parts.s3;
    this.archive = parts.s3.archive();
    this.#hypervisor = parts.hypervisor;
    this.#directory = parts.directory;
    this.somebody = new EC2Client({
      region: REGION,
      endpoint: parts.ec2.url,
      credentials: { accessKeyId: 'AKIASOMEBODY', secretAccessKey: 'x' },
    });
  }

  /** An engine in this process, as a replica would be in its own. */
  startEngine(
    options: {
      store?: SmokeTestStore;
      clock?: Clock;
      meter?: RunMeter;
      accessKeyId?: string;
    } = {},
  ): Engine {
    const { accessKeyId = 'AKIAENGINE', ...parts } = options;
    const config = readSmokeTestConfig(
      new ConfigReader({
        amiSmokeTest: {
          owner: 'tests',
          secret: 'a secret of the tests',
          archive: { s3: { bucket: LocalS3.bucket, region: REGION } },
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
              accessKeyId,
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
    this.#images += 1;
    const disk = `disk-${this.#images}`;
    this.#hypervisor.addScript(disk, script);
    const imageId = this.ec2.addImage({ region: REGION, name: disk, disk });
    const id = randomUUID();
    const { build } = await this.store.acceptBuild({
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      profileName: request.profileName ?? `profile-${this.#images}`,
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
    for (;;) {
      const record = await this.run(run);
      if (good(record)) return record;
      await sleep(20);
    }
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

  /** The calls of this kind that were about a run: its token, its key pair, or its instance. */
  async calls(run: TestRun, ...actions: string[]): Promise<CallEvent[]> {
    const { instanceId = 'none' } = await this.run(run);
    return this.#calls().filter(
      ({ action, parameters }) =>
        actions.includes(action) && isAbout(parameters, run, instanceId),
    );
  }

  /** Waits until EC2 was called so about a run. */
  async called(run: TestRun, action: string, times = 1): Promise<void> {
    while ((await this.calls(run, action)).length < times) await sleep(20);
  }

  /** The instances that were launched for a run, by what EC2 knows. */
  launched({ id }: TestRun): string[] {
    const ids = this.#journal().flatMap(event =>
      event.type === 'life' &&
      event.kind === 'instance' &&
      event.change === 'created' &&
      event.clientToken?.startsWith(id)
        ? [event.id]
        : [],
    );
    return ids;
  }

  /** Does something before a call about this run. */
  before(
    run: TestRun,
    action: string,
    interfere: (
      call: InterceptedCall,
    ) => ReturnType<NonNullable<Interceptor['beforeAction']>>,
  ): Interceptor {
    return this.intercept({
      beforeAction: async call =>
        (await this.#isOf(call, run, action)) ? interfere(call) : undefined,
    });
  }

  /** Changes the answer to a call about this run, or loses it. */
  after(
    run: TestRun,
    action: string,
    interfere: NonNullable<Interceptor['afterAction']>,
  ): Interceptor {
    return this.intercept({
      afterAction: async (call, answer) =>
        (await this.#isOf(call, run, action))
          ? interfere(call, answer)
          : undefined,
    });
  }

  /** Takes away what stood in the way. */
  mend(interceptor: Interceptor): void {
    this.#interceptors.splice(this.#interceptors.indexOf(interceptor), 1);
  }

  /** EC2 answers nobody. */
  ec2Down(): Interceptor {
    return this.intercept({ beforeAction: () => CUT_CONNECTION });
  }

  /** What EC2 says of a run's instance is not what it is. */
  pretend(run: TestRun, what: RegExp, instead: string): Interceptor {
    return this.after(run, 'DescribeInstances', async (_, answer) => {
      const { instanceId } = await this.run(run);
      // One answer may tell of many instances.
      const at = answer.body.indexOf(`<instanceId>${instanceId}<`);
      const body = `${answer.body.slice(0, at)}${answer.body
        .slice(at)
        .replace(what, instead)}`;
      Object.assign(answer, { body });
    });
  }

  /** Every call that was made with this access key and was about a run, with all calls' positions in the journal. */
  async callsWith(accessKeyId: string, run: TestRun) {
    const { instanceId = 'none' } = await this.run(run);
    return this.#calls().flatMap((call, position) =>
      call.accessKeyId === accessKeyId &&
      isAbout(call.parameters, run, instanceId)
        ? [position]
        : [],
    );
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
  async endWithNothingLeft(): Promise<void> {
    await Promise.all(this.#engines.splice(0).map(engine => engine.stop()));
    this.#interceptors.length = 0;
    const journal = this.#journal();
    const left = [...whatIsLeft(journal), ...launchedTwice(journal)];
    if (left.length > 0) throw new Error(`Left: ${JSON.stringify(left)}`);
  }

  async close(): Promise<void> {
    await this.ec2.close();
    await this.s3.down();
    await rm(this.#directory, { recursive: true });
  }

  /** Stands in the way of everybody's calls. */
  intercept(interceptor: Interceptor): Interceptor {
    this.#interceptors.push(interceptor);
    return interceptor;
  }

  async #isOf(call: InterceptedCall, run: TestRun, action: string) {
    if (call.action !== action) return false;
    const { instanceId = 'none' } = await this.run(run);
    return isAbout(call.parameters, run, instanceId);
  }

  #journal() {
    return readJournal(join(this.#directory, 'journal.jsonl'));
  }

  #calls(): CallEvent[] {
    return this.#journal().filter(event => event.type === 'call');
  }
}

function isAbout(
  parameters: Readonly<Record<string, string>>,
  run: TestRun,
  instanceId: string,
): boolean {
  return Object.values(parameters).some(
    value => value === instanceId || value.includes(run.id),
  );
}
