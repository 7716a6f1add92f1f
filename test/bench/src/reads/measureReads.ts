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
import type { AmiSmokeTestClient } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { EngineOptions } from '../engine/EngineOptions';
import { OUR_REGION } from '../engine/latency';
import { percentile, type Measurement, type Section } from '../report';
import { BenchWorld } from '../world/BenchWorld';
import { boot } from '../world/boots';
import { BigHistory, CAPTURES_PER_RUN } from './BigHistory';

const TARGET_MS = 50;
/** What ten times the data may cost. */
const TARGET_GROWTH = 1.5;
const GROWTH = 10;
const FAMILIES = 100;
const WARM_UP = 50;

type Reads = Record<
  string,
  { read(number: number): Promise<unknown>; hasTarget: boolean }
>;

/** How long the pages wait for the API when there is a long history, and how that grows with it. */
export async function measureReads({
  quick,
  cpuProfiles,
}: EngineOptions): Promise<Section> {
  const runs = quick ? 10_000 : 100_000;
  const repetitions = quick ? 100 : 400;
  const world = await BenchWorld.start({
    boots: { original: boot(CAPTURES_PER_RUN + 4) },
    regions: [OUR_REGION],
    images: [{ region: OUR_REGION, name: 'original', boot: 'original' }],
    // All of it is older than what is kept by default.
    config: { retention: { enabled: false } },
    cpuProfiles,
  });
  const database = world.database();
  try {
    const backend = await world.backend();
    const client = world.client(backend);
    const original = await testOriginal(world, client);
    const history = new BigHistory({ database, original, families: FAMILIES });
    const reads = readsOf(client, history);

    await history.growTo(runs / GROWTH);
    const before = await timeAll(reads, repetitions);
    await history.growTo(runs);
    const after = await timeAll(reads, repetitions);
    return {
      title: `Reading over ${runs.toLocaleString('en')} runs and ${(
        runs * CAPTURES_PER_RUN
      ).toLocaleString('en')} captures in PostgreSQL`,
      measurements: Object.entries(reads).flatMap(([name, { hasTarget }]) =>
        compareTimes(name, before[name], after[name], hasTarget),
      ),
      notes: [
        `The history is of ${FAMILIES} families. Times are those of the HTTP API, one request after another.`,
      ],
    };
  } finally {
    await database.destroy();
    await world.close();
  }
}

async function testOriginal(world: BenchWorld, client: AmiSmokeTestClient) {
  const imageId = world.imageId(OUR_REGION, 'original');
  const { id: buildId } = await client.createBuild({
    family: 'bench',
    images: [{ region: OUR_REGION, imageId }],
  });
  for (;;) {
    const build = await client.getBuild(buildId);
    if (build.status === 'finished') {
      return { buildId, runId: build.runs[0].id };
    }
    await setTimeout(500);
  }
}

function readsOf(client: AmiSmokeTestClient, history: BigHistory): Reads {
  return {
    'history of an entity': {
      read: number =>
        client.listBuilds({ entityRef: history.entityRef(number) }),
      hasTarget: true,
    },
    'run page: the run': {
      read: number => client.getRun(history.runId(number)),
      hasTarget: true,
    },
    'run page: its console log': {
      read: number => client.getConsole(history.runId(number)),
      hasTarget: true,
    },
    'history of everything': {
      read: () => client.listBuilds(),
      hasTarget: false,
    },
    'all families': { read: () => client.listFamilies(), hasTarget: false },
  };
}

async function timeAll(
  reads: Reads,
  repetitions: number,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (const [name, { read }] of Object.entries(reads)) {
    times[name] = [];
    for (let index = 0; index < WARM_UP + repetitions; index++) {
      // Far apart, so that what one has brought into memory is not what the next one needs.
      const number = index * 7919;
      const began = performance.now();
      await read(number);
      if (index >= WARM_UP) times[name].push(performance.now() - began);
    }
  }
  return times;
}

function compareTimes(
  name: string,
  before: number[],
  after: number[],
  hasTarget: boolean,
): Measurement[] {
  const p95 = percentile(after, 0.95);
  return [
    { name: `${name}, p50`, value: percentile(after, 0.5), unit: 'ms' },
    {
      name: `${name}, p95`,
      value: p95,
      unit: 'ms',
      ...(hasTarget && { target: TARGET_MS }),
    },
    {
      name: `${name}: p50, times that over a tenth of it`,
      value: percentile(after, 0.5) / percentile(before, 0.5),
      unit: '',
      ...(hasTarget && { target: TARGET_GROWTH }),
    },
  ];
}
