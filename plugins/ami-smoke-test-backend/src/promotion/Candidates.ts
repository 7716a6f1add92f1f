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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { PromotionStore } from '../database/PromotionStore';
import type { ChannelConfig } from './policy';
import { areSame } from './words';

/** A build that could come next. */
export interface Candidate {
  buildId: string;
  images: Image[];
  /** When it came to where it can be promoted from: the channel before, or its verdict. */
  since: Date;
}

/** Tells which build would come next to a channel: what is on the channel before it, else the newest that passed. */
export class Candidates {
  readonly #store: PromotionStore;

  constructor(options: { store: PromotionStore }) {
    this.#store = options.store;
  }

  /** Nothing when it is there already, or was revoked. */
  async of(
    family: string,
    channel: string,
    { after }: ChannelConfig,
  ): Promise<Candidate | undefined> {
    const next = after
      ? await this.#onChannel(family, after.channel)
      : await this.#newestPassed(family);
    if (!next) return undefined;
    const [here] = await this.#store.stays(family, channel);
    if (here && !here.to && areSame(here.images, next.images)) return undefined;
    const marked = await this.#store.promotedImages(next.images);
    return marked.some(({ revoked }) => revoked) ? undefined : next;
  }

  async #onChannel(
    family: string,
    channel: string,
  ): Promise<Candidate | undefined> {
    const [here] = await this.#store.stays(family, channel);
    if (!here || here.to) return undefined;
    return { buildId: here.buildId, images: here.images, since: here.from };
  }

  async #newestPassed(family: string): Promise<Candidate | undefined> {
    const build = await this.#store.newestPassed(family);
    if (!build) return undefined;
    return {
      buildId: build.id,
      images: await this.#store.imagesOf(build.id),
      since: build.verdictAt ?? build.createdAt,
    };
  }
}
