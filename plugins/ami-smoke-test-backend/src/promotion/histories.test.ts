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

import { TestDatabases } from '@backstage/backend-test-utils';
import * as fc from 'fast-check';
import { History } from './__testUtils__/History';
import { PromotionWorld } from './__testUtils__/PromotionWorld';
import { expectQuiet } from './__testUtils__/quiet';
import { histories, type Step } from './__testUtils__/steps';

const databases = TestDatabases.create();

/** How many histories, of how many steps at most. PostgreSQL has the locks of real processes, and is slower. */
const SIZES: Record<string, { histories: number; steps: number }> = {
  SQLITE_3: { histories: 80, steps: 45 },
};
const SMALLER = { histories: 12, steps: 45 };

jest.setTimeout(600_000);

/** What happens in them is made at random; `fast-check` tells the seed of what fails, and the shortest history that does. */
describe.each(databases.eachSupportedId())(
  'whatever happens to promotions (%s)',
  databaseId => {
    const size = SIZES[databaseId] ?? SMALLER;
    let world: PromotionWorld;

    beforeAll(async () => {
      world = await PromotionWorld.start(databases, databaseId);
    });

    afterAll(() => world.close());

    async function happens(steps: Step[]): Promise<void> {
      const history = new History(world);
      try {
        for (const step of steps) await history.step(step);
        await expectQuiet(history);
      } finally {
        await history.thawAll();
        await world.clear();
      }
    }

    it('channels have what was allowed, and AWS shows it in the end', async () => {
      const checked = fc.assert(
        fc.asyncProperty(histories(size.steps), happens),
        { numRuns: size.histories },
      );
      await expect(checked).resolves.toBeUndefined();
    });
  },
);
