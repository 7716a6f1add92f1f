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
import { defineSsmAction } from './SsmAction';
import { notFound } from './SsmError';

const name = z.string().min(1).max(2048);

export const deleteParameter = defineSsmAction({
  name: 'DeleteParameter',
  request: { Name: name },
  run({ place: { parameters } }, { Name }) {
    const parameter = parameters.get(Name);
    if (!parameter) throw notFound();
    parameters.remove(parameter);
    return {};
  },
});

export const deleteParameters = defineSsmAction({
  name: 'DeleteParameters',
  request: { Names: z.array(name).min(1).max(10) },
  run({ place: { parameters } }, { Names }) {
    const found = Names.flatMap(each => parameters.get(each) ?? []);
    for (const parameter of found) parameters.remove(parameter);
    const deleted = found.map(({ id }) => id);
    return {
      DeletedParameters: deleted,
      InvalidParameters: Names.filter(each => !deleted.includes(each)),
    };
  },
});
