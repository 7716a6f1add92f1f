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
  WaivableRule,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  FAMILY,
  imagesOn,
  MANAGER,
  type TestPromotions,
} from '../../database/__testUtils__/promotions';
import { newBuild } from '../../database/__testUtils__/store';
import type { ActRecord } from '../../database/PromotionStore';
import type { Ec2Gateway } from '../../ec2/Ec2';
import { Ec2Error } from '../../ec2/Ec2Error';
import type { ChannelChange } from '../ChannelChange';
import { PromotionRefusedError } from '../errors';
import { AvailabilityReader } from '../gate/AvailabilityReader';
import { Gate } from '../gate/Gate';
import { promotionSchema } from '../policy';
import { Promotions } from '../Promotions';

const REQUIRES = [{ profile: 'default' }];

/** Three channels, one after the other: the last wants an hour on the one before it. */
const CHANNELS = {
  dev: { requires: REQUIRES },
  staging: { requires: REQUIRES, after: { channel: 'dev' } },
  production: {
    requires: REQUIRES,
    after: { channel: 'staging', hours: 1 },
    notify: ['group:default/release'],
  },
};

/** What EC2 says of images: that they are available, unless a test says otherwise. */
export class TestImages {
  readonly #states = new Map<string, string>();
  /** Called each time that EC2 is asked about an image. */
  onLook: (imageId: string) => void | Promise<void> = () => {};

  clear() {
    this.#states.clear();
    this.onLook = () => {};
  }

  /** @param state - of EC2, or `gone`, or `away`: EC2 does not answer */
  set({ imageId }: Image, state: string) {
    this.#states.set(imageId, state);
  }

  /** Only what is asked about images. */
  readonly gateway = {
    for: () => ({
      findImage: async (imageId: string) => {
        await this.onLook(imageId);
        const state = this.#states.get(imageId) ?? 'available';
        if (state === 'gone') return undefined;
        if (state === 'away') {
          throw new Ec2Error({
            errorClass: 'transient',
            code: 'RequestTimeout',
            operation: 'DescribeImages',
            message: 'no answer',
          });
        }
        return { imageId, state };
      },
    }),
  } as unknown as Ec2Gateway;
}

/** The gate and the promotions of three channels, asked as somebody would by HTTP, with an EC2 that says what a test wants. */
export class TestDecisions {
  readonly images = new TestImages();
  /** What dry runs asked the publishers about. */
  readonly planned: ChannelChange[][] = [];
  /** Revocations that a plan was asked for. */
  readonly revoking: ActRecord[] = [];
  readonly gate: Gate;
  readonly promotions: Promotions;
  readonly #world: TestPromotions;

  constructor(
    world: TestPromotions,
    options: { channels?: Record<string, unknown> } = {},
  ) {
    const { store, test } = world;
    const promotion = promotionSchema.parse({ channels: CHANNELS, ...options });
    this.#world = world;
    this.gate = new Gate({
      store,
      builds: test.store,
      availability: new AvailabilityReader({ gateway: this.images.gateway }),
      config: { promotion, profiles: { default: newBuild().profile } },
      appBaseUrl: 'https://backstage.example',
    });
    this.promotions = new Promotions({
      store,
      gate: this.gate,
      config: promotion,
      plan: async (changes, revocation) => {
        this.planned.push(changes);
        if (revocation) this.revoking.push(revocation);
        return [];
      },
    });
  }

  async clear() {
    await this.#world.clear();
    this.images.clear();
    this.planned.length = 0;
    this.revoking.length = 0;
  }

  promote(
    build: { id: string },
    channel: string,
    changes: {
      rollBack?: boolean;
      dryRun?: boolean;
      expected?: string | null;
    } = {},
  ) {
    return this.promotions.promote(
      {
        buildId: build.id,
        channel,
        rollBack: false,
        dryRun: false,
        ...changes,
      },
      MANAGER,
    );
  }

  revoke(
    build: { id: string },
    changes: { leaveEmpty?: boolean; dryRun?: boolean } = {},
  ) {
    return this.promotions.revoke(
      {
        buildId: build.id,
        reason: 'CVE-2026-1',
        leaveEmpty: false,
        dryRun: false,
        ...changes,
      },
      MANAGER,
    );
  }

  waive(
    build: { id: string },
    rule: WaivableRule,
    channel = 'staging',
    expiresAt = inHours(1),
  ) {
    return this.promotions.waive(
      { buildId: build.id, channel, rule, reason: 'urgent', expiresAt },
      MANAGER,
    );
  }

  /** The history, the oldest first. */
  async acts() {
    const { items } = await this.#world.store.acts(
      { family: FAMILY },
      { limit: 100 },
    );
    return items.reverse();
  }

  async actTypes() {
    return (await this.acts()).map(({ type }) => type);
  }

  /** What is on a channel, by region. */
  on(channel: string) {
    return imagesOn(this.#world.store, channel);
  }

  async notices() {
    const unsent = await this.#world.store.unsentNotices(100);
    return unsent.map(({ payload, recipients, entityRef }) => ({
      title: payload.title,
      recipients,
      entityRef,
    }));
  }
}

/** An instant so many hours from now. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}

/** The decision for which something is refused; fails when it is not. */
export async function refusal(
  attempt: Promise<unknown>,
): Promise<GateDecision> {
  const error = await attempt.then(
    () => undefined,
    caught => caught,
  );
  expect(error).toBeInstanceOf(PromotionRefusedError);
  return (error as PromotionRefusedError).decision;
}
