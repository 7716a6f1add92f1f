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

import { ResourceType as Kind } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '..';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

describe('network and tags', () => {
  let test: TestEc2;
  beforeAll(async () => {
    test = await startTestEc2();
  });
  afterAll(() => test.close());

  it('has a default VPC with known ids in every region', async () => {
    for (const region of ['us-east-1', 'eu-west-1']) {
      const ec2 = test.client({ region });
      const network = defaultNetwork(region);
      const { Vpcs } = await ec2.describeVpcs({
        Filters: [{ Name: 'isDefault', Values: ['true'] }],
      });
      expect(Vpcs?.map(({ VpcId }) => VpcId)).toEqual([network.vpcId]);
      const { Subnets } = await ec2.describeSubnets({
        Filters: [{ Name: 'vpc-id', Values: [network.vpcId] }],
      });
      expect(Subnets?.map(({ SubnetId }) => SubnetId)).toEqual(
        network.subnets.map(({ subnetId }) => subnetId),
      );
      expect(Subnets?.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual([
        `${region}a`,
        `${region}b`,
      ]);
      const { SecurityGroups } = await ec2.describeSecurityGroups({
        GroupNames: ['default'],
      });
      expect(SecurityGroups?.[0].GroupId).toBe(network.defaultSecurityGroupId);
      const { RouteTables } = await ec2.describeRouteTables({
        Filters: [{ Name: 'association.main', Values: ['true'] }],
      });
      expect(
        RouteTables?.[0].Routes?.map(({ GatewayId }) => GatewayId),
      ).toEqual(['local', network.internetGatewayId]);
      const { AvailabilityZones } = await ec2.describeAvailabilityZones({});
      expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual([
        `${region}a`,
        `${region}b`,
      ]);
    }
    expect(defaultNetwork('us-east-1').vpcId).not.toBe(
      defaultNetwork('eu-west-1').vpcId,
    );
    const { Regions } = await test.ec2.describeRegions({
      RegionNames: ['eu-west-1'],
    });
    expect(Regions?.map(({ RegionName }) => RegionName)).toEqual(['eu-west-1']);
  });

  it('creates, fills and deletes security groups', async () => {
    const { GroupId = '' } = await test.ec2.createSecurityGroup({
      GroupName: 'web',
      Description: 'for a test',
    });
    const rule = {
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
    };
    await test.ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [rule],
    });
    expect(
      await refusal(
        test.ec2.authorizeSecurityGroupIngress({
          GroupId,
          IpPermissions: [rule],
        }),
      ),
    ).toMatchObject({ code: 'InvalidPermission.Duplicate' });
    const described = async () =>
      (await test.ec2.describeSecurityGroups({ GroupIds: [GroupId] }))
        .SecurityGroups?.[0];
    expect(await described()).toMatchObject({
      GroupName: 'web',
      Description: 'for a test',
      IpPermissions: [rule],
      IpPermissionsEgress: [{ IpProtocol: '-1' }],
    });
    await test.ec2.revokeSecurityGroupIngress({
      GroupId,
      IpPermissions: [rule],
    });
    expect((await described())?.IpPermissions).toEqual([]);
    expect(
      await refusal(
        test.ec2.revokeSecurityGroupIngress({
          GroupId,
          IpPermissions: [rule],
        }),
      ),
    ).toMatchObject({ code: 'InvalidPermission.NotFound' });
    expect(
      await refusal(
        test.ec2.createSecurityGroup({ GroupName: 'web', Description: 'x' }),
      ),
    ).toMatchObject({ code: 'InvalidGroup.Duplicate' });
    await test.ec2.deleteSecurityGroup({ GroupId });
    expect(await refusal(described())).toMatchObject({
      code: 'InvalidGroup.NotFound',
    });
  });

  it('does not delete a security group that is used, nor the default one', async () => {
    const { GroupId = '' } = await test.ec2.createSecurityGroup({
      GroupName: 'used',
      Description: 'for a test',
    });
    const { InstanceId: id = '' } = await test.launch('quick', {
      SecurityGroupIds: [GroupId],
    });
    expect(
      await refusal(test.ec2.deleteSecurityGroup({ GroupId })),
    ).toMatchObject({ code: 'DependencyViolation' });
    await test.ec2.terminateInstances({ InstanceIds: [id] });
    await test.reaches(id, 'terminated');
    await test.ec2.deleteSecurityGroup({ GroupId });
    expect(
      await refusal(
        test.ec2.deleteSecurityGroup({
          GroupId: defaultNetwork('us-east-1').defaultSecurityGroupId,
        }),
      ),
    ).toMatchObject({ code: 'CannotDelete' });
  });

  it('does not delete a security group that another one names', async () => {
    const create = async (GroupName: string) => {
      const { GroupId = '' } = await test.ec2.createSecurityGroup({
        GroupName,
        Description: 'for a test',
        VpcId: defaultNetwork('us-east-1').vpcId,
      });
      return GroupId;
    };
    const [named, naming] = [await create('named'), await create('naming')];
    await test.ec2.authorizeSecurityGroupIngress({
      GroupId: naming,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 80,
          ToPort: 80,
          UserIdGroupPairs: [{ GroupId: named }],
        },
      ],
    });
    expect(
      await refusal(test.ec2.deleteSecurityGroup({ GroupId: named })),
    ).toMatchObject({ code: 'DependencyViolation' });
    await test.ec2.deleteSecurityGroup({ GroupId: naming });
    await test.ec2.deleteSecurityGroup({ GroupId: named });
  });

  it('finds everything that carries a tag', async () => {
    const mine = [{ Key: 'ami-smoke-test:owner', Value: 'tests' }];
    const tagged = (kind: Kind) => ({
      ResourceType: kind,
      Tags: mine,
    });
    const { GroupId } = await test.ec2.createSecurityGroup({
      GroupName: 'tagged',
      Description: 'for a test',
      TagSpecifications: [tagged('security-group')],
    });
    const { KeyPairId } = await test.ec2.createKeyPair({
      KeyName: 'tagged',
      KeyType: 'ed25519',
      TagSpecifications: [tagged('key-pair')],
    });
    const instance = await test.launch('quick', {
      TagSpecifications: [
        tagged('instance'),
        tagged('volume'),
        tagged('network-interface'),
      ],
    });
    // Of somebody else, and of nobody.
    await test.launch('quick', {
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: [{ Key: mine[0].Key, Value: 'somebody else' }],
        },
      ],
    });
    const by = {
      Filters: [{ Name: `tag:${mine[0].Key}`, Values: [mine[0].Value] }],
    };
    const { Reservations } = await test.ec2.describeInstances(by);
    const { Volumes } = await test.ec2.describeVolumes(by);
    const { NetworkInterfaces } = await test.ec2.describeNetworkInterfaces(by);
    const { SecurityGroups } = await test.ec2.describeSecurityGroups(by);
    const { KeyPairs } = await test.ec2.describeKeyPairs(by);
    const found = [
      Reservations?.flatMap(({ Instances = [] }) => Instances),
      Volumes,
      NetworkInterfaces?.map(({ TagSet, ...other }) => ({
        ...other,
        Tags: TagSet,
      })),
      SecurityGroups,
      KeyPairs,
    ];
    expect(found).toMatchObject([
      [{ InstanceId: instance.InstanceId, Tags: mine }],
      [{ Attachments: [{ InstanceId: instance.InstanceId }], Tags: mine }],
      [{ Attachment: { InstanceId: instance.InstanceId }, Tags: mine }],
      [{ GroupId, Tags: mine }],
      [{ KeyPairId, Tags: mine }],
    ]);
  });

  it('tags and untags every kind of resource', async () => {
    const instance = await test.launch();
    const ids = [
      instance.InstanceId,
      instance.BlockDeviceMappings?.[0].Ebs?.VolumeId,
      instance.NetworkInterfaces?.[0].NetworkInterfaceId,
      test.imageIds.quick,
      defaultNetwork('us-east-1').defaultSecurityGroupId,
    ].map(String);
    await test.ec2.createTags({
      Resources: ids,
      Tags: [
        { Key: 'team', Value: 'a <b> & "c"' },
        { Key: 'empty', Value: '' },
      ],
    });
    const tags = async (key: string) =>
      (
        await test.ec2.describeTags({
          Filters: [{ Name: 'key', Values: [key] }],
        })
      ).Tags;
    expect(new Set((await tags('team'))?.map(tag => tag.ResourceId))).toEqual(
      new Set(ids),
    );
    expect((await tags('team'))?.map(({ Value }) => Value)).toEqual(
      ids.map(() => 'a <b> & "c"'),
    );
    expect(
      (await tags('team'))?.map(({ ResourceType }) => ResourceType).sort(),
    ).toEqual([
      'image',
      'instance',
      'network-interface',
      'security-group',
      'volume',
    ]);
    await test.ec2.deleteTags({
      Resources: ids,
      Tags: [{ Key: 'team', Value: 'another' }],
    });
    expect(await tags('team')).toHaveLength(ids.length);
    await test.ec2.deleteTags({ Resources: ids, Tags: [{ Key: 'team' }] });
    expect(await tags('team')).toEqual([]);
    expect(await tags('empty')).toHaveLength(ids.length);
  });

  it('refuses tags that cannot be', async () => {
    const { InstanceId: id = '' } = await test.launch();
    const tagging = (tags: Array<{ Key: string; Value: string }>, on = id) =>
      refusal(test.ec2.createTags({ Resources: [on], Tags: tags }));
    const tag = (key: string, value = '') => ({ Key: key, Value: value });
    expect(await tagging([tag('aws:mine')])).toMatchObject({
      code: 'InvalidParameterValue',
    });
    expect(await tagging([tag('k'.repeat(129))])).toMatchObject({
      code: 'InvalidParameterValue',
    });
    expect(await tagging([tag('k', 'v'.repeat(257))])).toMatchObject({
      code: 'InvalidParameterValue',
    });
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => tag(`k${index}`));
    expect(await tagging(many(51))).toMatchObject({
      code: 'TagLimitExceeded',
    });
    await test.ec2.createTags({ Resources: [id], Tags: many(50) });
    expect(await tagging([tag('one-more')])).toMatchObject({
      code: 'TagLimitExceeded',
    });
    expect(await tagging([tag('a')], 'nat-1234')).toMatchObject({
      code: 'InvalidID',
    });
  });
});
