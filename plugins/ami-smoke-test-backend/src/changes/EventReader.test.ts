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

import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { EventReader } from './EventReader';

const eventsOf = (count: number): BuildEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    at: '2026-11-22T10:00:00.000Z',
    type: 'notice',
    message: `number ${index + 1}`,
  }));

describe('EventReader', () => {
  const builds = new Map<string, BuildEvent[]>();
  const asked: string[][] = [];
  let trouble: Error | undefined;
  const store = {
    async lastEvents(ids: string[]) {
      asked.push(ids);
      if (trouble) throw trouble;
      return new Map(ids.map(id => [id, builds.get(id)?.length ?? 0]));
    },
    async eventsAfter(id: string, seq: number, limit: number) {
      return (builds.get(id) ?? [])
        .filter(event => event.seq > seq)
        .slice(0, limit);
    },
  };
  const over = new AbortController();
  afterAll(() => over.abort(new Error('The test is over')));
  beforeEach(() => {
    asked.length = 0;
    trouble = undefined;
    builds.clear();
    builds.set('quiet', eventsOf(3)).set('busy', eventsOf(5));
  });

  it('gives the events after one of them, as many as are wanted', async () => {
    const reader = new EventReader(store);
    expect(await reader.read('busy', 3, 10)).toEqual(eventsOf(5).slice(3));
    expect(await reader.read('busy', 0, 2)).toEqual(eventsOf(2));
    expect(await reader.read('unknown', 0, 10)).toEqual([]);
  });

  it('asks for all who wait together, and wakes those for whom there is more', async () => {
    const reader = new EventReader(store, { lookEveryMs: 5 });
    const woken: string[] = [];
    const wait = (name: string, build: string, after: number) =>
      reader
        .untilMore(build, after, over.signal)
        .then(() => woken.push(name))
        .catch(() => {});
    const busy = [wait('one', 'busy', 3), wait('other', 'busy', 4)];
    void wait('quiet', 'quiet', 3);
    void wait('unknown', 'unknown', 0);
    await Promise.all(busy);
    expect(woken).toEqual(['one', 'other']);
    expect(asked[0]).toEqual(['busy', 'quiet', 'unknown']);

    const late = wait('late', 'busy', 5);
    builds.set('busy', eventsOf(6));
    await late;
    expect(woken).toEqual(['one', 'other', 'late']);
  });

  it('wakes at once those who follow a build that this process has written of', async () => {
    const reader = new EventReader(store, { lookEveryMs: 3_600_000 });
    const waits = reader.untilMore('quiet', 3, over.signal);
    reader.told({ buildId: 'busy', types: [] });
    reader.told({ buildId: 'quiet', types: [] });
    await waits;
    expect(asked).toEqual([]);
  });

  it('tells those who wait that the database cannot be asked, and asks again for whoever waits then', async () => {
    const reader = new EventReader(store, { lookEveryMs: 5 });
    trouble = new Error('The database is away');
    await expect(reader.untilMore('busy', 5, over.signal)).rejects.toThrow(
      'The database is away',
    );
    trouble = undefined;
    await reader.untilMore('busy', 4, over.signal);
  });

  it('asks for nobody who has gone', async () => {
    const reader = new EventReader(store, { lookEveryMs: 5 });
    const gone = new AbortController();
    const waits = reader.untilMore('busy', 5, gone.signal);
    gone.abort(new Error('gone'));
    await expect(waits).rejects.toThrow('gone');
    await expect(reader.untilMore('busy', 5, gone.signal)).rejects.toThrow(
      'gone',
    );
    await reader.untilMore('quiet', 2, over.signal);
    expect(asked.flat()).not.toContain('busy');
  });
});
