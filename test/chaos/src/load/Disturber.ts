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

import { setTimeout } from 'node:timers/promises';
import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { readJournal, type CallEvent } from '@ami-smoke-test/local-ec2';
import type { Load, PostedRun } from './Load';
import type { Disturbance } from '../plan/disturbances';
import type { PlannedRun } from '../plan/plan';
import type { ChaosWorld } from '../world/ChaosWorld';
import type { Replica } from '../world/Replica';

const AWAKE_MS = 4_000;
const FROZEN_AT_MOST_MS = 60_000;

/** Makes go wrong what is planned to, and keeps book of it. */
export class Disturber {
  /** What happened, in words. */
  readonly done: string[] = [];
  readonly #world: ChaosWorld;
  readonly #say: (line: string) => void;

  constructor(options: { world: ChaosWorld; say(line: string): void }) {
    this.#world = options.world;
    this.#say = options.say;
  }

  /** Each at its time; resolves when everything is as it was. */
  async disturb(disturbances: Disturbance[]): Promise<void> {
    const began = performance.now();
    await Promise.all(
      disturbances.map(async disturbance => {
        await setTimeout(
          Math.max(0, began + disturbance.atMs - performance.now()),
        );
        await this.#bringAbout(disturbance);
      }),
    );
  }

  /**
   * Freezes the process that drives a run while that is asking the service, lets another one finish the run, and thaws the first:
   * it finds out that it is no longer the one, or it does not.
   */
  async freezeDriver(load: Load, { name }: PlannedRun): Promise<void> {
    const run = await load.untilPosted(name);
    await load.until(run, ({ runs }) => runs[0].stage === 'probing');
    const driver = this.#driverOf(run);
    while (!driver.isUp || this.#up.length < 2) await setTimeout(200);
    this.#tell(`${driver.name} is frozen until others have done its work`);
    driver.freeze();
    try {
      const isFinished = ({ status }: Build) => status === 'finished';
      await load.until(run, isFinished, FROZEN_AT_MOST_MS);
    } catch {
      // The others are slow, for much else goes wrong. It is found out at the end whether they end at all.
    } finally {
      driver.thaw();
    }
    // It has the time for all that it meant to do.
    await setTimeout(AWAKE_MS);
  }

  /** Who launched it, and nobody has died since. */
  #driverOf({ imageId }: PostedRun): Replica {
    const launch = readJournal(this.#world.journalPath).find(
      event =>
        event.type === 'call' &&
        event.action === 'RunInstances' &&
        event.parameters.ImageId === imageId,
    ) as CallEvent;
    const driver = this.#world.replicas.find(
      ({ accessKeyId }) => accessKeyId === launch.accessKeyId,
    );
    if (!driver) throw new Error(`Nobody has launched ${imageId}`);
    return driver;
  }

  async #bringAbout({ kind, forMs, whom }: Disturbance): Promise<void> {
    const world = this.#world;
    const seconds = `for ${(forMs / 1000).toFixed(1)} s`;
    switch (kind) {
      case 'kill': {
        const replica = await this.#victim(whom);
        this.#tell(`${replica.name} is killed`);
        return replica.killAndStart(forMs);
      }
      case 'shut-down': {
        const replica = await this.#victim(whom);
        this.#tell(`${replica.name} is shut down`);
        return replica.shutDownAndStart(forMs);
      }
      case 'freeze': {
        const replica = await this.#victim(whom);
        this.#tell(`${replica.name} is frozen ${seconds}`);
        replica.freeze();
        await setTimeout(forMs);
        return replica.thaw();
      }
      case 'postgres-restart':
      case 'postgres-crash': {
        const crash = kind === 'postgres-crash';
        this.#tell(`PostgreSQL ${crash ? 'crashes' : 'restarts'}`);
        return world.restartPostgres({ downMs: forMs, crash });
      }
      case 's3-refuses':
      case 's3-hangs':
        this.#tell(`S3 ${kind.slice('s3-'.length)} ${seconds}`);
        return world.s3Away(kind === 's3-refuses' ? 'refuses' : 'hangs', forMs);
      default:
        this.#tell(`EC2 ${kind.slice('ec2-'.length)} ${seconds}`);
        return world.ec2Away(
          kind === 'ec2-refuses' ? 'refuses' : 'hangs',
          forMs,
        );
    }
  }

  /** A replica that is up, when another one is up, too. */
  async #victim(whom: number): Promise<Replica> {
    for (;;) {
      const up = this.#up;
      if (up.length > 1) return up[Math.floor(whom * up.length)];
      await setTimeout(200);
    }
  }

  get #up(): Replica[] {
    return this.#world.replicas.filter(replica => replica.isUp);
  }

  #tell(what: string): void {
    this.done.push(what);
    this.#say(what);
  }
}
