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
import { Tags } from '../wire/Parameters';
import { invalid } from './SsmError';

/** Tags, as SSM takes them. */
export const tagList = z.array(
  z.strictObject({
    Key: z.string().min(1).max(128),
    Value: z.string().max(256),
  }),
);

export function tagsOf(list: z.output<typeof tagList>): Tags {
  const reserved = list.find(({ Key }) => /^aws:/i.test(Key));
  if (reserved) {
    throw invalid(`Tag keys cannot begin with 'aws:': ${reserved.Key}`);
  }
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
