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

/** A page of an answer; EC2 leaves the list out when it is empty. */
export interface Page<Item> {
  items?: Item[];
  nextToken?: string;
}

/** Asks for page after page until there are no more. */
export async function allPages<Item>(
  find: (nextToken?: string) => Promise<Page<Item>>,
): Promise<Item[]> {
  const found: Item[] = [];
  let nextToken: string | undefined;
  do {
    const page = await find(nextToken);
    found.push(...(page.items ?? []));
    nextToken = page.nextToken || undefined;
  } while (nextToken);
  return found;
}
