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
  GateDecision,
  Image,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ServiceUnavailableError } from '@backstage/errors';
import type { SmokeTestConfig } from '../config';
import type {
  PromotionReader,
  PromotionTransaction,
} from '../database/PromotionStore';
import type { BuildSubject, Gate } from './gate/Gate';
import type { Availability } from './gate/rules';
import { isSame } from './words';

/** Of how many earlier builds EC2 is asked whether they are still there, when a channel is to go back to one. */
const EARLIER_BUILDS = 10;

/** Knows to which build a channel can go back, when what is there is not good any more. */
export class EarlierBuilds {
  readonly #store: PromotionReader;
  readonly #gate: Gate;
  readonly #config: SmokeTestConfig['promotion'];

  constructor(options: {
    store: PromotionReader;
    gate: Gate;
    config: SmokeTestConfig['promotion'];
  }) {
    this.#store = options.store;
    this.#gate = options.gate;
    this.#config = options.config;
  }

  /** Asks EC2 about what the channels of a family had lately, before anything is locked. */
  async look(family: string): Promise<Availability[]> {
    const stays = await Promise.all(
      Object.keys(this.#config.channels).map(channel =>
        this.#store.stays(family, channel),
      ),
    );
    const marked = await this.#store.promotedImages(
      stays.flat().flatMap(({ images }) => images),
    );
    const isRevoked = (image: Image) =>
      marked.some(one => isSame(one, image) && one.revoked);
    const images: Image[] = [];
    for (const some of stays) {
      // What came often counts once, and what is revoked not at all: behind them may be what is good.
      const builds = new Map(
        some
          .filter(stay => !stay.images.some(isRevoked))
          .map(stay => [stay.buildId, stay.images]),
      );
      for (const image of [...builds.values()]
        .slice(0, EARLIER_BUILDS)
        .flat()) {
        if (!images.some(one => isSame(one, image))) images.push(image);
      }
    }
    return this.#gate.look(images);
  }

  /**
   * The newest build that was on the channel, is still there and not revoked, and whose required runs have not failed since.
   *
   * @throws ServiceUnavailableError when there is none, but EC2 could not be asked about one: nobody wants a channel to be empty
   *   because of that
   */
  async lastGood(
    held: PromotionTransaction,
    { family, images, entityRef }: BuildSubject,
    channel: string,
    availability: Availability[],
  ): Promise<{ subject: BuildSubject; decision: GateDecision } | undefined> {
    if (!Object.hasOwn(this.#config.channels, channel)) return undefined;
    const unasked: string[] = [];
    for (const stay of await held.stays(family, channel)) {
      if (stay.images.some(one => images.some(image => isSame(one, image)))) {
        continue;
      }
      const subject: BuildSubject = {
        family,
        entityRef,
        buildId: stay.buildId,
        images: stay.images,
      };
      const decision = await this.#gate.decide(
        held,
        subject,
        channel,
        availability,
        { lasting: true },
      );
      if (decision.decision === 'deny') continue;
      if (await this.#gate.hasFailed(held, stay.images, channel)) continue;
      if (decision.decision === 'allow') return { subject, decision };
      if (wasAsked(availability, stay.images))
        unasked.push(...decision.reasons);
    }
    if (unasked.length > 0) {
      throw new ServiceUnavailableError(
        `Where '${channel}' could go back to is not known: ${unasked.join(
          '; ',
        )}. Nothing was changed; try again later, or leave the channel empty`,
      );
    }
    return undefined;
  }
}

/** Whether EC2 was asked about the images at all: it is not about those of long ago. */
function wasAsked(availability: Availability[], images: Image[]): boolean {
  return images.every(image =>
    availability.some(one => isSame(one.image, image)),
  );
}
