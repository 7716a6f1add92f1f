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
  Build,
  verifyProfileRequestSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { InputError, NotFoundError } from '@backstage/errors';
import type { z } from 'zod';
import { portsOf } from '../checks/specs';
import type { Profile } from '../config';
import type { BuildRecord } from '../database/records';
import { verificationFamily } from '../database/verifications';
import type { BuildAdmission, NamedImage } from './BuildAdmission';
import { identityOfVerification } from './identity';
import { inputErrorOf, planBuild, type Problem } from './planBuild';
import type { Profiles } from './Profiles';

/** Between one question to a port and when it counts as unanswered. */
const PORT_TIMEOUT_SECONDS = 3;

type VerifyRequest = z.output<typeof verifyProfileRequestSchema>;

/**
 * Proves that the instances of a profile can be reached from here: launches a known-good image as any other is launched, has it
 * listen at the ports of the profile's checks (see `lifecycle/userData.ts`), and asks these. It trusts that the caller may.
 */
export class Verifications {
  readonly #profiles: Profiles;
  readonly #admission: BuildAdmission;

  constructor(options: { profiles: Profiles; admission: BuildAdmission }) {
    this.#profiles = options.profiles;
    this.#admission = options.admission;
  }

  /**
   * Starts the verification of a profile; sent again with the same key it gives the first answer.
   *
   * @throws NotFoundError when there is no such profile; InputError that names the field or setting; what `BuildAdmission.admit`
   *   does
   */
  async verify(
    profileName: string,
    request: VerifyRequest,
    createdBy: string,
  ): Promise<{ build: Build; created: boolean }> {
    const identity = identityOfVerification(profileName, request);
    const earlier = await this.#admission.earlier(identity);
    if (earlier) return { build: earlier, created: false };

    const { profile, regions } = this.#plan(profileName, request.regions);
    return this.#admission.admit({
      ...this.#origin(profileName, profile, createdBy),
      ...identity,
      images: imagesOf(profileName, profile, regions, request.imageId),
    });
  }

  /** Verifies the profile of an earlier verification once more, with the same images. @throws what `verify` does */
  async repeat(first: BuildRecord, createdBy: string): Promise<Build> {
    const { profileName, images } = first;
    const { profile } = this.#plan(
      profileName,
      images.map(({ region }) => region),
    );
    const { build } = await this.#admission.admit({
      ...this.#origin(profileName, profile, createdBy),
      ...identityOfVerification(profileName, {}),
      rerunOf: first.id,
      images: images.map(image => ({
        ...image,
        field: `amiSmokeTest.profiles.${profileName}.regions.${image.region}`,
      })),
    });
    return build;
  }

  #plan(profileName: string, wanted?: string[]) {
    const { profile, problems } = planBuild(
      this.#profiles.all,
      { profile: profileName },
      (wanted ?? []).map((region, index) => ({
        field: `regions[${index}]`,
        region,
      })),
    );
    if (!profile) throw new NotFoundError(problems[0].message);
    if (problems.length > 0) throw inputErrorOf(problems);
    return { profile, regions: wanted ?? Object.keys(profile.regions) };
  }

  #origin(profileName: string, profile: Profile, createdBy: string) {
    return {
      family: verificationFamily(profileName),
      profileName,
      profile: askingPortsOnly(profile),
      source: 'verification' as const,
      createdBy,
    };
  }
}

/** The profile with the same network, in which each port is asked by TCP. One instance type is enough to prove that. */
function askingPortsOnly(profile: Profile): Profile {
  return {
    ...profile,
    instanceTypes: profile.instanceTypes.slice(0, 1),
    userData: undefined,
    checks: portsOf(profile).map(port => ({
      type: 'tcp',
      port,
      timeoutSeconds: PORT_TIMEOUT_SECONDS,
    })),
  };
}

function imagesOf(
  profileName: string,
  profile: Profile,
  regions: string[],
  imageId: string | undefined,
): NamedImage[] {
  if (imageId) {
    if (regions.length > 1) {
      throw new InputError(
        `regions: is ${regions.join(
          ', ',
        )}, and the image ${imageId} is in one of them: name that one alone`,
      );
    }
    return [{ field: 'imageId', region: regions[0], imageId }];
  }
  const problems: Problem[] = [];
  const images = regions.flatMap(region => {
    const field = `amiSmokeTest.profiles.${profileName}.regions.${region}.knownGoodImage`;
    const knownGood = profile.regions[region].knownGoodImage;
    if (knownGood) return [{ field, region, imageId: knownGood }];
    problems.push({
      field,
      message: `is not set, so there is nothing to launch in ${region}: set it to an image that boots, or send \`regions: [${region}]\` with an \`imageId\` (--region ${region} --image-id ami-…)`,
    });
    return [];
  });
  if (problems.length > 0) throw inputErrorOf(problems);
  return images;
}
