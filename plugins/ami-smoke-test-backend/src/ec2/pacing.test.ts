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

import { PacedQueue, type Purpose } from './pacing';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** Asks, and writes down when it was its turn. */
function asker(queue: PacedQueue) {
  const start = performance.now();
  const order: string[] = [];
  const ask = (
    purpose: Purpose,
    by: string,
    options: { maxWaitMs?: number; signal?: AbortSignal } = {},
  ) =>
    queue
      .take({ purpose, by, maxWaitMs: 60_000, ...options })
      .then(() => {
        order.push(`${by}@${Math.round(performance.now() - start)}`);
      })
      .catch(error => {
        order.push(`${by}: ${error.errorClass}`);
      });
  return { order, ask };
}

describe('PacedQueue', () => {
  it('lets a part of the bucket through at once, and the rest as it refills', async () => {
    const queue = new PacedQueue(
      'Describe',
      { capacity: 4, refillPerSecond: 20 },
      () => 0.5,
    );
    const { order, ask } = asker(queue);
    for (const by of ['a', 'b', 'c', 'd']) void ask('check', by);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(order).toEqual(['a@0', 'b@0', 'c@100', 'd@200']);
    for (const by of ['e', 'f', 'g']) void ask('check', by);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(order.slice(4)).toEqual(['e@1000', 'f@1000', 'g@1100']);
  });

  it('takes a smaller part as soon as it is told to', async () => {
    let share = 1;
    const queue = new PacedQueue(
      'Describe',
      { capacity: 1, refillPerSecond: 10 },
      () => share,
    );
    const { order, ask } = asker(queue);
    share = 0.5;
    void ask('check', 'a');
    void ask('check', 'b');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(order).toEqual(['a@0', 'b@200']);
  });

  it('serves launches and cleanups before checks, those before the console, frames last', async () => {
    const queue = new PacedQueue(
      'Any',
      { capacity: 1, refillPerSecond: 1 },
      () => 1,
    );
    const { order, ask } = asker(queue);
    const purposes: Purpose[] = [
      'screenshot',
      'console',
      'check',
      'cleanup',
      'launch',
    ];
    void ask('screenshot', 'first');
    for (const purpose of purposes) void ask(purpose, purpose);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(order).toEqual([
      'first@0',
      'launch@1000',
      'cleanup@2000',
      'check@3000',
      'console@4000',
      'screenshot@5000',
    ]);
  });

  it('shares frames fairly: who was served least recently is next, however often another asks', async () => {
    const queue = new PacedQueue(
      'GetConsoleScreenshot',
      { capacity: 1, refillPerSecond: 1 },
      () => 1,
    );
    const { order, ask } = asker(queue);
    for (const by of ['greedy', 'greedy', 'greedy', 'modest']) {
      void ask('screenshot', by);
    }
    await jest.advanceTimersByTimeAsync(10_000);
    expect(order).toEqual([
      'greedy@0',
      'modest@1000',
      'greedy@2000',
      'greedy@3000',
    ]);
  });

  it('gives up what waits too long, or is not wanted any more, without using its token', async () => {
    const queue = new PacedQueue(
      'GetConsoleScreenshot',
      { capacity: 1, refillPerSecond: 0.1 },
      () => 1,
    );
    const { order, ask } = asker(queue);
    const unwanted = new AbortController();
    void ask('screenshot', 'first');
    void ask('screenshot', 'impatient', { maxWaitMs: 2_000 });
    void ask('screenshot', 'unwanted', { signal: unwanted.signal });
    void ask('screenshot', 'patient');
    await jest.advanceTimersByTimeAsync(3_000);
    unwanted.abort();
    await jest.advanceTimersByTimeAsync(0);
    await ask('screenshot', 'too late', { signal: unwanted.signal });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(order).toEqual([
      'first@0',
      'impatient: throttled',
      'unwanted: throttled',
      'too late: throttled',
      'patient@10000',
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('starts from nothing when AWS says that nothing is left', async () => {
    const queue = new PacedQueue(
      'Describe',
      { capacity: 100, refillPerSecond: 10 },
      () => 1,
    );
    const { order, ask } = asker(queue);
    queue.drain();
    void ask('check', 'a');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(order).toEqual(['a@100']);
  });
});
