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

import type { FamilyList } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { BuildViews } from './BuildViews';

/** Tells how image families stand. It trusts that the caller may ask. */
export class FamilyReader {
  readonly #store: SmokeTestStore;
  readonly #views: BuildViews;

  constructor(options: { store: SmokeTestStore; views: BuildViews }) {
    this.#store = options.store;
    this.#views = options.views;
  }

  /**
   * @param only - those to be told of; all when it is missing
   * @param evidence - of which families the asker may see what the machines showed
   */
  async list(
    only: string[] | undefined,
    evidence: (family: string) => boolean,
  ): Promise<FamilyList> {
    const families = await this.#store.familyOverviews(only);
    const builds = await this.#views.all(families.map(({ latest }) => latest));
    return {
      items: families.map((record, index) => ({
        family: record.family,
        // Only a verification has none, and that is no family's build.
        entityRef: record.latest.entityRef!,
        latest: builds[index],
        running: record.running,
        evidence: evidence(record.family),
        regions: record.regions.map(({ at, ...region }) => ({
          ...region,
          at: at.toISOString(),
        })),
        lastPassedAt: record.lastPassedAt?.toISOString(),
        failingSince: record.failingSince?.toISOString(),
      })),
    };
  }
}
