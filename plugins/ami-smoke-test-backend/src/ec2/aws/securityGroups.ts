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
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type Filter,
  type IpPermission,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Ec2, IngressRequest, OwnedResource } from '../Ec2';
import { hasCode } from '../Ec2Error';
import { allPages, type Page } from '../pages';
import { toTags } from '../views';
import type { AwsCalls } from './AwsCalls';
import { ownDuplicate } from './duplicates';
import { emptyAnswer } from './emptyAnswer';
import { existing, ofOwner, PAGE } from './filters';
import { tagSpecification } from './tagSpecification';

/** Security groups; a name stands for one in each VPC. */
export function securityGroups(
  aws: AwsCalls,
): Pick<
  Ec2,
  | 'vpcOf'
  | 'createSecurityGroup'
  | 'findSecurityGroup'
  | 'existingSecurityGroups'
  | 'authorizeIngress'
  | 'deleteSecurityGroup'
> {
  const find = async (
    name: string,
    vpcId: string,
  ): Promise<SecurityGroup | undefined> =>
    (
      await describe(aws, [
        { Name: 'group-name', Values: [name] },
        { Name: 'vpc-id', Values: [vpcId] },
      ])
    )[0];
  const existingSecurityGroups = (ids: string[]) =>
    existing(ids, async (Values, nextToken) => {
      const page = await onePage(
        aws,
        [{ Name: 'group-id', Values }],
        nextToken,
      );
      return { ...page, items: page.items?.flatMap(one => one.GroupId ?? []) };
    });
  return {
    async vpcOf(subnetId) {
      const { Subnets } = await aws.look(
        'DescribeSubnets',
        () => new DescribeSubnetsCommand({ SubnetIds: [subnetId] }),
      );
      const vpcId = Subnets?.[0]?.VpcId;
      if (!vpcId) throw emptyAnswer('DescribeSubnets', 'names no VPC');
      return vpcId;
    },

    async createSecurityGroup({ name, description, vpcId, tags }) {
      try {
        const { GroupId } = await aws.change(
          'CreateSecurityGroup',
          () =>
            new CreateSecurityGroupCommand({
              GroupName: name,
              Description: description,
              VpcId: vpcId,
              TagSpecifications: tagSpecification('security-group', tags),
            }),
        );
        if (!GroupId)
          throw emptyAnswer('CreateSecurityGroup', 'names no group');
        return { groupId: GroupId };
      } catch (error) {
        if (!hasCode(error, 'InvalidGroup.Duplicate')) throw error;
        const own = ownDuplicate(`security group '${name}' in ${vpcId}`, {
          existing: await find(name, vpcId),
          wanted: tags,
          duplicate: error,
        });
        return { groupId: own.GroupId ?? '' };
      }
    },

    async findSecurityGroup(name, vpcId) {
      const group = await find(name, vpcId);
      return (
        group && { groupId: group.GroupId ?? '', tags: toTags(group.Tags) }
      );
    },

    async authorizeIngress(request) {
      const permissions = permissionsOf(request);
      if (await authorize(aws, request.groupId, permissions)) return;
      // One rule after the other: of several, one that is there already keeps the rest out.
      for (const one of permissions) {
        await authorize(aws, request.groupId, [one]);
      }
    },

    existingSecurityGroups,

    deleteSecurityGroup: groupId =>
      aws.remove(
        'DeleteSecurityGroup',
        () => new DeleteSecurityGroupCommand({ GroupId: groupId }),
        async () => (await existingSecurityGroups([groupId])).length > 0,
      ),
  };
}

/** Adds rules to a group, all or none. @returns whether it did: nothing is added when one of them is there already */
async function authorize(
  aws: AwsCalls,
  GroupId: string,
  IpPermissions: IpPermission[],
): Promise<boolean> {
  try {
    await aws.change(
      'AuthorizeSecurityGroupIngress',
      () =>
        new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
    return true;
  } catch (error) {
    if (!hasCode(error, 'InvalidPermission.Duplicate')) throw error;
    return false;
  }
}

/** The owner's security groups; EC2 does not tell when one was made. */
export async function ownedSecurityGroups(
  aws: AwsCalls,
  owner: string,
): Promise<OwnedResource[]> {
  const found = await describe(aws, [ofOwner(owner)]);
  return found.map(one => ({
    kind: 'security-group',
    id: one.GroupId ?? '',
    name: one.GroupName,
    tags: toTags(one.Tags),
  }));
}

function permissionsOf({ ports, from }: IngressRequest): IpPermission[] {
  return [...new Set(ports)].flatMap(port =>
    [...new Set(from)].map(cidr => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      ...(cidr.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: cidr }] }
        : { IpRanges: [{ CidrIp: cidr }] }),
    })),
  );
}

function describe(aws: AwsCalls, filters: Filter[]): Promise<SecurityGroup[]> {
  return allPages(nextToken => onePage(aws, filters, nextToken));
}

async function onePage(
  aws: AwsCalls,
  filters: Filter[],
  NextToken?: string,
): Promise<Page<SecurityGroup>> {
  const page = await aws.look(
    'DescribeSecurityGroups',
    () =>
      new DescribeSecurityGroupsCommand({
        Filters: filters,
        MaxResults: PAGE,
        NextToken,
      }),
  );
  return { items: page.SecurityGroups, nextToken: page.NextToken };
}
