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
import { Parameter } from './Parameter';
import { defineSsmAction } from './SsmAction';
import { SsmError } from './SsmError';
import { tagList, tagsOf } from './tagList';

const TAGS = 50;
const resource = {
  ResourceType: z.string().min(1),
  ResourceId: z.string().min(1).max(2048),
};

export const addTagsToResource = defineSsmAction({
  name: 'AddTagsToResource',
  request: { ...resource, Tags: tagList.min(1) },
  run(call, { Tags, ...named }) {
    const parameter = parameterNamed(call, named);
    const tags = { ...parameter.tags, ...tagsOf(Tags) };
    if (Object.keys(tags).length > TAGS) {
      throw new SsmError(
        'TooManyTagsError',
        `A parameter has at most ${TAGS} tags`,
      );
    }
    call.place.parameters.setTags(parameter, tags);
    return {};
  },
});

export const removeTagsFromResource = defineSsmAction({
  name: 'RemoveTagsFromResource',
  request: { ...resource, TagKeys: z.array(z.string().min(1)).min(1) },
  run(call, { TagKeys, ...named }) {
    const parameter = parameterNamed(call, named);
    const kept = Object.entries(parameter.tags).filter(
      ([key]) => !TagKeys.includes(key),
    );
    call.place.parameters.setTags(parameter, Object.fromEntries(kept));
    return {};
  },
});

export const listTagsForResource = defineSsmAction({
  name: 'ListTagsForResource',
  request: resource,
  run(call, named) {
    const { tags } = parameterNamed(call, named);
    const list = Object.entries(tags);
    return { TagList: list.map(([Key, Value]) => ({ Key, Value })) };
  },
});

function parameterNamed(
  { place }: Call,
  { ResourceType, ResourceId }: { ResourceType: string; ResourceId: string },
): Parameter {
  if (ResourceType !== 'Parameter') {
    throw new SsmError(
      'InvalidResourceType',
      `The local SSM has resources of the type Parameter, not ${ResourceType}`,
    );
  }
  const parameter = place.parameters.get(ResourceId);
  if (!parameter) {
    throw new SsmError(
      'InvalidResourceId',
      `The parameter ${ResourceId} does not exist`,
    );
  }
  return parameter;
}
