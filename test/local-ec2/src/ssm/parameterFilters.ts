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
import { isBelow } from './names';
import { newestOf, Parameter } from './Parameter';
import { SsmError } from './SsmError';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
export interface ParameterFilter {
  Key: string;
  Option?: string;
  Values: string[];
}

/** The filters that a call knows; `tag:` stands for a tag with any key. */
export function parameterFilters(keys: string[]) {
  return z
    .array(
      z.strictObject({
        Key: z.string().min(1),
        Option: z.string().optional(),
        Values: z.array(z.string().min(1)).max(50).default([]),
      }),
    )
    .default([])
    .transform(filters => {
      for (const { Key } of filters) {
        if (!keys.includes(Key.replace(/^tag:.*/, 'tag:'))) {
          throw new SsmError(
            'InvalidFilterKey',
            `The following filter key is not valid: ${Key}. Valid filter keys include: [${keys.join(
              ', ',
            )}].`,
          );
        }
      }
      return filters;
    });
}

/** The parameters that fit all filters, of whose values one must fit. */
export function matching(
  parameters: Parameter[],
  filters: ParameterFilter[],
): Parameter[] {
  return parameters.filter(parameter =>
    filters.every(filter => fits(parameter, filter)),
  );
}

function fits(parameter: Parameter, filter: ParameterFilter): boolean {
  const { Key, Option, Values } = filter;
  if (Key === 'Path') {
    const recursive = optionOf(filter, ['OneLevel', 'Recursive']);
    return Values.some(path =>
      isBelow(parameter.id, path, recursive === 'Recursive'),
    );
  }
  const options =
    Key === 'Name' ? ['Equals', 'BeginsWith', 'Contains'] : ['Equals'];
  const option = optionOf({ Key, Option, Values }, options);
  const actual = valuesOf(parameter, Key);
  // Without values, a tag is asked for by its key.
  if (Key.startsWith('tag:') && Values.length === 0) return actual.length > 0;
  return actual.some(value =>
    Values.some(wanted => {
      if (option === 'BeginsWith') return value.startsWith(wanted);
      if (option === 'Contains') return value.includes(wanted);
      return value === wanted;
    }),
  );
}

function optionOf(filter: ParameterFilter, options: string[]): string {
  const { Key, Option = options[0] } = filter;
  if (options.includes(Option)) return Option;
  throw new SsmError(
    'InvalidFilterOption',
    `The following filter option is not valid: ${Option}. Valid options for ${Key} include: ${options.join(
      ', ',
    )}.`,
  );
}

function valuesOf(parameter: Parameter, key: string): string[] {
  const { type, dataType, tier, keyId } = newestOf(parameter);
  switch (key) {
    case 'Name':
      // The leading slash may be left out.
      return [parameter.id, parameter.id.replace(/^\//, '')];
    case 'Type':
      return [type];
    case 'DataType':
      return [dataType];
    case 'Tier':
      return [tier];
    case 'KeyId':
      return keyId ? [keyId] : [];
    case 'Label':
      return parameter.versions.flatMap(({ labels }) => [...labels]);
    default: {
      const tag = key.slice('tag:'.length);
      return tag in parameter.tags ? [parameter.tags[tag]] : [];
    }
  }
}
