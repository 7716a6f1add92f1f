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

import { matchesFamily } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { SmokeTestConfig } from '../../config';
import type { Confirm } from '../../database/alone';
import type { PromotionStore } from '../../database/PromotionStore';
import type { SmokeTestStore } from '../../database/SmokeTestStore';
import { Candidates } from '../Candidates';
import type { BuildSubject, Gate } from '../gate/Gate';
import { areSame } from '../words';
import { Pauses } from './Pauses';
import { waitingForApproval } from './tidings';

/** Whether anything new waits is looked at so often. */
const LOOK_EVERY_MS = 30_000;
const MOST_SETTLED = 10_000;

/** Has people told of builds that could be promoted. */
export class Waiting {
  readonly #store: PromotionStore;
  readonly #builds: Pick<SmokeTestStore, 'families' | 'getBuild'>;
  readonly #gate: Pick<Gate, 'subjectOf' | 'look' | 'decide'>;
  readonly #channels: SmokeTestConfig['promotion']['channels'];
  readonly #candidates: Candidates;
  readonly #looks = new Pauses({ firstMs: LOOK_EVERY_MS, longestMs: 300_000 });
  /** Builds of which people were told, or need not be. */
  readonly #settled = new Set<string>();

  constructor(options: {
    store: PromotionStore;
    builds: Pick<SmokeTestStore, 'families' | 'getBuild'>;
    gate: Pick<Gate, 'subjectOf' | 'look' | 'decide'>;
    channels: SmokeTestConfig['promotion']['channels'];
  }) {
    this.#store = options.store;
    this.#builds = options.builds;
    this.#gate = options.gate;
    this.#channels = options.channels;
    this.#candidates = new Candidates(options);
  }

  async round(confirm: Confirm): Promise<void> {
    const channels = Object.entries(this.#channels);
    if (channels.length === 0) return;
    const now = await this.#store.now();
    if (!this.#looks.isOver('all', now)) return;
    this.#looks.until('all', new Date(now.getTime() + LOOK_EVERY_MS));
    for (const family of await this.#builds.families()) {
      await confirm();
      for (const [channel, { families }] of channels) {
        if (matchesFamily(family, families)) {
          await this.#look(family, channel, now);
        }
      }
    }
  }

  async #look(family: string, channel: string, now: Date): Promise<void> {
    const policy = this.#channels[channel];
    const candidate = await this.#candidates.of(family, channel, policy);
    if (!candidate) return;
    const key = `${candidate.buildId} ${channel}`;
    if (this.#settled.has(key) || !this.#looks.isOver(key, now)) return;
    if (await this.#isSettled(candidate.buildId, channel)) this.#settle(key);
    else this.#looks.longer(key, now);
  }

  /** Asks about a build, and has people told. @returns whether nothing more is to be asked */
  async #isSettled(buildId: string, channel: string): Promise<boolean> {
    // Retention may have removed what stood on the channel before.
    if (!(await this.#builds.getBuild(buildId))) return true;
    const subject = await this.#gate.subjectOf(buildId);
    const { family, entityRef, images } = subject;
    const stays = await this.#store.stays(family, channel);
    // What was taken away from there does not wait to come back.
    if (stays.some(stay => areSame(stay.images, images))) return true;
    const here = stays.find(({ to }) => to === undefined);
    if (here && (await this.#isOlder(buildId, here.buildId, channel))) {
      return true;
    }
    if (!(await this.#isAllowed(subject, channel))) return false;

    const { notify: recipients } = this.#channels[channel];
    await this.#store.addNotice(
      waitingForApproval({ family, channel, entityRef, recipients }, buildId),
    );
    return true;
  }

  /** What comes from the channel before was put there by somebody who wants it, however old it is. */
  async #isOlder(
    buildId: string,
    hereId: string,
    channel: string,
  ): Promise<boolean> {
    if (this.#channels[channel].after) return false;
    const [candidate, here] = await Promise.all([
      this.#builds.getBuild(buildId),
      this.#builds.getBuild(hereId),
    ]);
    return (
      candidate !== undefined &&
      here !== undefined &&
      candidate.createdAt <= here.createdAt
    );
  }

  /** Asks EC2 only when everything else lets the build pass. */
  async #isAllowed(subject: BuildSubject, channel: string): Promise<boolean> {
    const supposed = await this.#gate.decide(
      this.#store,
      subject,
      channel,
      subject.images.map(image => ({ image, state: 'available' })),
    );
    if (supposed.decision !== 'allow') return false;
    const decision = await this.#gate.decide(
      this.#store,
      subject,
      channel,
      await this.#gate.look(subject.images),
    );
    return decision.decision === 'allow';
  }

  #settle(key: string): void {
    // What is forgotten is asked once more; the notice itself is one for ever.
    if (this.#settled.size >= MOST_SETTLED) this.#settled.clear();
    this.#settled.add(key);
    this.#looks.forget(key);
  }
}
