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

import type { RetestState } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { buildUrl } from '../builds/views';
import type { PromotionStore, Stay } from '../database/PromotionStore';
import type { BuildRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { hinderedKey } from './notices';
import type { ChannelConfig } from './policy';
import { RetestSchedule } from './RetestSchedule';

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
  readonly #notices: Pick<PromotionStore, 'notice'>;
  readonly #schedule: RetestSchedule;
  readonly #appBaseUrl: string | undefined;

  constructor(options: {
    store: Pick<PromotionStore, 'newestRetest' | 'evidenceOf'>;
    notices: Pick<PromotionStore, 'notice'>;
    builds: Pick<SmokeTestStore, 'getBuild'>;
    appBaseUrl?: string;
  }) {
    this.#notices = options.notices;
    this.#schedule = new RetestSchedule(options);
    this.#appBaseUrl = options.appBaseUrl;
  }

  /** Nothing where the channel tests nothing again. */
  async stateOf(
    { channel, buildId, images, from }: Stay & { channel: string },
    policy: ChannelConfig,
    now: Date,
  ): Promise<RetestState | undefined> {
    const profile = retestProfileOf(policy);
    if (!policy.retest || profile === undefined) return undefined;
    const { last, testedAt, dueAt } = await this.#schedule.timesOf({
      images,
      profile,
      everyMs: policy.retest.everyHours * HOUR_MS,
      since: from,
    });
    const state = stateOf(last, dueAt <= now);
    const mayBeHindered = state !== 'running' && dueAt <= now;
    const hindered = mayBeHindered
      ? await this.#notices.notice(hinderedKey({ buildId, channel, testedAt }))
      : undefined;
    return {
      state,
      buildId: last?.id,
      url: last && buildUrl(last.id, this.#appBaseUrl),
      lastAt: testedAt?.toISOString(),
      nextAt: dueAt.toISOString(),
      reason: last?.reason,
      hindered: hindered?.payload.description,
    };
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
