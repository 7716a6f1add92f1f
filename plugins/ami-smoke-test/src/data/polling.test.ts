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

import { isLasting, troubleOf } from './errors';
import {
  aList,
  aPublication,
  aState,
  AT,
} from '../promotion/__testUtils__/channels';
import {
  pollOfBuild,
  pollOfChannels,
  pollOfComparison,
  pollOfConsole,
  pollOfList,
  pollOfRun,
} from './polling';

const underWay = { stage: 'probing', cleanup: 'pending' } as const;
const leaked = { stage: 'cleaning-up', cleanup: 'leaked' } as const;
const finished = { stage: 'finished', cleanup: 'clean' } as const;

const about = <T>(data: T | undefined, error?: unknown) => ({ data, error });

/** As the client's `ResponseError` tells it. */
const refusal = (status: number, name = 'Error') =>
  Object.assign(new Error('refused'), {
    response: { status },
    body: { error: { name } },
  });

describe('how often is asked', () => {
  it('is more often while a decision is on its way into AWS', () => {
    const channels = (state: 'agreed' | 'pending') =>
      aList([
        aState({
          assignments: [
            {
              accountId: '123456789012',
              region: 'us-east-1',
              since: AT,
              publications: [aPublication(), aPublication({ state })],
            },
          ],
        }),
      ]);
    expect(pollOfChannels(about(channels('pending')))).toBe(2_000);
    expect(pollOfChannels(about(channels('agreed')))).toBe(15_000);
    expect(pollOfChannels(about(undefined, refusal(403)))).toBe(false);
    expect(pollOfChannels(about(undefined, refusal(503)))).toBe(15_000);
  });

  it('depends on what is still to come', () => {
    expect(pollOfRun(about(undefined))).toBe(5_000);
    expect(pollOfRun(about(underWay))).toBe(5_000);
    expect(pollOfRun(about(leaked))).toBe(60_000);
    expect(pollOfRun(about(finished))).toBe(false);

    expect(pollOfBuild(about({ runs: [finished, underWay] }))).toBe(5_000);
    expect(pollOfBuild(about({ runs: [leaked, underWay] }))).toBe(5_000);
    expect(pollOfBuild(about({ runs: [finished, leaked] }))).toBe(60_000);
    expect(pollOfBuild(about({ runs: [finished] }))).toBe(false);

    const beside = (other?: typeof finished | typeof underWay) =>
      pollOfComparison(about({ run: finished, other }));
    expect(beside(underWay)).toBe(12_000);
    expect(beside(finished)).toBe(false);
    expect(beside()).toBe(false);

    const open = { complete: false };
    expect(pollOfConsole(about(open), undefined)).toBe(5_000);
    expect(pollOfConsole(about(open), leaked)).toBe(60_000);
    // Its end may come after the run's: the log is asked once more.
    expect(pollOfConsole(about(open), finished)).toBe(5_000);
    expect(pollOfConsole(about({ complete: true }), finished)).toBe(false);

    expect(pollOfList(about({ items: [{ verdict: 'failed' }] }))).toBe(15_000);
    expect(pollOfList(about({ items: [{ verdict: undefined }] }))).toBe(5_000);
  });

  it('is never where the answer stays the same', () => {
    for (const error of [refusal(403), refusal(404, 'NotFoundError')]) {
      expect(isLasting(error)).toBe(true);
      expect(pollOfRun(about(undefined, error))).toBe(false);
      expect(pollOfBuild(about(undefined, error))).toBe(false);
      expect(pollOfComparison(about(undefined, error))).toBe(false);
      expect(pollOfConsole(about(undefined, error), undefined)).toBe(false);
      expect(pollOfList(about(undefined, error))).toBe(false);
    }
    for (const status of [408, 429, 500, 503]) {
      const error = refusal(status);
      expect(isLasting(error)).toBe(false);
      expect(pollOfRun(about(undefined, error))).toBe(5_000);
    }
    expect(pollOfRun(about(underWay, new TypeError('fetch')))).toBe(5_000);
  });

  it('goes on while Backstage starts, which first knows no plugin and then nobody', () => {
    const starting = refusal(404);
    expect(isLasting(starting)).toBe(false);
    expect(pollOfRun(about(undefined, starting))).toBe(5_000);
    expect(troubleOf(starting)).toBe('offline');
    for (const error of [starting, refusal(401)]) {
      const open = { complete: false };
      expect(pollOfRun(about(underWay, error))).toBe(5_000);
      expect(pollOfConsole(about(open, error), underWay)).toBe(5_000);
      expect(pollOfList(about({ items: [] }, error))).toBe(15_000);
    }
  });
});
