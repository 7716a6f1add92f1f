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

import { TagHolder } from '../../state/Collection';
import { Resource } from '../../state/resources';
import { Ec2Error } from '../../wire/Ec2Error';
import { filtered, paged } from '../../wire/filtering';
import { items } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { instanceById, ownImageById } from '../lookups';

/** The types that tags are listed under, by the beginning of an id. */
const TYPES: Record<string, string> = {
  ami: 'image',
  eni: 'network-interface',
  i: 'instance',
  key: 'key-pair',
  sg: 'security-group',
  snap: 'snapshot',
  vol: 'volume',
};

export const createTags = defineAction({
  name: 'CreateTags',
  read: parameters => ({
    ids: parameters.requiredList('ResourceId'),
    tags: parameters.tags(),
  }),
  check: (call, { ids }) => ids.map(id => taggable(call, id)),
  run(_call, { tags }, found) {
    const changes = found.map(({ id, holder }) => ({
      id,
      holder,
      all: { ...holder.tagsOf(id), ...tags },
    }));
    const full = changes.find(({ all }) => Object.keys(all).length > 50);
    if (full) {
      throw new Ec2Error(
        'TagLimitExceeded',
        `The maximum number of Tags for the resource ${full.id} is 50`,
      );
    }
    for (const { id, holder, all } of changes) holder.setTags(id, all);
    return DONE;
  },
});

export const deleteTags = defineAction({
  name: 'DeleteTags',
  read: parameters => ({
    ids: parameters.requiredList('ResourceId'),
    tags: parameters.structures('Tag').map(tag => ({
      key: tag.required('Key'),
      value: tag.has('Value') ? tag.string('Value') ?? '' : undefined,
    })),
  }),
  check: (call, { ids }) => ids.map(id => taggable(call, id)),
  run(_call, { tags }, found) {
    const keep = ([key, value]: [string, string]) =>
      tags.length > 0 &&
      !tags.some(
        tag =>
          tag.key === key && (tag.value === undefined || tag.value === value),
      );
    for (const { id, holder } of found) {
      const kept = Object.entries(holder.tagsOf(id) ?? {}).filter(keep);
      holder.setTags(id, Object.fromEntries(kept));
    }
    return DONE;
  },
});

export const describeTags = defineAction({
  name: 'DescribeTags',
  read: parameters => ({
    filters: parameters.filters(),
    page: parameters.page({ min: 5, max: 1000 }),
  }),
  run(call, { filters, page }) {
    const { place, now } = call;
    const resources: Resource[] = [
      ...place
        .visibleInstances(now)
        .filter(({ visibleAt }) => visibleAt <= now),
      ...place.images.all(),
      ...place.snapshots.all(),
      ...place.volumes.all(),
      ...place.networkInterfaces.all(),
      ...place.keyPairs.all(),
      ...place.securityGroups.all(),
    ];
    const tags = resources.flatMap(({ id, tags: ofResource }) =>
      Object.entries(ofResource).map(([key, value]) => ({
        resourceId: id,
        resourceType: TYPES[id.split('-')[0]],
        key,
        value,
        tags: { [key]: value },
      })),
    );
    const matching = filtered(tags, filters, {
      key: tag => tag.key,
      'resource-id': tag => tag.resourceId,
      'resource-type': tag => tag.resourceType,
      value: tag => tag.value,
    });
    const result = paged(matching, page);
    return {
      tagSet: items(result.page.map(({ tags: _, ...tag }) => tag)),
      nextToken: result.nextToken,
    };
  },
});

function taggable(call: Call, id: string): { id: string; holder: TagHolder } {
  // A launch that is not visible yet cannot be tagged either.
  if (id.startsWith('i-')) instanceById(call, id);
  const holder = call.place
    .tagHolders()
    .find(candidate => candidate.tagsOf(id) !== undefined);
  if (!holder) {
    if (id.startsWith('ami-')) ownImageById(call, id);
    throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`);
  }
  return { id, holder };
}
