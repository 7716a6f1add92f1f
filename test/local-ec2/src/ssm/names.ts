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

import { Place } from '../state/Place';
import { Parameter, ParameterVersion, newestOf } from './Parameter';
import { invalid, SsmError } from './SsmError';

const LEVELS = 15;
const CHARACTERS = 1011;

/**
 * Checks the name of a parameter that is to be made:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function checkNewName(name: string): void {
  if (name.includes('/') && !name.startsWith('/')) {
    throw invalid(
      `Parameter name must be a fully qualified name: with levels, it begins with a slash, unlike '${name}'`,
    );
  }
  const levels = name.replace(/^\//, '').split('/');
  if (!levels.every(level => /^[\w.-]+$/.test(level))) {
    throw invalid(
      `Parameter name: each level is made of letters, numbers and the symbols .-_, unlike '${name}'`,
    );
  }
  if (/^aws/i.test(levels[0]) && name.startsWith('/')) {
    throw new SsmError(
      'AccessDeniedException',
      `No access to reserved parameter name: ${name}.`,
    );
  }
  if (/^(aws|ssm)/i.test(levels[0])) {
    throw invalid(
      `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive): '${name}'`,
    );
  }
  if (name.length > CHARACTERS) {
    throw invalid(`Parameter name: more than ${CHARACTERS} characters`);
  }
  if (levels.length > LEVELS) {
    throw new SsmError(
      'HierarchyLevelLimitExceededException',
      `A parameter name has at most ${LEVELS} levels; '${name}' has ${levels.length}`,
    );
  }
}

/** A name with what is wanted of it: `/a/b`, `/a/b:3` or `/a/b:label`. */
export function splitSelector(reference: string): {
  name: string;
  selector?: string;
} {
  const colon = reference.indexOf(':');
  if (colon < 0) return { name: reference };
  return { name: reference.slice(0, colon), selector: reference.slice(colon) };
}

/** The version that a reference means: without a selector, the newest. */
export function findVersion(
  place: Place,
  reference: string,
): { parameter: Parameter; version?: ParameterVersion } | undefined {
  const { name, selector } = splitSelector(reference);
  const parameter = place.parameters.get(name);
  if (!parameter) return undefined;
  if (selector === undefined) {
    return { parameter, version: newestOf(parameter) };
  }
  const wanted = selector.slice(1);
  return {
    parameter,
    version: parameter.versions.find(
      ({ version, labels }) => String(version) === wanted || labels.has(wanted),
    ),
  };
}

/** Whether a parameter is on the level below a path, or on any. */
export function isBelow(
  name: string,
  path: string,
  recursive: boolean,
): boolean {
  const start = path.endsWith('/') ? path : `${path}/`;
  if (!name.startsWith(start)) return false;
  return recursive || !name.slice(start.length).includes('/');
}

/** The leading slash of a name is not part of its ARN. */
export function parameterArn(place: Place, name: string): string {
  const { region, accountId } = place;
  const partition = /^us-gov-/.test(region) ? 'aws-us-gov' : 'aws';
  const path = splitSelector(name).name.replace(/^\//, '');
  return `arn:${partition}:ssm:${region}:${accountId}:parameter/${path}`;
}

const RESOLVE = 'resolve:ssm:';

/**
 * The parameter that stands in a launch for the image:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
 */
export function imageParameter(imageId: string): string | undefined {
  return imageId.startsWith(RESOLVE)
    ? imageId.slice(RESOLVE.length)
    : undefined;
}

/** The image that a launch means, if its parameter exists. */
export function resolvedImageId(
  place: Place,
  imageId: string,
): string | undefined {
  const reference = imageParameter(imageId);
  return reference === undefined
    ? imageId
    : findVersion(place, reference)?.version?.value;
}
