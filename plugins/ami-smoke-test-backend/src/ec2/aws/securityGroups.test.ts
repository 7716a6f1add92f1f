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

import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { CUT_CONNECTION, defaultNetwork } from '@ami-smoke-test/local-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { until } from '../../__testUtils__/until';
import { REGION, useLocalEc2 } from '../__testUtils__/localEc2';

const local = useLocalEc2();
const { vpcId, subnets } = defaultNetwork(REGION);

const requestOf = (name: string, run = 'run-1') => ({
  name,
  description: 'of a test',
  vpcId,
  tags: { [TAGS.run]: run },
});

describe('security groups', () => {
  it('are made in the VPC of a subnet, and let in what they are told, as often as they are told', async () => {
    expect(await local.ec2.vpcOf(subnets[0].subnetId)).toBe(vpcId);
    const { groupId } = await local.ec2.createSecurityGroup(requestOf('whole'));
    const ingress = {
      groupId,
      ports: [22, 8080, 22],
      from: ['10.0.0.0/8', '2001:db8::/32'],
    };
    const sent = () => local.calls('AuthorizeSecurityGroupIngress').length;
    await local.ec2.authorizeIngress({ ...ingress, ports: [22] });
    expect(sent()).toBe(1);
    await local.ec2.authorizeIngress(ingress);
    await local.ec2.authorizeIngress(ingress);
    const { SecurityGroups: [group] = [] } = await local.client.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }),
    );
    expect(group).toMatchObject({
      GroupName: 'whole',
      Description: 'of a test',
      VpcId: vpcId,
      Tags: [{ Key: TAGS.run, Value: 'run-1' }],
    });
    expect(
      group.IpPermissions?.map(({ IpRanges, Ipv6Ranges, ...rule }) => ({
        IpProtocol: rule.IpProtocol,
        ports: [rule.FromPort, rule.ToPort],
        from: [
          ...(IpRanges ?? []).map(({ CidrIp }) => CidrIp),
          ...(Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
        ],
      })),
    ).toEqual(
      [22, 8080].map(port => ({
        IpProtocol: 'tcp',
        ports: [port, port],
        from: ['10.0.0.0/8', '2001:db8::/32'],
      })),
    );
    expect(
      await local.ec2.existingSecurityGroups([groupId, 'sg-00000000000000000']),
    ).toEqual([groupId]);
    await local.ec2.deleteSecurityGroup(groupId);
    await local.ec2.deleteSecurityGroup(groupId);
    expect(await local.ec2.findSecurityGroup('whole', vpcId)).toBeUndefined();
  });

  it('are made once when the answer is lost, and never taken from somebody else', async () => {
    let lost = 1;
    local.interceptor = {
      afterAction: ({ action }) =>
        action === 'CreateSecurityGroup' && lost-- > 0
          ? CUT_CONNECTION
          : undefined,
    };
    const made = await local.ec2.createSecurityGroup(requestOf('lost'));
    expect(local.calls('CreateSecurityGroup').at(-1)?.errorCode).toBe(
      'InvalidGroup.Duplicate',
    );
    expect(await local.ec2.findSecurityGroup('lost', vpcId)).toMatchObject({
      ...made,
      tags: { [TAGS.run]: 'run-1' },
    });
    expect(
      await local.ec2.findSecurityGroup('lost', 'vpc-00000000000000000'),
    ).toBeUndefined();
    await expect(
      local.ec2.createSecurityGroup(requestOf('lost', 'run-2')),
    ).rejects.toMatchObject({
      errorClass: 'invalid-request',
      message: expect.stringContaining(
        `security group 'lost' in ${vpcId} exists, without this run's tag`,
      ),
    });
  });

  it('stay while an instance uses them', async () => {
    const { groupId } = await local.ec2.createSecurityGroup(requestOf('used'));
    const { SubnetId: _, ...request } = local.launchRequest('uses-a-group');
    const { instanceId } = await local.ec2.launch({
      ...request,
      NetworkInterfaces: [
        { DeviceIndex: 0, SubnetId: subnets[0].subnetId, Groups: [groupId] },
      ],
    });
    await expect(local.ec2.deleteSecurityGroup(groupId)).rejects.toMatchObject({
      errorClass: 'transient',
      code: 'DependencyViolation',
    });
    await until(
      () => local.ec2.describe(instanceId),
      view => view?.state === 'running',
    );
    await local.ec2.terminate(instanceId);
    await until(
      () =>
        local.ec2.deleteSecurityGroup(groupId).then(
          () => true,
          () => false,
        ),
      deleted => deleted,
    );
    expect(await local.ec2.findSecurityGroup('used', vpcId)).toBeUndefined();
  });
});
