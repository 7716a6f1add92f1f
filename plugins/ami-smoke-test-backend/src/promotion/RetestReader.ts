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

import type {
  Image,
  RetestState,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { buildUrl } from '../builds/views';
import type {
  PromotionReader,
  PromotionStore,
} from '../database/PromotionStore';
import type { BuildRecord } from '../database/records';
import type { ChannelConfig } from './policy';

const HOUR_MS = 3_600_000;

/** The profile with which what is on a channel is tested again; nothing where it is not. */
export function retestProfileOf({
  retest,
  requires,
}: ChannelConfig): string | undefined {
  return retest && (retest.profile ?? requires[0].profile);
}

/** Tells how the scheduled tests of what is on a channel stand. */
export class RetestReader {
  readonly #store: PromotionReader & Pick<PromotionStore, 'newestRetest'>;
  readonly #appBaseUrl: string | undefined;

  constructor(options: {
    store: PromotionReader & Pick<PromotionStore, 'newestRetest'>;
    appBaseUrl?: string;
  }) {
    this.#store = options.store;
    this.#appBaseUrl = options.appBaseUrl;
  }

  /** Nothing where the channel tests nothing again. */
  async stateOf(
    { images }: { images: Image[] },
    policy: ChannelConfig,
    now: Date,
  ): Promise<RetestState | undefined> {
    const profile = retestProfileOf(policy);
    if (!policy.retest || profile === undefined) return undefined;
    const last = await this.#store.newestRetest(images, profile);
    const lastAt = await this.#testedAt(images, profile);
    const nextAt = lastAt
      ? new Date(lastAt.getTime() + policy.retest.everyHours * HOUR_MS)
      : now;
    return {
      state: stateOf(last, nextAt <= now),
      buildId: last?.id,
      url: last && buildUrl(last.id, this.#appBaseUrl),
      lastAt: lastAt?.toISOString(),
      nextAt: nextAt.toISOString(),
      reason: last?.reason,
    };
  }

  /** When the image that was not tested for longest was found to be good or bad last; nothing when one never was. */
  async #testedAt(images: Image[], profile: string): Promise<Date | undefined> {
    const evidence = (await this.#store.evidenceOf(images)).filter(
      ({ profileName }) => profileName === profile,
    );
    const newest = images.map(({ imageId, region }) =>
      Math.max(
        ...evidence
          .filter(
            ({ image }) => image.imageId === imageId && image.region === region,
          )
          .map(({ at }) => at.getTime()),
      ),
    );
    const oldest = Math.min(...newest);
    return Number.isFinite(oldest) ? new Date(oldest) : undefined;
  }
}

function stateOf(
  last: BuildRecord | undefined,
  isDue: boolean,
): RetestState['state'] {
  if (last && !last.verdict) return 'running';
  if (last?.verdict === 'failed') return 'failed';
  if (last?.verdict === 'errored' || last?.verdict === 'cancelled') {
    return 'errored';
  }
  return isDue ? 'due' : 'passed';
}
