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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { InputError } from '@backstage/errors';
import type { BuildAdmission } from '../../builds/BuildAdmission';
import { identityOfRetest } from '../../builds/identity';
import { inputErrorOf, planBuild } from '../../builds/planBuild';
import type { SmokeTestConfig } from '../../config';
import type { BuildRecord } from '../../database/records';
import type { OnChannel } from './onChannels';

/** Who does what goes on by itself. */
export const BY_ITSELF = 'plugin:ami-smoke-test';

/** Has what is on a channel tested once more, with the profile as it is now. */
export class RetestAdmission {
  readonly #profiles: SmokeTestConfig['profiles'];
  readonly #admission: Pick<BuildAdmission, 'admit'>;

  constructor(options: {
    profiles: SmokeTestConfig['profiles'];
    admission: Pick<BuildAdmission, 'admit'>;
  }) {
    this.#profiles = options.profiles;
    this.#admission = options.admission;
  }

  /**
   * Admits the re-test that was due at an instant; the same one again is the first one.
   *
   * @param options - `repeats`: the one that said nothing about the images
   * @throws what `BuildAdmission.admit` does; InputError that names the setting when the profile cannot test these images
   */
  async admit(
    { family, channel, buildId, images }: OnChannel,
    options: {
      profile: string;
      entityRef: string;
      due: Date;
      repeats?: BuildRecord;
    },
  ): Promise<{ build: Build; created: boolean }> {
    const fields = images.map(image => ({
      field: `promotion.channels.${channel}: ${image.imageId}`,
      ...image,
    }));
    const { profile, problems } = planBuild(this.#profiles, options, fields);
    if (!profile || problems.length > 0) throw inputErrorOf(problems);
    const elsewhere = images.find(
      ({ accountId }) => accountId !== profile.accountId,
    );
    if (elsewhere) {
      throw new InputError(
        `${elsewhere.imageId} is an image of the account ${elsewhere.accountId}, and the profile '${options.profile}' tests in ${profile.accountId}: set amiSmokeTest.promotion.channels.${channel}.retest.profile to a profile of that account`,
      );
    }
    return this.#admission.admit({
      ...identityOfRetest(channel, buildId, options.due),
      source: 'retest',
      rerunOf: options.repeats?.id,
      createdBy: BY_ITSELF,
      family,
      entityRef: options.entityRef,
      profileName: options.profile,
      profile,
      images: fields,
    });
  }
}
