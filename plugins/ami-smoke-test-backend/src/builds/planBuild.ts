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
  Overrides,
  PreflightResult,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { InputError } from '@backstage/errors';
import type { Profile, SmokeTestConfig } from '../config';

/** A field or setting that is wrong, and the way out. */
export type Problem = PreflightResult['problems'][number];

/** With what a build would be tested: the profile with the caller's changes, or what is wrong with them. */
export interface Plan {
  /** Missing when there is no such profile. */
  profile?: Profile;
  problems: Problem[];
}

/**
 * Applies what a caller asks for to the profile it picked, as far as an administrator allows it.
 *
 * @param regions - each with the name of the field that it came from, e.g. `images[0].region`
 */
export function planBuild(
  profiles: SmokeTestConfig['profiles'],
  request: { profile: string; overrides?: Overrides },
  regions: { field: string; region: string }[],
): Plan {
  const profile = Object.hasOwn(profiles, request.profile)
    ? profiles[request.profile]
    : undefined;
  if (!profile) {
    const names = Object.keys(profiles).join(', ');
    return {
      problems: [
        {
          field: 'profile',
          message: `There is no profile '${request.profile}'; amiSmokeTest.profiles has: ${names}`,
        },
      ],
    };
  }
  return {
    profile: withOverrides(profile, request.overrides),
    problems: [
      ...wrongRegions(request.profile, profile, regions),
      ...wrongOverrides(request.profile, profile, request.overrides),
    ],
  };
}

function withOverrides(profile: Profile, overrides: Overrides = {}): Profile {
  const instanceTypes = overrides.instanceTypes ?? profile.instanceTypes;
  return {
    ...profile,
    instanceTypes,
    // Who asks for one itself has it tested as that, and not in another's place.
    fallbackInstanceTypes: profile.fallbackInstanceTypes.filter(
      type => !instanceTypes.includes(type),
    ),
    budgets: {
      ...profile.budgets,
      serviceSeconds: overrides.budgetSeconds ?? profile.budgets.serviceSeconds,
    },
  };
}

function wrongRegions(
  name: string,
  profile: Profile,
  regions: { field: string; region: string }[],
): Problem[] {
  const allowed = Object.keys(profile.regions);
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const { field, region } of regions) {
    if (!allowed.includes(region)) {
      problems.push({
        field,
        message: `The profile '${name}' has no network in ${region}: use one of its regions (${allowed.join(
          ', ',
        )}), or add it to amiSmokeTest.profiles.${name}.regions`,
      });
    } else if (seen.has(region)) {
      problems.push({
        field,
        message: `${region} is there twice: a build has one image in a region`,
      });
    }
    seen.add(region);
  }
  return problems;
}

function wrongOverrides(
  name: string,
  profile: Profile,
  overrides: Overrides = {},
): Problem[] {
  const setting = `amiSmokeTest.profiles.${name}`;
  const problems: Problem[] = [];
  const { instanceTypes, budgetSeconds } = overrides;
  if (budgetSeconds !== undefined && !profile.overridable.includes('budget')) {
    problems.push({
      field: 'overrides.budgetSeconds',
      message: `The profile '${name}' does not let a caller change the budget: leave it out, or add 'budget' to ${setting}.overridable`,
    });
  }
  if (instanceTypes && !profile.overridable.includes('instanceTypes')) {
    problems.push({
      field: 'overrides.instanceTypes',
      message: `The profile '${name}' does not let a caller choose instance types: leave them out, or add 'instanceTypes' to ${setting}.overridable`,
    });
    return problems;
  }
  const allowed = new Set([
    ...profile.instanceTypes,
    ...profile.allowedInstanceTypes,
  ]);
  instanceTypes?.forEach((instanceType, index) => {
    if (!allowed.has(instanceType)) {
      problems.push({
        field: `overrides.instanceTypes[${index}]`,
        message: `${instanceType} is not among those that the profile '${name}' allows (${[
          ...allowed,
        ].join(', ')}); they are in ${setting}.allowedInstanceTypes`,
      });
    } else if (instanceTypes.indexOf(instanceType) !== index) {
      problems.push({
        field: `overrides.instanceTypes[${index}]`,
        message: `${instanceType} is there twice`,
      });
    }
  });
  return problems;
}

/** @returns an error that names every field and its way out */
export function inputErrorOf(problems: Problem[]): InputError {
  return new InputError(
    problems.map(({ field, message }) => `${field}: ${message}`).join('; '),
  );
}
