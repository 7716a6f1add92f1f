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

import {
  EVENT_TOPIC,
  SIGNAL_CHANNEL,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { TestStore } from '../database/__testUtils__/store';
import { BuildChanges } from './BuildChanges';

const EVERY_MS = 300;
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('BuildChanges', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, 'SQLITE_3');
  });
  afterEach(async () => {
    jest.useRealTimers();
    await test.clear();
  });

  function setUp(fails?: Error) {
    const publish = jest.fn(async () => {
      if (fails) throw fails;
    });
    const signal = jest.fn(async () => {
      if (fails) throw fails;
    });
    const logger = mockServices.logger.mock();
    const changes = new BuildChanges({
      store: test.store,
      signals: { publish: signal },
      events: mockServices.events.mock({ publish }),
      logger,
      appBaseUrl: 'http://backstage.example/',
      signalEveryMs: EVERY_MS,
    });
    return { changes, signal, publish, logger };
  }

  it('signals the first change of a build at once, those that follow together, and one build apart from another', () => {
    jest.useFakeTimers();
    const { changes, signal } = setUp();
    const signalled = () =>
      signal.mock.calls.map(
        ([call]: unknown[]) =>
          (call as { message: { buildId: string } }).message.buildId,
      );
    const screenshot = (buildId: string) =>
      changes.told({ buildId, types: ['screenshot'] });

    screenshot('a');
    screenshot('a');
    screenshot('b');
    screenshot('a');
    expect(signalled()).toEqual(['a', 'b']);
    expect(signal).toHaveBeenCalledWith({
      recipients: { type: 'broadcast' },
      channel: SIGNAL_CHANNEL,
      message: { buildId: 'a' },
    });
    jest.advanceTimersByTime(EVERY_MS);
    expect(signalled()).toEqual(['a', 'b', 'a']);
    // The last one began a pause of its own.
    screenshot('a');
    jest.advanceTimersByTime(EVERY_MS - 1);
    expect(signalled()).toEqual(['a', 'b', 'a']);
    jest.advanceTimersByTime(1);
    expect(signalled()).toEqual(['a', 'b', 'a', 'a']);
    jest.advanceTimersByTime(10 * EVERY_MS);
    expect(jest.getTimerCount()).toBe(0);
    expect(signalled()).toHaveLength(4);

    screenshot('c');
    screenshot('c');
    void changes.stop();
    expect(signalled().slice(4)).toEqual(['c', 'c']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('publishes what the store has committed, in its order', async () => {
    const { changes, publish } = setUp();
    test.store.onEvents(written => changes.told(written));
    const {
      build: { id },
      claims: [claim],
    } = await test.acceptAndClaim();
    await test.store.updateRun(claim, { stage: 'launching' });
    await test.store.updateRun(claim, { verdict: 'failed', reason: 'Silent' });
    await test.store.updateRun(claim, { stage: 'finished' });
    await changes.stop();
    const build = {
      id,
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      url: `http://backstage.example/ami-smoke-test/builds/${id}`,
    };
    // Each says how the build is when it is told, which may be later than what it tells.
    expect(publish.mock.calls).toEqual(
      ['accepted', 'verdict', 'finished'].map(change => [
        {
          topic: EVENT_TOPIC,
          eventPayload: { change, build: expect.objectContaining(build) },
        },
      ]),
    );
    expect(publish).toHaveBeenLastCalledWith({
      topic: EVENT_TOPIC,
      eventPayload: {
        change: 'finished',
        build: {
          ...build,
          status: 'finished',
          verdict: 'failed',
          reason: 'Silent',
        },
      },
    });
  });

  it('hears of nothing that was not written', async () => {
    const { changes, signal } = setUp();
    const heard: unknown[] = [];
    test.store.onEvents(written => heard.push(written));
    const {
      claims: [claim],
    } = await test.acceptAndClaim();
    heard.length = 0;
    await expect(
      test.store.updateRun({ ...claim, epoch: 7 }, { verdict: 'passed' }),
    ).rejects.toThrow(/no longer held/);
    await test.store.updateRun(claim, { observedMs: 5 });
    expect(heard).toEqual([]);
    await changes.stop();
    expect(signal).not.toHaveBeenCalled();
  });

  it('warns once when nobody can be told, and goes on', async () => {
    const { changes, logger } = setUp(new Error('No event broker'));
    const { id } = await test.accept();
    for (let time = 0; time < 3; time += 1) {
      changes.told({ buildId: id, types: ['accepted'] });
    }
    await changes.stop();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('cannot be told'),
      expect.objectContaining({ message: 'No event broker' }),
    );
    expect(logger.debug).toHaveBeenCalled();
  });
});
