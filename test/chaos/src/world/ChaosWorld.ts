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
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  EC2Client,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  Backend,
  startPostgres,
  startS3,
  type Postgres,
  type S3Ready,
  type ServerProcess,
} from '@ami-smoke-test/demo';
import { LocalEc2, type FaultPlan } from '@ami-smoke-test/local-ec2';
import { PORT } from '../fates/times';
import { SILENT } from '../fates/scripts';
import { REGIONS, type PlannedRun, type Region } from '../plan/plan';
import { Adversary } from './Adversary';
import { plantBystanders, type Bystanders } from './bystanders';
import { firstSubnet, OWNER, replicaConfig } from './config';
import { Replica } from './Replica';
import { S3Gate } from './S3Gate';
import { WatchedHypervisor } from './WatchedHypervisor';

/** The access key of somebody else in the same account. */
export const SOMEBODY = 'AKIASOMEBODY';

/** Calls fail now and then, somebody else's too. */
const INTERFERING_ATTEMPTS = 10;

/** What the world is to be. */
export interface ChaosWorldOptions {
  /** For everything that is written. */
  folder: string;
  replicas: number;
  /** Environment variables of the replicas. */
  env?: NodeJS.ProcessEnv;
  say(line: string): void;
}

/** A PostgreSQL, an S3 and a local EC2, and in the midst of them one installation of several processes. */
export class ChaosWorld {
  readonly journalPath: string;
  readonly adversary: Adversary;
  readonly replicas: Replica[] = [];
  readonly #options: ChaosWorldOptions;
  readonly #hypervisor = new WatchedHypervisor();
  readonly #runs = new Map<string, PlannedRun>();
  #postgres: Postgres | undefined;
  #s3: ServerProcess<S3Ready> | undefined;
  #s3Ready: S3Ready | undefined;
  #gate: S3Gate | undefined;
  #ec2: LocalEc2 | undefined;
  #bystanders: Bystanders | undefined;
  /** What is done to replicas because a run wants it. */
  readonly #killings = new Set<Promise<void>>();

  constructor(options: ChaosWorldOptions) {
    this.#options = options;
    this.journalPath = join(options.folder, 'ec2-journal.jsonl');
    this.adversary = new Adversary({
      somebody: SOMEBODY,
      firstSubnet,
      kill: accessKeyId => this.#kill(accessKeyId),
      onLaunched: (instanceId, call) =>
        this.#interfere(call.parameters.ImageId, call.region, instanceId),
    });
  }

  /** Starts everything; what has been started before one failed is stopped by `close`. */
  async start(): Promise<void> {
    const { folder, replicas, env, say } = this.#options;
    mkdirSync(folder, { recursive: true });
    this.#s3 = startS3(folder);
    this.#postgres = await startPostgres();
    this.#s3Ready = await this.#s3.ready;
    this.#gate = await S3Gate.open(this.#s3Ready.endpoint);
    this.#ec2 = await LocalEc2.start({
      hypervisor: this.#hypervisor,
      stateDirectory: folder,
      journalPath: this.journalPath,
      consolePostMs: 500,
      images: [],
      interceptors: [this.adversary],
    });
    this.#bystanders = await this.#plantBystanders();
    say('PostgreSQL, S3 and EC2 run');
    const installation = {
      token: randomBytes(24).toString('hex'),
      secret: randomBytes(24).toString('hex'),
    };
    for (let index = 0; index < replicas; index++) {
      const name = `replica-${index}`;
      const accessKeyId = `AKIAREPLICA${index}`;
      const backend = await Backend.create({
        ...installation,
        folder,
        name,
        database: { postgres: this.#postgres.connectionString },
        ec2: this.#ec2.url,
        s3: this.#gate.url,
        config: replicaConfig(accessKeyId),
        env,
      });
      this.replicas.push(new Replica({ name, accessKeyId, backend }));
    }
    // The first one alone: it makes the tables, and Backstage's plugins do not wait for each other at that.
    const [first, ...others] = this.replicas;
    await first.start();
    await Promise.all(others.map(replica => replica.start()));
    say(`${replicas} backends run`);
  }

  /** S3 itself, past what stands before it. */
  get s3(): S3Ready {
    if (!this.#s3Ready) throw new Error('It was not started');
    return this.#s3Ready;
  }

  get bystanders(): Bystanders {
    if (!this.#bystanders) throw new Error('It was not started');
    return this.#bystanders;
  }

  /** The image of a run, with all that its fate says. */
  addImage(run: PlannedRun): string {
    const { name, fate, region } = run;
    this.#hypervisor.addScript(name, fate.script);
    if (!this.#ec2) throw new Error('It was not started');
    const imageId = this.#ec2.addImage({
      region,
      name,
      disk: name,
      ports: [PORT],
    });
    this.adversary.decide(imageId, fate);
    this.#runs.set(imageId, run);
    const { whenAsked } = fate;
    if (whenAsked) {
      this.#hypervisor.watch(imageId, async instanceId => {
        if (whenAsked === 'reassign') this.adversary.reassign(instanceId);
        else await this.#asSomebody(whenAsked, region, instanceId);
      });
    }
    return imageId;
  }

  /** What happens to calls to EC2 from now on. */
  noise(plan: FaultPlan): void {
    this.#ec2?.setFaults(plan);
  }

  async restartPostgres(options: { downMs: number; crash: boolean }) {
    await this.#postgres?.restart(options);
  }

  async s3Away(how: 'refuses' | 'hangs', forMs: number): Promise<void> {
    await this.#gate?.become(how);
    await setTimeout(forMs);
    await this.#gate?.become('open');
  }

  async ec2Away(how: 'refuses' | 'hangs', forMs: number): Promise<void> {
    this.adversary.outage(how);
    await setTimeout(forMs);
    this.adversary.outage(undefined);
  }

  /** Until every replica that died of a run is back. */
  async afterKillings(): Promise<void> {
    await Promise.all(this.#killings);
  }

  async close(): Promise<void> {
    this.adversary.outage(undefined);
    await Promise.all(this.replicas.map(replica => replica.close()));
    await this.#gate?.close();
    await this.#ec2?.close();
    await this.#s3?.stop();
    await this.#postgres?.stop();
  }

  #kill(accessKeyId: string): void {
    const replica = this.replicas.find(one => one.accessKeyId === accessKeyId);
    if (!replica) return;
    this.#options.say(`${replica.name} is killed as it launches`);
    const killing = replica
      .killAndStart(1_000)
      .finally(() => this.#killings.delete(killing));
    this.#killings.add(killing);
  }

  #interfere(imageId: string, region: string, instanceId: string): void {
    const { interference } = this.#runs.get(imageId)?.fate ?? {};
    if (!interference) return;
    void setTimeout(interference.afterMs).then(() =>
      this.#asSomebody(interference.action, region as Region, instanceId),
    );
  }

  async #asSomebody(
    action: 'terminate' | 'stop',
    region: Region,
    instanceId: string,
  ): Promise<void> {
    const somebody = this.#somebody(region);
    const ids = { InstanceIds: [instanceId] };
    const command =
      action === 'terminate'
        ? new TerminateInstancesCommand(ids)
        : new StopInstancesCommand(ids);
    for (let attempt = 1; attempt <= INTERFERING_ATTEMPTS; attempt++) {
      try {
        await somebody.send(command as TerminateInstancesCommand);
        break;
      } catch {
        // Noise; or it is gone by itself by now.
      }
    }
    somebody.destroy();
  }

  async #plantBystanders(): Promise<Bystanders> {
    const [region] = REGIONS;
    this.#hypervisor.addScript('bystander', SILENT);
    const imageId = this.#ec2?.addImage({
      region,
      name: 'bystander',
      disk: 'bystander',
      ports: [],
    });
    const somebody = this.#somebody(region);
    try {
      return await plantBystanders(somebody, {
        owner: OWNER,
        imageId: imageId ?? '',
        subnetId: firstSubnet(region),
      });
    } finally {
      somebody.destroy();
    }
  }

  #somebody(region: Region): EC2Client {
    return new EC2Client({
      region,
      endpoint: this.#ec2?.url,
      credentials: { accessKeyId: SOMEBODY, secretAccessKey: 'local' },
    });
  }
}
