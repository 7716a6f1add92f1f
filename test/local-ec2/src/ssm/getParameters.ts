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

import { z } from 'zod';
import type { Call } from '../actions/Action';
import { Place } from '../state/Place';
import { findVersion, isBelow, parameterArn, splitSelector } from './names';
import { newestOf, Parameter, ParameterVersion } from './Parameter';
import { pageRequest, ssmPage } from './paging';
import { matching, parameterFilters } from './parameterFilters';
import { defineSsmAction, SsmAnswer } from './SsmAction';
import { invalid, notFound, SsmError } from './SsmError';

/** Secure strings are kept as plain ones, and decrypted without a question. */
const WithDecryption = z.boolean().optional();

export const getParameter = defineSsmAction({
  name: 'GetParameter',
  request: { Name: z.string().min(1).max(2048), WithDecryption },
  run({ place }, { Name }) {
    const found = findVersion(place, Name);
    if (!found) throw notFound();
    if (!found.version) {
      const { name, selector = '' } = splitSelector(Name);
      throw new SsmError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector.slice(
          1,
        )} of ${name}. Verify the version and try again.`,
      );
    }
    return { Parameter: view(place, found.parameter, found.version, Name) };
  },
});

export const getParameters = defineSsmAction({
  name: 'GetParameters',
  request: {
    Names: z.array(z.string().min(1).max(2048)).min(1).max(10),
    WithDecryption,
  },
  run({ place }, { Names }) {
    const found: SsmAnswer[] = [];
    const invalidNames: string[] = [];
    for (const name of Names) {
      const { parameter, version } = findVersion(place, name) ?? {};
      if (parameter && version) {
        found.push(view(place, parameter, version, name));
      } else {
        invalidNames.push(name);
      }
    }
    return { Parameters: found, InvalidParameters: invalidNames };
  },
});

export const getParametersByPath = defineSsmAction({
  name: 'GetParametersByPath',
  request: {
    Path: z.string().min(1).max(2048),
    Recursive: z.boolean().default(false),
    ParameterFilters: parameterFilters(['Type', 'KeyId', 'Label', 'DataType']),
    WithDecryption,
    ...pageRequest(10),
  },
  run({ place }, { Path, Recursive, ParameterFilters, ...page }) {
    if (!Path.startsWith('/')) {
      throw invalid(
        `The parameter path must begin with a slash, unlike '${Path}'`,
      );
    }
    const below = place.parameters
      .all()
      .filter(({ id }) => isBelow(id, Path, Recursive));
    const { list, NextToken } = ssmPage(
      matching(below, ParameterFilters),
      page,
      10,
    );
    const labels = ParameterFilters.filter(({ Key }) => Key === 'Label');
    return {
      Parameters: list.map(parameter => {
        const version =
          parameter.versions.find(each =>
            labels.some(({ Values }) => Values.some(l => each.labels.has(l))),
          ) ?? newestOf(parameter);
        return view(place, parameter, version);
      }),
      NextToken,
    };
  },
});

export const getParameterHistory = defineSsmAction({
  name: 'GetParameterHistory',
  request: {
    Name: z.string().min(1).max(2048),
    WithDecryption,
    ...pageRequest(50),
  },
  run(call: Call, { Name, ...page }) {
    const parameter = call.place.parameters.get(Name);
    if (!parameter) throw notFound();
    const { list, NextToken } = ssmPage(parameter.versions, page, 50);
    return {
      Parameters: list.map(version => ({
        ...describedVersion(parameter, version),
        Value: version.value,
        Labels: [...version.labels],
      })),
      NextToken,
    };
  },
});

/** What descriptions and histories say of a version. */
export function describedVersion(
  { id }: Parameter,
  version: ParameterVersion,
): SsmAnswer {
  return {
    Name: id,
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: version.modifiedAt,
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}

function view(
  place: Place,
  { id }: Parameter,
  version: ParameterVersion,
  reference = id,
): SsmAnswer {
  return {
    Name: id,
    Type: version.type,
    Value: version.value,
    Version: version.version,
    Selector: splitSelector(reference).selector,
    LastModifiedDate: version.modifiedAt,
    ARN: parameterArn(place, id),
    DataType: version.dataType,
  };
}
