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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import pLimit from 'p-limit';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { readBucket } from './judge/Bucket';
import { factsOf, type RunFacts } from './judge/evidence';
import { isStillLooking, judge, type Ruling } from './judge/judge';
import { Disturber } from './load/Disturber';
import { Load, type PostedRun } from './load/Load';
import type { Plan } from './plan/plan';
import { fateRows, stillLooking, type Report } from './report';
import {
  assertSabotaged,
  sabotageEnvironment,
  type Sabotage,
} from './sabotage/sabotages';
import { ChaosWorld } from './world/ChaosWorld';

/** For how long the last runs may take after everything has calmed down. */
const PATIENCE_MS = 150_000;
/** How long what waits for S3, and for its end, may take after that. */
const SETTLING_MS = 45_000;
const SETTLING_SABOTAGED_MS = 20_000;
/** What does not heal. */
const FOR_GOOD: Ruling['id'][] = ['launched-twice', 'verdicts', 'bystanders'];
const LOOK_EVERY_MS = 2_000;
const ASKED_AT_ONCE = 8;

export interface ChaosOptions {
  plan: Plan;
  /** For everything that is written. */
  folder: string;
  /** What is switched off in the processes under test. */
  sabotage?: Sabotage;
  /** Ends it before its time. */
  signal?: AbortSignal;
  say(line: string): void;
}

/** Makes everything go wrong that the plan says, and judges what came of it. */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const { plan, folder, sabotage, signal, say } = options;
  const world = new ChaosWorld({
    folder,
    replicas: plan.replicas,
    env: sabotage && sabotageEnvironment(sabotage),
    say,
  });
  try {
    return await orAborted(story({ ...options, world }), signal);
  } finally {
    await world.close();
  }
}

async function story({
  plan,
  folder,
  sabotage,
  world,
  say,
}: ChaosOptions & { world: ChaosWorld }): Promise<Report> {
  const began = performance.now();
  await world.start();
  if (sabotage) {
    for (const { name } of world.replicas) assertSabotaged(folder, name);
  }
  const load = new Load(world);
  await Promise.all(
    (
      await load.post(plan.first)
    ).map(run => load.until(run, ({ verdict }) => verdict !== undefined)),
  );
  say('The network is proven; now it begins');
  world.noise(plan.noise);
  const disturber = new Disturber({ world, say });
  await Promise.all([
    load.post(plan.runs),
    disturber.disturb(plan.disturbances),
    plan.frozenDriverOf && disturber.freezeDriver(load, plan.frozenDriverOf),
  ]);
  world.noise({});
  say('Everything was posted, and nothing more goes wrong');
  await world.afterKillings();
  await untilEnded(load, say);
  const { facts, rulings } = await judgeWhenSettled(
    load,
    world,
    sabotage ? SETTLING_SABOTAGED_MS : SETTLING_MS,
  );
  return {
    seed: plan.seed,
    sabotage,
    runs: facts.length,
    ok: rulings.every(({ violations }) => violations.length === 0),
    seconds: (performance.now() - began) / 1000,
    journal: world.journalPath,
    disturbances: disturber.done,
    fates: fateRows(facts),
    rulings,
    stillLooking: stillLooking(facts),
  };
}

/** What a promise comes to, unless the signal is aborted first. */
async function orAborted<T>(
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  return Promise.race([
    promise,
    once(signal, 'abort').then(() => {
      throw signal.reason;
    }),
  ]);
}

async function untilEnded(
  load: Load,
  say: (line: string) => void,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let open = load.posted;
  while (open.length > 0 && performance.now() < deadline) {
    const runs = await runsOf(load, open);
    open = open.filter(({ runId }) => {
      const run = runs.get(runId);
      return run && run.stage !== 'finished' && !isStillLooking(run);
    });
    if (open.length > 0) {
      say(`${open.length} runs have not ended`);
      await setTimeout(LOOK_EVERY_MS);
    }
  }
}

/** What waited may still be on its way; what does not hold after a while does not hold. */
async function judgeWhenSettled(
  load: Load,
  world: ChaosWorld,
  patienceMs: number,
): Promise<{ facts: RunFacts[]; rulings: Ruling[] }> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const runs = await runsOf(load, load.posted);
    const bucket = await readBucket(world.s3);
    const facts = load.posted.map(posted =>
      factsOf(posted, runs.get(posted.runId) as Run, bucket.get(posted.runId)),
    );
    const rulings = judge(facts, world.journalPath, world.bystanders.toStay);
    const violated = rulings.filter(({ violations }) => violations.length > 0);
    if (
      violated.length === 0 ||
      violated.some(({ id }) => FOR_GOOD.includes(id)) ||
      performance.now() > deadline
    ) {
      return { facts, rulings };
    }
    await setTimeout(LOOK_EVERY_MS);
  }
}

async function runsOf(
  load: Load,
  posted: PostedRun[],
): Promise<Map<string, Run>> {
  const limit = pLimit(ASKED_AT_ONCE);
  const runs = await Promise.all(
    posted.map(({ runId }) =>
      limit(() => load.ask(client => client.getRun(runId))),
    ),
  );
  return new Map(runs.map(run => [run.id, run]));
}
