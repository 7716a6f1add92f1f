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
import DataLoader from 'dataloader';
import type { SmokeTestStore } from '../database/SmokeTestStore';

/** How long a question waits for others to be asked with it. */
const TOGETHER_MS = 40;

/**
 * Reads events for many who look for new ones again and again: the database is asked for all of them together which builds have
 * any, and for events only where there are some.
 */
export class EventReader {
  readonly #store: Pick<SmokeTestStore, 'eventsAfter'>;
  readonly #lastSeq: DataLoader<string, number>;

  constructor(store: Pick<SmokeTestStore, 'eventsAfter' | 'lastEvents'>) {
    this.#store = store;
    this.#lastSeq = new DataLoader(
      async buildIds => {
        const last = await store.lastEvents([...new Set(buildIds)]);
        return buildIds.map(id => last.get(id) ?? 0);
      },
      {
        cache: false,
        batchScheduleFn: dispatch => setTimeout(dispatch, TOGETHER_MS),
      },
    );
  }

  /** The events of a build after one of them, in order. */
  async read(
    buildId: string,
    after: number,
    limit: number,
  ): Promise<BuildEvent[]> {
    if ((await this.#lastSeq.load(buildId)) <= after) return [];
    return this.#store.eventsAfter(buildId, after, limit);
  }
}
