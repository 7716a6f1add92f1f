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
  ProfileList,
  ProfileOverview,
  ProfileRegion,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { portsOf } from '../checks/specs';
import type { Profile, SmokeTestConfig } from '../config';
import { networkHash } from '../database/networkHash';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { Problem } from './planBuild';
import { buildUrl } from './views';

/** Tells which profiles there are, and whether their instances are known to be within reach. It trusts that the caller may ask. */
export class Profiles {
  readonly all: SmokeTestConfig['profiles'];
  readonly #store: Pick<SmokeTestStore, 'hasPassed' | 'lastPass'>;
  readonly #appBaseUrl: string | undefined;

  constructor(options: {
    profiles: SmokeTestConfig['profiles'];
    store: Pick<SmokeTestStore, 'hasPassed' | 'lastPass'>;
    /** Where the pages are. */
    appBaseUrl?: string;
  }) {
    this.all = options.profiles;
    this.#store = options.store;
    this.#appBaseUrl = options.appBaseUrl;
  }

  /** Every profile, without what its author may have meant to stay in the config. */
  async list(): Promise<ProfileList> {
    return {
      items: await Promise.all(
        Object.entries(this.all).map(([name, profile]) =>
          this.#overview(name, profile),
        ),
      ),
    };
  }

  /** For each of these regions that no run has proven yet: what that means, and how to prove it. */
  async unverified(profileName: string, regions: string[]): Promise<Problem[]> {
    const profile = this.all[profileName];
    const notices = await Promise.all(
      regions.map(async region =>
        (await this.#store.hasPassed(networkOf(profile, region)))
          ? []
          : [
              {
                field: `amiSmokeTest.profiles.${profileName}.regions.${region}`,
                message: `is not verified: no run has passed in its network yet, so an image that stays silent would be errored (unreachable from here), not failed. Run \`ami-smoke-test profile verify --profile ${profileName} --region ${region}${
                  profile.regions[region].knownGoodImage
                    ? ''
                    : ' --image-id <an image that boots>'
                }\``,
              },
            ],
      ),
    );
    return notices.flat();
  }

  async #overview(name: string, profile: Profile): Promise<ProfileOverview> {
    const { accountId, instanceTypes, address } = profile;
    return {
      name,
      accountId,
      instanceTypes,
      address,
      ports: portsOf(profile),
      regions: await Promise.all(
        Object.keys(profile.regions).map(region =>
          this.#region(profile, region),
        ),
      ),
    };
  }

  async #region(profile: Profile, region: string): Promise<ProfileRegion> {
    const { knownGoodImage } = profile.regions[region];
    const pass = await this.#store.lastPass(networkOf(profile, region));
    if (!pass) return { region, knownGoodImage, verified: false };
    const { buildId, runId, at } = pass;
    return {
      region,
      knownGoodImage,
      verified: true,
      verifiedAt: at.toISOString(),
      verifiedBy: { buildId, runId, url: buildUrl(buildId, this.#appBaseUrl) },
    };
  }
}

function networkOf(profile: Profile, region: string) {
  return {
    accountId: profile.accountId,
    region,
    networkHash: networkHash(profile, region),
  };
}
