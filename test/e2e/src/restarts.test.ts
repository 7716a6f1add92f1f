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

import type {
  Build,
  Stage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  launchedTwice,
  whatIsLeft,
  type BootScript,
  type CallEvent,
} from '@ami-smoke-test/local-ec2';
import { setTimeout } from 'node:timers/promises';
import { World } from './stack/World';

jest.setTimeout(240_000);

/** Boots long enough to be killed in every stage; its service answers after that. */
const SCRIPT: BootScript = {
  screen: [
    { atMs: 0, lines: ['Booting'] },
    { atMs: 3000, lines: ['Booting', 'Still booting'] },
  ],
  console: [{ atMs: 100, text: 'Linux version 6.1\r\n' }],
  network: [{ atMs: 500, up: true }],
  ports: {
    8080: [
      {
        atMs: 14_000,
        state: 'open',
        http: { '/health': { body: '{"status":"ok"}' } },
      },
    ],
  },
};

const isIn = (stage: Stage) => (build: Build) => build.runs[0].stage === stage;
const isFinished = (build: Build) => build.status === 'finished';
const hasInstance = (build: Build) => Boolean(build.runs[0].instanceId);

describe('A backend that is killed and started again', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ scripts: { image: SCRIPT } });
  });
  afterEach(() => world.close());

  it.each([
    [
      'launching',
      'postgres',
      (build: Build) => build.runs[0].stage !== 'queued',
    ],
    ['probing', 'postgres', isIn('probing')],
    ['cleaning up', 'postgres', isIn('cleaning-up')],
    ['probing', 'sqlite', isIn('probing')],
  ] as const)(
    'while %s, on %s, finishes the same run with the same instance',
    async (_, database, moment) => {
      const backend = await world.backend({ database });
      await backend.start();
      const { id } = await world.test(backend);
      const before = await world.until(backend, id, moment);
      await backend.kill();
      await backend.start();

      const after = await world.until(backend, id, isFinished);
      expect(after).toMatchObject({
        id,
        verdict: 'passed',
        status: 'finished',
      });
      const [run] = after.runs;
      const [earlier] = before.runs;
      expect(run).toMatchObject({ id: earlier.id, cleanup: 'clean' });
      // The clock goes on where it was.
      const { instanceId = run.instanceId, onlineAt = run.onlineAt } = earlier;
      expect(run).toMatchObject({ instanceId, onlineAt });
      expectOneLaunchAndNothingLeft(world);
    },
  );
});

describe('A backend that is frozen beyond its lease', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ scripts: { image: SCRIPT } });
  });
  afterEach(() => world.close());

  it('changes nothing that its successor did', async () => {
    const frozen = await world.backend();
    const successor = await world.backend();
    await frozen.start();
    const { id } = await world.test(frozen);
    await world.until(
      frozen,
      id,
      build => isIn('probing')(build) && hasInstance(build),
    );
    frozen.freeze();

    await successor.start();
    const passed = await world.until(successor, id, isFinished);
    expect(passed).toMatchObject({ verdict: 'passed' });
    expect(passed.runs[0].cleanup).toBe('clean');
    const events = await eventsOf(world, successor, id);
    const changes = world.journal().filter(isChange).length;

    frozen.thaw();
    // It has woken when it answers, and then has had the time for all that it meant to do.
    await world.until(frozen, id, isFinished);
    await setTimeout(5_000);
    expect(await world.until(successor, id, isFinished)).toEqual(passed);
    expect(await eventsOf(world, successor, id)).toEqual(events);
    expect(world.journal().filter(isChange)).toHaveLength(changes);
    expectOneLaunchAndNothingLeft(world);
  });
});

describe('Backends that share a database', () => {
  it('hand a run over when one shuts down', async () => {
    const world = await World.start({ scripts: { image: SCRIPT } });
    try {
      const [leaving, staying] = [await world.backend(), await world.backend()];
      await leaving.start();
      const { id } = await world.test(leaving);
      const before = await world.until(leaving, id, isIn('probing'));
      await staying.start();
      await leaving.stop();
      const after = await world.until(staying, id, isFinished);
      expect(after.verdict).toBe('passed');
      expect(after.runs[0].instanceId).toBe(before.runs[0].instanceId);
      expectOneLaunchAndNothingLeft(world);
    } finally {
      await world.close();
    }
  });
});

function expectOneLaunchAndNothingLeft(world: World): void {
  const journal = world.journal();
  const launched = journal.filter(
    event =>
      event.type === 'life' &&
      event.kind === 'instance' &&
      event.change === 'created',
  );
  expect(launched).toHaveLength(1);
  expect(launchedTwice(journal)).toEqual([]);
  expect(whatIsLeft(journal)).toEqual([]);
}

async function eventsOf(
  world: World,
  backend: Awaited<ReturnType<World['backend']>>,
  id: string,
) {
  const events = [];
  for await (const event of world.client(backend).watchBuild(id))
    events.push(event);
  return events;
}

/** A call that changes something in EC2. */
function isChange(event: { type: string }): event is CallEvent {
  return (
    event.type === 'call' &&
    !/^(Describe|Get)/.test((event as CallEvent).action)
  );
}
