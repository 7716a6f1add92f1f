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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { PromotionStore } from '../../database/PromotionStore';
import type { BuildRecord } from '../../database/records';
import type { Promotions } from '../Promotions';
import { onChannels } from './onChannels';
import { Pauses } from './Pauses';
import { BY_ITSELF } from './RetestAdmission';
import { type Concern, nothingToGoBackTo, retestFailed } from './tidings';

const MINUTE_MS = 60_000;

/** Has people told of a re-test that failed, and where the policy says so, the channel rolled back. */
export class FailedRetests {
  readonly #store: PromotionStore;
  readonly #promotions: Pick<Promotions, 'rollBackFrom'>;
  readonly #logger: Pick<LoggerService, 'info' | 'warn'>;
  readonly #pauses = new Pauses({
    firstMs: MINUTE_MS,
    longestMs: 60 * MINUTE_MS,
  });

  constructor(options: {
    store: PromotionStore;
    promotions: Pick<Promotions, 'rollBackFrom'>;
    logger: Pick<LoggerService, 'info' | 'warn'>;
  }) {
    this.#store = options.store;
    this.#promotions = options.promotions;
    this.#logger = options.logger;
  }

  /** Can be done twice: people are told once, and what is on the channel no more is not rolled back. */
  async follow(
    retest: BuildRecord,
    concern: Concern,
    options: { buildId: string; rollBack: boolean; now: Date },
  ): Promise<void> {
    const { family, channel } = concern;
    const { buildId, rollBack, now } = options;
    // Told before it is acted upon, so that no crash in between keeps it from anybody.
    await this.#store.addNotice(retestFailed(concern, retest));
    const pause = `${retest.id} ${channel}`;
    if (!rollBack || !this.#pauses.isOver(pause, now)) return;

    // What cannot be done now may be possible later: EC2 may not have said whether an earlier image is available.
    this.#pauses.longer(pause, now);
    const done = await this.#promotions.rollBackFrom(
      buildId,
      channel,
      BY_ITSELF,
      `Its re-test ${retest.id} failed${
        retest.reason ? `: ${retest.reason}` : ''
      }`,
    );
    if (done) {
      this.#logger.info(
        `${family} was rolled back on ${channel}, because its re-test ${retest.id} failed`,
      );
    } else if (await this.#isOn(family, channel, buildId)) {
      await this.#store.addNotice(nothingToGoBackTo(concern, retest));
    }
  }

  async #isOn(
    family: string,
    channel: string,
    buildId: string,
  ): Promise<boolean> {
    return onChannels(await this.#store.assignments([family])).some(
      one => one.channel === channel && one.buildId === buildId,
    );
  }
}
