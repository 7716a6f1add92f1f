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
  type PromotionAct,
  publicationSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { DatabaseCounts } from '../database/DatabaseCounts';
import type { ActRecord } from '../database/PromotionStore';

/** What was decided about channels, and how far AWS is with it; see `SmokeTestMetrics`. */
export class PromotionMetrics {
  readonly #acts;

  constructor(options: {
    metrics: MetricsService;
    counts: Pick<DatabaseCounts, 'publications'>;
    /** The names of what the configuration has. */
    configured: { publishers: string[]; channels: string[] };
    logger: LoggerService;
  }) {
    const { metrics, counts, configured, logger } = options;
    this.#acts = metrics.createCounter<{
      type: PromotionAct['type'];
      channel?: string;
    }>('ami_smoke_test.promotion.acts', {
      description:
        'What was decided about channels; a revocation is about all of them, and has none',
      unit: '{act}',
    });
    const gauge = metrics.createObservableGauge<{ state: string }>(
      'ami_smoke_test.publications',
      {
        description:
          'Places in AWS that channels reach, by how far they are as decided',
        unit: '{publication}',
      },
    );
    gauge.addCallback(async result => {
      try {
        const found = await counts.publications(configured);
        for (const state of publicationSchema.shape.state.options) {
          const one = found.find(count => count.state === state);
          result.observe(one?.count ?? 0, { state });
        }
      } catch (error) {
        // While the database is away there is nothing to say.
        logger.debug(`A gauge could not be read: ${error}`);
      }
    });
  }

  decided(acts: ActRecord[]): void {
    for (const { type, channel } of acts) this.#acts.add(1, { type, channel });
  }
}
