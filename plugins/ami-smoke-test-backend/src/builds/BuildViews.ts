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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { PromotionStore } from '../database/PromotionStore';
import type { BuildRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { toBuild, toRunSummary } from './views';

/** Shows builds with their runs, in as many statements for a page as for one. */
export class BuildViews {
  readonly #store: Pick<SmokeTestStore, 'runsOf' | 'filmStripsOf'>;
  readonly #promotions: Pick<PromotionStore, 'promotionOf'>;
  readonly #appBaseUrl: string | undefined;

  /** @param options - `appBaseUrl`: where the pages are */
  constructor(options: {
    store: Pick<SmokeTestStore, 'runsOf' | 'filmStripsOf'>;
    promotions: Pick<PromotionStore, 'promotionOf'>;
    appBaseUrl?: string;
  }) {
    this.#store = options.store;
    this.#promotions = options.promotions;
    this.#appBaseUrl = options.appBaseUrl;
  }

  async one(build: BuildRecord): Promise<Build> {
    const [view] = await this.all([build]);
    return view;
  }

  /** In the order in which they are given. */
  async all(builds: BuildRecord[]): Promise<Build[]> {
    const ids = builds.map(({ id }) => id);
    const runs = await this.#store.runsOf(ids);
    const promotion = await this.#promotions.promotionOf(ids);
    const strips = await this.#store.filmStripsOf(runs.map(({ id }) => id));
    const summaries = groupBy(
      runs.map(run => toRunSummary(run, strips.get(run.id) ?? [])),
      ({ buildId }) => buildId,
    );
    return builds.map(build => ({
      ...toBuild(build, summaries.get(build.id) ?? [], this.#appBaseUrl),
      promotion: promotion.get(build.id),
    }));
  }
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
