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
import type { Backend } from '@ami-smoke-test/demo';
import { percentile, type Section } from '../report';
import { BenchWorld } from '../world/BenchWorld';
import { boot } from '../world/boots';
import type { Call } from '../world/EngineJournal';
import type { EngineOptions } from './EngineOptions';
import { OUR_REGION } from './latency';

const TARGET_S = 15;
const PATIENCE_MS = 60_000;
/** Longer than this benchmark. */
const NEVER_SECONDS = 3600;

/** Kills the backend that has all runs, and waits until another one goes on with each. */
export async function measureResume({
  quick,
  cpuProfiles,
}: EngineOptions): Promise<Section> {
  const runs = quick ? 3 : 15;
  const kills = quick ? 1 : 4;
  const names = Array.from({ length: runs }, (_, index) => String(index));
  const world = await BenchWorld.start({
    boots: { never: boot(NEVER_SECONDS) },
    regions: [OUR_REGION],
    images: names.map(name => ({ region: OUR_REGION, name, boot: 'never' })),
    cpuProfiles,
  });
  try {
    let driver = await world.backend();
    const client = world.client(driver);
    for (const name of names) {
      const imageId = world.imageId(OUR_REGION, name);
      await client.createBuild({
        family: 'bench',
        images: [{ region: OUR_REGION, imageId }],
      });
    }
    let other = await world.backend();
    await untilAllAreSeen(world, runs);
    const seconds: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      seconds.push(...(await killAndWatch(world, driver, runs)));
      const killed = driver;
      driver = other;
      other = killed;
      await other.start();
      // Each time it has renewed its leases another time ago.
      await setTimeout(kill * 700);
    }
    return {
      title: `${runs} runs whose replica is killed go on at another one`,
      measurements: [
        {
          name: 'from the kill to its first call about the instance, p50',
          value: percentile(seconds, 0.5),
          unit: 's',
        },
        {
          name: `the longest of ${seconds.length}`,
          value: Math.max(...seconds),
          unit: 's',
          target: TARGET_S,
        },
      ],
    };
  } finally {
    await world.close();
  }
}

async function killAndWatch(
  world: BenchWorld,
  driver: Backend,
  runs: number,
): Promise<number[]> {
  await driver.kill();
  const killedAt = Date.now();
  for (;;) {
    const resumed = firstCalls(world, killedAt);
    if (resumed.size === runs) {
      return [...resumed.values()].map(at => (at - killedAt) / 1000);
    }
    if (Date.now() - killedAt > PATIENCE_MS) {
      throw new Error(`Only ${resumed.size} of ${runs} runs were resumed`);
    }
    await setTimeout(500);
  }
}

async function untilAllAreSeen(world: BenchWorld, runs: number) {
  const deadline = Date.now() + PATIENCE_MS + runs * 1000;
  while (firstCalls(world, 0).size < runs) {
    if (Date.now() > deadline) throw new Error('Not all runs were launched');
    await setTimeout(500);
  }
}

/** When each instance was first asked about after a moment, by its id. */
function firstCalls(world: BenchWorld, since: number): Map<string, number> {
  const first = new Map<string, number>();
  for (const call of world.journal().calls) {
    if (call.at < since) continue;
    for (const id of instancesOf(call)) {
      if (!first.has(id)) first.set(id, call.at);
    }
  }
  return first;
}

function instancesOf({ parameters }: Call): string[] {
  return Object.values(parameters).filter(value => value.startsWith('i-'));
}
