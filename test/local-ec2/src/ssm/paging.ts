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
import { paged } from '../wire/filtering';
import { SsmError } from './SsmError';

/** `MaxResults` and `NextToken`. */
export const pageRequest = (most: number) => ({
  MaxResults: z.number().int().min(1).max(most).optional(),
  NextToken: z.string().min(1).optional(),
});

/** One page: as long as it can be, unless a shorter one is asked for. */
export function ssmPage<T>(
  list: T[],
  { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string },
  most: number,
): { list: T[]; NextToken?: string } {
  try {
    const maxResults = MaxResults ?? most;
    const { page, nextToken } = paged(list, {
      maxResults,
      nextToken: NextToken,
    });
    return { list: page, NextToken: nextToken };
  } catch {
    throw new SsmError('InvalidNextToken', 'The specified token is not valid.');
  }
}
