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
import type { TestPromotions } from '../../database/__testUtils__/promotions';
import { newBuild } from '../../database/__testUtils__/store';
import type { Ec2Gateway } from '../../ec2/Ec2';
import { Ec2Error } from '../../ec2/Ec2Error';
import { AvailabilityReader } from '../gate/AvailabilityReader';
import { Gate } from '../gate/Gate';
import { promotionSchema } from '../policy';
import { Promotions } from '../Promotions';
import type { ChannelChange } from '../ChannelChange';

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

/** The gate and the promotions of three channels, with an EC2 that says what a test wants. */
export function decidingWith(
  { store, test }: TestPromotions,
  options: { channels?: Record<string, unknown>; maxWaiverDays?: number } = {},
) {
  const images = new TestImages();
  const planned: ChannelChange[][] = [];
  const promotion = promotionSchema.parse({ channels: CHANNELS, ...options });
  const gate = new Gate({
    store,
    builds: test.store,
    availability: new AvailabilityReader({ gateway: images.gateway }),
    config: { promotion, profiles: { default: newBuild().profile } },
    appBaseUrl: 'https://backstage.example',
  });
  const promotions = new Promotions({
    store,
    gate,
    config: promotion,
    plan: async changes => {
      planned.push(changes);
      return [];
    },
  });
  return { images, planned, gate, promotions };
}
