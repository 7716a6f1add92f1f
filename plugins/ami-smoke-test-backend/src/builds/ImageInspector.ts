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
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { Profile } from '../config';
import type { Ec2Gateway } from '../ec2/Ec2';
import { isEc2Error } from '../ec2/Ec2Error';
import type { NamedImage } from './BuildAdmission';
import { describeEc2Trouble } from './ec2Trouble';

/** A well-formed id that no image has: asking for it shows whether EC2 answers us, and costs nothing. */
const NO_IMAGE = 'ami-00000000000000000';

/** Asks EC2 about images before anything is stored or launched for them. */
export class ImageInspector {
  readonly #gateway: Ec2Gateway;

  constructor(options: { gateway: Ec2Gateway }) {
    this.#gateway = options.gateway;
  }

  /**
   * Looks every image up.
   *
   * @throws InputError when one does not exist or is not ready; NotAllowedError when one belongs to somebody whose images the
   *   profile does not test; ServiceUnavailableError when EC2 cannot be asked
   */
  async requireTestable(
    images: NamedImage[],
    profileName: string,
    profile: Profile,
  ): Promise<void> {
    const problems = await Promise.all(
      images.map(image => this.#problemWith(image, profileName, profile)),
    );
    const found = problems.filter(problem => problem !== undefined);
    if (found.length > 0) throw new InputError(found.join('; '));
  }

  /** Whether EC2 answers us in a region: nothing, or what is wrong and the way out. */
  async problem(
    accountId: string,
    region: string,
  ): Promise<string | undefined> {
    try {
      await this.#gateway.for(accountId, region).findImage(NO_IMAGE);
      return undefined;
    } catch (error) {
      if (!isEc2Error(error)) throw error;
      return describeEc2Trouble(error, accountId, region);
    }
  }

  async #problemWith(
    { field, imageId, region }: NamedImage,
    profileName: string,
    profile: Profile,
  ): Promise<string | undefined> {
    const { accountId } = profile;
    const image = await this.#find(imageId, accountId, region);
    if (!image) {
      return `${field}: ${imageId} does not exist in ${region}, or the account ${accountId} may not see it: check the id, the region, and the image's launch permissions`;
    }
    const owners = profile.imageOwners.map(owner =>
      owner === 'self' ? accountId : owner,
    );
    if (!owners.includes(image.ownerId)) {
      throw new NotAllowedError(
        `${field}: ${imageId} belongs to the account ${
          image.ownerId
        }, and the profile '${profileName}' only tests images of ${owners.join(
          ', ',
        )}: an administrator can add the owner to amiSmokeTest.profiles.${profileName}.imageOwners`,
      );
    }
    if (image.state !== 'available') {
      return `${field}: ${imageId} in ${region} is ${image.state}: ask for it when it is available`;
    }
    return undefined;
  }

  async #find(imageId: string, accountId: string, region: string) {
    try {
      return await this.#gateway.for(accountId, region).findImage(imageId);
    } catch (error) {
      if (!isEc2Error(error)) throw error;
      throw new ServiceUnavailableError(
        describeEc2Trouble(error, accountId, region),
      );
    }
  }
}
