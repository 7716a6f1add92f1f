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

import type { Filter } from '@aws-sdk/client-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { allPages, type Page } from '../pages';

/**
 * How many values one filter takes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export const FILTER_VALUES = 200;

/** How many things one page of an answer holds. */
export const PAGE = 1000;

/** What carries this owner's tag. */
export function ofOwner(owner: string): Filter {
  return { Name: `tag:${TAGS.owner}`, Values: [owner] };
}

/** Those of the ids that EC2 knows, asked in lists that a filter takes. */
export async function existing(
  ids: string[],
  find: (ids: string[], nextToken?: string) => Promise<Page<string>>,
): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < ids.length; from += FILTER_VALUES) {
    const some = ids.slice(from, from + FILTER_VALUES);
    found.push(...(await allPages(token => find(some, token))));
  }
  return found;
}
