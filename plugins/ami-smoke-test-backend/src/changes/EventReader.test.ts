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
  const builds = new Map([
    ['quiet', eventsOf(3)],
    ['busy', eventsOf(5)],
  ]);
  const asked: string[] = [];
  const reader = new EventReader({
    async lastEvents(ids) {
      asked.push(`last of ${ids.join(' ')}`);
      return new Map(ids.map(id => [id, builds.get(id)?.length ?? 0]));
    },
    async eventsAfter(id, seq, limit) {
      asked.push(`${id} after ${seq}`);
      return (builds.get(id) ?? [])
        .filter(event => event.seq > seq)
        .slice(0, limit);
    },
  });
  beforeEach(() => {
    asked.length = 0;
  });

  it('asks for many at once, and reads only where there is something new', async () => {
    const read = await Promise.all([
      reader.read('quiet', 3, 10),
      reader.read('busy', 3, 10),
      reader.read('quiet', 3, 10),
      reader.read('unknown', 0, 10),
    ]);
    expect(read.map(events => events.map(({ seq }) => seq))).toEqual([
      [],
      [4, 5],
      [],
      [],
    ]);
    expect(asked).toEqual(['last of quiet busy unknown', 'busy after 3']);
  });

  it('gives the beginning when there is more than is wanted', async () => {
    const events = await reader.read('busy', 0, 2);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
