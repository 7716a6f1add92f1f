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
import { percentile, type Section } from '../report';
import { BenchWorld, type BenchImage } from '../world/BenchWorld';
import { boot } from '../world/boots';
import { Consumption } from '../world/Consumption';
import type { EngineOptions } from './EngineOptions';
import { ourPartMs } from './ourPart';

/** Each launches one instance a second, of the two that AWS allows. */
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1'];
/** In which there is always a request left: here it is measured how fast a build is taken on. */
const CALM_REGION = 'eu-central-1';
const CALM_EVERY_MS = 2_000;
const ACCEPTED_AT_ONCE = 10;
const PATIENCE_MS = 10 * 60_000;

/** As many runs as are to be under way at the same time, in one backend process. */
export async function measureThousand({
  quick,
  runs = quick ? 40 : 1000,
  cpuProfiles,
}: EngineOptions): Promise<Section> {
  const steadyMs = quick ? 20_000 : 90_000;
  // A slow machine launches them later than AWS's limits would let it.
  const launchSeconds = (runs / REGIONS.length) * 1.5 + 40;
  const calm = Math.floor(steadyMs / CALM_EVERY_MS);
  const named = (count: number, of: (index: number) => BenchImage) =>
    Array.from({ length: count }, (_, index) => of(index));
  const images = named(runs, index => ({
    region: REGIONS[index % REGIONS.length],
    name: `busy-${index}`,
    boot: 'long',
  }));
  const calmImages = named(calm, index => ({
    region: CALM_REGION,
    name: `calm-${index}`,
    boot: 'short',
  }));
  const world = await BenchWorld.start({
    boots: {
      long: boot(launchSeconds + steadyMs / 1000 + 20),
      short: boot(5),
    },
    regions: [...REGIONS, CALM_REGION],
    images: [...images, ...calmImages],
    config: { limits: { runsPerRegion: runs } },
    cpuProfiles,
  });
  const watching = new AbortController();
  try {
    const backend = await world.backend();
    const client = world.client(backend);
    const memoryBefore = new Consumption(backend).memory().now;
    const whole = new Consumption(backend);
    await acceptAll(world, client, images, watching.signal);
    await untilAllAreProbing(world, runs);

    const steady = new Consumption(backend);
    const taken = await takeOn(world, client, calmImages, steadyMs);
    const steadyCores = steady.cores();
    const withoutCore = steady.withoutCore();
    const memory = steady.memory();

    await untilFinished(world, runs + calm);
    const wholeCores = whole.cores();
    const journal = world.journal();
    const ours = taken.map(one => ourPartMs(journal, one));
    const { calls } = journal;
    return {
      title: `${runs} runs at the same time, in one backend process`,
      measurements: [
        {
          name: 'CPU of the backend while all are under way',
          value: steadyCores,
          unit: 'cores',
          target: 1,
        },
        {
          name: 'CPU of the backend from the first build to the last cleanup',
          value: wholeCores,
          unit: 'cores',
        },
        {
          name: 'of that time, waited for a core that others had',
          value: withoutCore,
          unit: '%',
        },
        {
          name: 'CPU of PostgreSQL while all are under way',
          value: taken.postgresCores,
          unit: 'cores',
        },
        {
          name: 'memory of the backend before the first build',
          value: memoryBefore,
          unit: 'MiB',
        },
        {
          name: 'memory of the backend, at most',
          value: Math.max(memory.peak, whole.memory().peak),
          unit: 'MiB',
          target: 1024,
        },
        {
          name: 'calls that EC2 throttled',
          value:
            (100 * calls.filter(({ throttled }) => throttled).length) /
            calls.length,
          unit: '%',
          target: 1,
        },
        {
          name: 'calls to EC2 for each run',
          value: calls.length / (runs + calm),
          unit: '',
        },
        ...(await verdictsAndFrames(world)),
        {
          name: 'our part of POST to RunInstances, p50',
          value: percentile(ours, 0.5),
          unit: 'ms',
        },
        {
          name: 'our part of POST to RunInstances, p95',
          value: percentile(ours, 0.95),
          unit: 'ms',
          target: 150,
        },
      ],
      notes: [
        `In ${REGIONS.length} regions of one account, the request limits of each enforced; the progress of every build is followed as a bridge does.`,
        `POST to RunInstances is of ${ours.length} more builds while all are under way, in a region of their own, without the time that EC2 took for its answers in between.`,
        'Frames are lost where there are not enough requests: in each region 10 a second for the frames of all its runs.',
      ],
    };
  } finally {
    watching.abort();
    await world.close();
  }
}

async function acceptAll(
  world: BenchWorld,
  client: AmiSmokeTestClient,
  images: BenchImage[],
  signal: AbortSignal,
): Promise<void> {
  const left = [...images];
  const acceptOnes = async () => {
    for (let image = left.shift(); image; image = left.shift()) {
      const build = await accept(world, client, image);
      void follow(client, build.id, signal);
    }
  };
  await Promise.all(Array.from({ length: ACCEPTED_AT_ONCE }, acceptOnes));
}

function accept(
  world: BenchWorld,
  client: AmiSmokeTestClient,
  { region, name }: BenchImage,
): Promise<Build> {
  const imageId = world.imageId(region, name);
  return client.createBuild({ family: 'bench', images: [{ region, imageId }] });
}

/** As a bridge does: until the verdict. */
async function follow(
  client: AmiSmokeTestClient,
  buildId: string,
  signal: AbortSignal,
): Promise<void> {
  let after = 0;
  while (!signal.aborted) {
    try {
      for await (const event of client.watchBuild(buildId, { after, signal })) {
        after = event.seq;
        if (event.type === 'build-verdict') return;
      }
    } catch {
      await setTimeout(1000);
    }
  }
}

/** A build that was taken on, and when it was sent, epoch milliseconds. */
export interface TakenOn {
  sentAt: number;
  imageId: string;
  runId: string;
}

/** Sends builds one after another for as long as it is told to. */
async function takeOn(
  world: BenchWorld,
  client: AmiSmokeTestClient,
  images: BenchImage[],
  forMs: number,
): Promise<TakenOn[] & { postgresCores: number }> {
  const taken: TakenOn[] = [];
  const began = Date.now();
  const cpuBefore = world.postgresCpuSeconds();
  for (const [index, image] of images.entries()) {
    await setTimeout(
      Math.max(0, began + (index * forMs) / images.length - Date.now()),
    );
    const sentAt = Date.now();
    const build = await accept(world, client, image);
    const [{ id: runId, image: tested }] = build.runs;
    taken.push({ sentAt, runId, imageId: tested.imageId });
  }
  await setTimeout(Math.max(0, began + forMs - Date.now()));
  const postgresCores =
    (world.postgresCpuSeconds() - cpuBefore) / ((Date.now() - began) / 1000);
  return Object.assign(taken, { postgresCores });
}

async function untilAllAreProbing(
  world: BenchWorld,
  runs: number,
): Promise<void> {
  await untilStages(world, ({ probing = 0, decided }) => {
    if (decided > 0) {
      throw new Error(
        `There never were ${runs} runs at the same time: some were over before the last was launched. This machine is too slow, or busy; take fewer (--runs)`,
      );
    }
    return probing === runs;
  });
}

async function untilFinished(world: BenchWorld, runs: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS + runs * 1000;
  await untilStages(world, ({ finished = 0 }) => {
    if (Date.now() > deadline) {
      throw new Error(`Only ${finished} of ${runs} runs are finished`);
    }
    return finished === runs;
  });
}

/** Counts the runs in each stage, and those that have a verdict, until they are as they should be. */
async function untilStages(
  world: BenchWorld,
  isSo: (counts: {
    probing?: number;
    finished?: number;
    decided: number;
  }) => boolean,
): Promise<void> {
  const database = world.database();
  try {
    for (;;) {
      const rows: { stage: string; runs: string; decided: string }[] =
        await database('smoke_test_runs')
          .select('stage')
          .count({ runs: '*', decided: 'verdict' })
          .groupBy('stage');
      const counts = Object.fromEntries(
        rows.map(({ stage, runs }) => [stage, Number(runs)]),
      );
      const decided = rows.reduce((sum, one) => sum + Number(one.decided), 0);
      if (isSo({ ...counts, decided })) return;
      await setTimeout(1000);
    }
  } finally {
    await database.destroy();
  }
}

async function verdictsAndFrames(
  world: BenchWorld,
): Promise<Section['measurements']> {
  const database = world.database();
  try {
    const { rows } = await database.raw(`
      select
        (select count(*) from smoke_test_runs where verdict <> 'passed') as wrong,
        count(*) as due,
        count(*) filter (where missing is null) as kept
      from smoke_test_screenshots`);
    const [{ wrong, due, kept }] = rows;
    return [
      { name: 'wrong verdicts', value: Number(wrong), unit: '', target: 0 },
      {
        name: 'frames that were kept',
        value: (100 * Number(kept)) / Number(due),
        unit: '%',
      },
    ];
  } finally {
    await database.destroy();
  }
}
