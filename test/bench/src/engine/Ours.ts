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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type {
  AmiSmokeTestClient,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { BRIDGE, type Backend } from '@ami-smoke-test/demo';
import type { BenchWorld } from '../world/BenchWorld';
import { cpuSeconds } from '../world/processes';
import { runTimed } from '../world/runTimed';
import type { Contender, Tested, TestedTogether } from './Contender';

const CLEANED_UP_MS = 10 * 60_000;
/** By the exit code of the bridge. */
const VERDICTS: Record<number, Tested['verdict']> = {
  0: 'passed',
  2: 'failed',
};

/** The bridge, one process for each image, and one backend. */
export class Ours implements Contender {
  readonly region: string;
  readonly #world: BenchWorld;
  readonly #backend: Backend;
  readonly #client: AmiSmokeTestClient;

  constructor(world: BenchWorld, backend: Backend, region: string) {
    this.region = region;
    this.#world = world;
    this.#backend = backend;
    this.#client = world.client(backend);
  }

  async test(
    images: { imageId: string; afterMs: number }[],
  ): Promise<TestedTogether> {
    const from = Date.now();
    const cpuBefore = this.#serverCpuSeconds();
    const bridged = await Promise.all(
      images.map(async ({ imageId, afterMs }) => {
        await setTimeout(afterMs);
        return this.#bridge(imageId);
      }),
    );
    const tested: Tested[] = [];
    for (const one of bridged) tested.push(await this.#tested(one));
    const bridgeCpu = bridged.reduce((sum, one) => sum + one.cpuSeconds, 0);
    return {
      tested,
      cpuSeconds: this.#serverCpuSeconds() - cpuBefore + bridgeCpu,
      from,
      until: Date.now(),
    };
  }

  async #bridge(imageId: string) {
    const { folder } = this.#world;
    const resultFile = join(folder, `${imageId}.json`);
    const timed = await runTimed({
      command: process.execPath,
      args: [
        BRIDGE,
        'test',
        '--family',
        'bench',
        '--image',
        `${this.region}:${imageId}`,
        '--json',
        resultFile,
      ],
      cwd: folder,
      env: {
        ...process.env,
        AMI_SMOKE_TEST_URL: this.#backend.url,
        AMI_SMOKE_TEST_TOKEN: this.#backend.token,
      },
      logFile: join(folder, 'bridge.log'),
    });
    return { ...timed, imageId, resultFile };
  }

  async #tested(bridged: {
    imageId: string;
    resultFile: string;
    exitCode: number;
    exitedAt: number;
  }): Promise<Tested> {
    const { imageId, exitCode, exitedAt } = bridged;
    const { buildId, runs } = JSON.parse(
      readFileSync(bridged.resultFile, 'utf8'),
    );
    if (!buildId) throw new Error(`The bridge was refused: ${this.#log()}`);
    await this.#untilFinished(buildId);
    const run = await this.#client.getRun(runs[0].id);
    return {
      imageId,
      exitedAt,
      verdict: VERDICTS[exitCode],
      zeroAt: run.onlineAt ? Date.parse(run.onlineAt) : undefined,
      frames: framesTaken(run),
    };
  }

  async #untilFinished(buildId: string): Promise<void> {
    const deadline = Date.now() + CLEANED_UP_MS;
    while ((await this.#client.getBuild(buildId)).status !== 'finished') {
      if (Date.now() > deadline) {
        throw new Error(`The build ${buildId} does not come to its end`);
      }
      await setTimeout(1000);
    }
  }

  #serverCpuSeconds(): number {
    const { pid } = this.#backend;
    return (pid ? cpuSeconds(pid) : 0) + this.#world.postgresCpuSeconds();
  }

  #log(): string {
    return readFileSync(join(this.#world.folder, 'bridge.log'), 'utf8');
  }
}

function framesTaken({ frames }: Run): number[] {
  return frames
    .flatMap(({ offsetMs, takenAtMs }) =>
      takenAtMs === undefined ? [] : { offsetMs, takenAtMs },
    )
    .sort((a, b) => a.takenAtMs - b.takenAtMs)
    .map(({ offsetMs }) => offsetMs);
}
