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
import { describedVersion } from './getParameters';
import { parameterArn } from './names';
import { newestOf } from './Parameter';
import { pageRequest, ssmPage } from './paging';
import { matching, parameterFilters } from './parameterFilters';
import { defineSsmAction } from './SsmAction';
import { invalid } from './SsmError';

/** Lists parameters, without their values. */
export const describeParameters = defineSsmAction({
  name: 'DescribeParameters',
  request: {
    /** The older form, whose values are beginnings of names. */
    Filters: z
      .array(
        z.strictObject({
          Key: z.enum(['Name', 'Type', 'KeyId']),
          Values: z.array(z.string().min(1)).min(1).max(50),
        }),
      )
      .default([]),
    ParameterFilters: parameterFilters([
      'Name',
      'Path',
      'Type',
      'DataType',
      'Tier',
      'KeyId',
      'Label',
      'tag:',
    ]),
    ...pageRequest(50),
  },
  run({ place }, { Filters, ParameterFilters, ...page }) {
    if (Filters.length > 0 && ParameterFilters.length > 0) {
      throw invalid(
        'Filters and ParameterFilters cannot be used in the same request',
      );
    }
    const older = Filters.map(filter => ({
      ...filter,
      Option: filter.Key === 'Name' ? 'BeginsWith' : 'Equals',
    }));
    const found = matching(place.parameters.all(), [
      ...older,
      ...ParameterFilters,
    ]);
    const { list, NextToken } = ssmPage(found, page, 50);
    return {
      Parameters: list.map(parameter => ({
        ...describedVersion(parameter, newestOf(parameter)),
        ARN: parameterArn(place, parameter.id),
      })),
      NextToken,
    };
  },
});
