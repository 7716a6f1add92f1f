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
import type {
  AmiSmokeTestClient,
  Build,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { PlannedRun } from '../plan/plan';
import type { ChaosWorld } from '../world/ChaosWorld';

const ASK_AGAIN_AFTER_MS = 500;
/** For how long the same request is repeated before the chaos is given up. */
const PATIENCE_MS = 120_000;

/** A run that was asked for. */
export interface PostedRun extends PlannedRun {
  imageId: string;
  buildId: string;
  runId: string;
}

/** Those who post builds, and cancel some: they ask whichever replica answers, until one does. */
export class Load {
  readonly posted: PostedRun[] = [];
  readonly #world: ChaosWorld;
  #turn = 0;

  constructor(world: ChaosWorld) {
    this.#world = world;
  }

  /** Posts the builds, each at its time, and cancels those that are to be. */
  async post(runs: PlannedRun[]): Promise<PostedRun[]> {
    const began = performance.now();
    return Promise.all(
      runs.map(async run => {
        await setTimeout(Math.max(0, began + run.atMs - performance.now()));
        return this.#postOne(run);
      }),
    );
  }

  /** Asks the replicas in turn, until one answers. */
  async ask<T>(
    question: (client: AmiSmokeTestClient) => Promise<T>,
  ): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const up = this.#world.replicas.filter(replica => replica.isUp);
      this.#turn += 1;
      const replica = up[this.#turn % Math.max(1, up.length)];
      try {
        if (!replica) throw new Error('No replica is up');
        return await question(replica.client);
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await setTimeout(ASK_AGAIN_AFTER_MS);
    }
  }

  /** Waits until a build is as it should be, or for so long. */
  async until(
    run: PostedRun,
    isSo: (build: Build) => boolean,
    patienceMs = PATIENCE_MS,
  ): Promise<Build> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const build = await this.ask(client => client.getBuild(run.buildId));
      if (isSo(build)) return build;
      if (performance.now() > deadline) {
        throw new Error(
          `${run.name} took too long: ${JSON.stringify(build.runs[0])}`,
        );
      }
      await setTimeout(100);
    }
  }

  /** A run that is about to be posted. */
  async untilPosted(name: string): Promise<PostedRun> {
    for (;;) {
      const run = this.posted.find(one => one.name === name);
      if (run) return run;
      await setTimeout(50);
    }
  }

  async #postOne(run: PlannedRun): Promise<PostedRun> {
    const { name, family, region, fate } = run;
    const imageId = this.#world.addImage(run);
    const build = await this.ask(client =>
      client.createBuild({
        family,
        profile: fate.cancelAfterMs ? 'patient' : 'chaos',
        images: [{ region, imageId }],
        key: name,
      }),
    );
    const posted = {
      ...run,
      imageId,
      buildId: build.id,
      runId: build.runs[0].id,
    };
    this.posted.push(posted);
    if (fate.cancelAfterMs) {
      await setTimeout(fate.cancelAfterMs);
      await this.ask(client => client.cancelBuild(build.id));
    }
    return posted;
  }
}
