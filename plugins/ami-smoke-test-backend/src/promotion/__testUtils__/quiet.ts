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

import { setTimeout as sleep } from 'node:timers/promises';
import { desiredInAws, observedInAws } from './awsState';
import type { History } from './History';

/** Looks of the timer until AWS is as it should be; a parameter needs two. */
const MOST_LOOKS = 12;

/**
 * Lets the reconciler work until nothing is left to do, whatever else is still frozen, and looks at AWS then. What was frozen wakes up
 * after that, and the timer's next look has to bring everything back.
 */
export async function expectQuiet(history: History): Promise<void> {
  await converge(history);
  await expectLookedAtInTime(history);
  if (await history.thawAll()) await converge(history);

  const { images, family, world } = history;
  const desired = await desiredInAws(world.database.test.knex, family, images);
  const observed = await observedInAws(world, family, images);
  // Of what is gone nobody knows what its parameter should name.
  for (const [place, imageId] of Object.entries(desired.parameters)) {
    if (imageId && history.model.gone.has(imageId)) {
      delete desired.parameters[place];
      delete observed.parameters[place];
    }
  }
  expect(observed).toEqual(desired);
}

/** Until a look finds nothing that has to be changed, and nothing that is not as it should be. */
async function converge(history: History): Promise<void> {
  const { world } = history;
  await world.validated();
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { changes } = world.watch;
    await look(history);
    if (world.watch.changes > changes) await world.validated();
    else if ((await troubles(history)).length === 0) return;
  }
  expect(await troubles(history)).toEqual([]);
  throw new Error(`After ${MOST_LOOKS} looks there is always one more change`);
}

/** The timer's look at everything. While a frozen process still has the lock, that is waited for. */
async function look({ world, publisher }: History): Promise<void> {
  await world.timePasses();
  const { publishers } = world;
  const { publications } = world.database;
  if ((await publications.dueSubjects(publishers, 1)).length === 0) return;
  while ((await publisher.reconciler.round()) === 0) await sleep(10);
}

/** Publications that are not as they should be in the end. */
async function troubles({ world, family, model }: History) {
  const { publications } = world.database;
  const subjects = await publications.subjectsOf(family, world.publishers);
  return subjects.filter(({ about, subject, generation, last }) => {
    const { imageId } = subject;
    const isAgreed = last?.state === 'agreed' && last.generation === generation;
    if (imageId === undefined || !model.gone.has(imageId)) return !isAgreed;
    // What is gone is told where it is missed; of an image that is on no channel there is nothing to show.
    const saysSo =
      last?.state === 'failing' &&
      last.message?.includes(`EC2 does not have ${imageId}`);
    if (about === 'channel') return !saysSo;
    return !isAgreed && !(saysSo && subject.channels.length > 0);
  });
}

/** Nothing has to be remembered for what a frozen process does late: everything is looked at again in time anyhow. */
async function expectLookedAtInTime({ world, family }: History): Promise<void> {
  const { publishing } = world.config.promotion;
  const all = await world.database.publications.publicationsOf([family]);
  for (const { checkedAt, nextAt } of all) {
    const waits = nextAt.getTime() - Number(checkedAt?.getTime());
    expect(waits).toBeLessThanOrEqual(publishing.everySeconds * 1_000);
  }
}
