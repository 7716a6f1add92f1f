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

import {
  DeleteNetworkInterfaceCommand,
  DeleteVolumeCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVolumesCommand,
  type Filter,
  type NetworkInterface,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { Ec2, OwnedResource } from '../Ec2';
import { allPages, type Page } from '../pages';
import { toTags } from '../views';
import type { AwsCalls } from './AwsCalls';
import { existing, ofOwner, PAGE } from './filters';

/** What comes along with an instance, and may be left over: volumes and network interfaces. */
export function leftovers(
  aws: AwsCalls,
): Pick<
  Ec2,
  | 'existingVolumes'
  | 'deleteVolume'
  | 'existingNetworkInterfaces'
  | 'deleteNetworkInterface'
> {
  const existingVolumes = (ids: string[]) =>
    existing(ids, async (Values, nextToken) => {
      const page = await volumes(aws, { Name: 'volume-id', Values }, nextToken);
      return { ...page, items: page.items?.flatMap(one => one.VolumeId ?? []) };
    });
  const existingNetworkInterfaces = (ids: string[]) =>
    existing(ids, async (Values, nextToken) => {
      const page = await networkInterfaces(
        aws,
        { Name: 'network-interface-id', Values },
        nextToken,
      );
      return {
        ...page,
        items: page.items?.flatMap(one => one.NetworkInterfaceId ?? []),
      };
    });
  return {
    existingVolumes,
    deleteVolume: volumeId =>
      aws.remove(
        'DeleteVolume',
        () => new DeleteVolumeCommand({ VolumeId: volumeId }),
        async () => (await existingVolumes([volumeId])).length > 0,
      ),
    existingNetworkInterfaces,
    deleteNetworkInterface: id =>
      aws.remove(
        'DeleteNetworkInterface',
        () => new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }),
        async () => (await existingNetworkInterfaces([id])).length > 0,
      ),
  };
}

/** The owner's volumes. */
export async function ownedVolumes(
  aws: AwsCalls,
  owner: string,
): Promise<OwnedResource[]> {
  const found = await allPages(token => volumes(aws, ofOwner(owner), token));
  return found.map(one => ({
    kind: 'volume',
    id: one.VolumeId ?? '',
    tags: toTags(one.Tags),
    createdAt: one.CreateTime,
    attachedTo: one.Attachments?.[0]?.InstanceId,
  }));
}

/** The owner's network interfaces; of one that is attached to nothing, EC2 does not tell since when it is there. */
export async function ownedNetworkInterfaces(
  aws: AwsCalls,
  owner: string,
): Promise<OwnedResource[]> {
  const found = await allPages(token =>
    networkInterfaces(aws, ofOwner(owner), token),
  );
  return found.map(one => ({
    kind: 'network-interface',
    id: one.NetworkInterfaceId ?? '',
    // In this answer, and nowhere else, the list of tags has another name.
    tags: toTags(one.TagSet),
    createdAt: one.Attachment?.AttachTime,
    attachedTo: one.Attachment?.InstanceId,
  }));
}

async function volumes(
  aws: AwsCalls,
  filter: Filter,
  NextToken?: string,
): Promise<Page<Volume>> {
  const page = await aws.look(
    'DescribeVolumes',
    () =>
      new DescribeVolumesCommand({
        Filters: [filter],
        MaxResults: PAGE,
        NextToken,
      }),
  );
  return { items: page.Volumes, nextToken: page.NextToken };
}

async function networkInterfaces(
  aws: AwsCalls,
  filter: Filter,
  NextToken?: string,
): Promise<Page<NetworkInterface>> {
  const page = await aws.look(
    'DescribeNetworkInterfaces',
    () =>
      new DescribeNetworkInterfacesCommand({
        Filters: [filter],
        MaxResults: PAGE,
        NextToken,
      }),
  );
  return { items: page.NetworkInterfaces, nextToken: page.NextToken };
}
