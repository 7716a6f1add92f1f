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
import { describeEc2Trouble } from '../../builds/ec2Trouble';
import type { Ec2Gateway } from '../../ec2/Ec2';
import { isEc2Error } from '../../ec2/Ec2Error';
import { place } from '../words';
import type { Availability } from './rules';

/** Asks EC2 whether images can be launched, now. That EC2 cannot be asked is an answer, and no error. */
export class AvailabilityReader {
  readonly #gateway: Ec2Gateway;

  constructor(options: { gateway: Ec2Gateway }) {
    this.#gateway = options.gateway;
  }

  async of(images: Image[]): Promise<Availability[]> {
    return Promise.all(images.map(image => this.#one(image)));
  }

  async #one(image: Image): Promise<Availability> {
    const { accountId, region, imageId } = image;
    try {
      const found = await this.#gateway
        .for(accountId, region)
        .findImage(imageId);
      if (found?.state === 'available') return { image, state: 'available' };
      return {
        image,
        state: 'not-available',
        message: found
          ? `EC2 says that ${place(image)} is ${found.state}`
          : `EC2 does not have ${place(
              image,
            )} (any more): it was deregistered or disabled, or the account may not launch it`,
      };
    } catch (error) {
      if (!isEc2Error(error)) throw error;
      return {
        image,
        state: 'unknown',
        message: `Whether ${imageId} is available could not be asked: ${describeEc2Trouble(
          error,
          accountId,
          region,
        )}`,
      };
    }
  }
}
