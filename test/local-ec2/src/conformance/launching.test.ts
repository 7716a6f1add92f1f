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
  eventually,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';
import { defaultNetwork } from '..';

describe('launching', () => {
  let test: TestEc2;
  beforeAll(async () => {
    test = await startTestEc2();
  });
  afterAll(() => test.close());

  const input = (more = {}) => ({
    ImageId: test.imageIds.quick,
    InstanceType: 't3.micro' as const,
    MinCount: 1,
    MaxCount: 1,
    ...more,
  });
  const ids = (answer: { Instances?: Array<{ InstanceId?: string }> }) =>
    answer.Instances?.map(instance => instance.InstanceId) ?? [];

  it('answers pending, then runs, and then has its public address', async () => {
    const answer = await test.ec2.runInstances(input());
    expect(answer.Instances?.[0]).toMatchObject({
      State: { Code: 0, Name: 'pending' },
      ImageId: test.imageIds.quick,
    });
    expect(answer.Instances?.[0]).not.toHaveProperty('PublicIpAddress');
    const [id] = ids(answer);
    const running = await test.reaches(String(id), 'running');
    expect(running.PublicIpAddress).toMatch(/^127\.1\.\d+\.\d+$/);
    expect(running.PrivateIpAddress).toMatch(/^172\.31\.16\.\d+$/);
  });

  it('launches once for one client token', async () => {
    const request = input({ ClientToken: 'once' });
    const answers = await Promise.all([
      test.ec2.runInstances(request),
      test.ec2.runInstances(request),
    ]);
    const later = await test.ec2.runInstances(request);
    expect(ids(answers[0])).toHaveLength(1);
    expect(ids(answers[1])).toEqual(ids(answers[0]));
    expect(ids(later)).toEqual(ids(answers[0]));
    expect(later.ReservationId).toBe(answers[0].ReservationId);

    const elsewhere = await test
      .client({ region: 'eu-west-1' })
      .describeInstances({
        Filters: [{ Name: 'client-token', Values: ['once'] }],
      });
    expect(elsewhere.Reservations).toEqual([]);
  });

  it('refuses other parameters under the same client token', async () => {
    await test.ec2.runInstances(input({ ClientToken: 'same' }));
    const other = input({ ClientToken: 'same', InstanceType: 't3.small' });
    expect(await refusal(test.ec2.runInstances(other))).toMatchObject({
      code: 'IdempotentParameterMismatch',
    });
  });

  it('refuses the client token of a terminated instance', async () => {
    const request = input({ ClientToken: 'gone' });
    const [id] = ids(await test.ec2.runInstances(request));
    await test.ec2.terminateInstances({ InstanceIds: [String(id)] });
    await test.reaches(String(id), 'terminated');
    expect(await refusal(test.ec2.runInstances(request))).toMatchObject({
      code: 'IdempotentInstanceTerminated',
    });
  });

  it('launches as many as MaxCount asks for, in one reservation', async () => {
    const answer = await test.ec2.runInstances(
      input({ MinCount: 2, MaxCount: 3 }),
    );
    expect(new Set(ids(answer)).size).toBe(3);
    expect(
      answer.Instances?.map(({ AmiLaunchIndex }) => AmiLaunchIndex),
    ).toEqual([0, 1, 2]);
    const addresses = new Set(
      answer.Instances?.map(({ PrivateIpAddress }) => PrivateIpAddress),
    );
    expect(addresses.size).toBe(3);
    const impossible = input({ MinCount: 3, MaxCount: 2 });
    expect(await refusal(test.ec2.runInstances(impossible))).toMatchObject({
      code: 'InvalidParameterValue',
    });
  });

  it('names what is missing, malformed or unknown', async () => {
    const launches: Array<[object, string]> = [
      [{ ImageId: undefined }, 'MissingParameter'],
      [{ MinCount: undefined }, 'MissingParameter'],
      [{ ImageId: 'ami-zzz' }, 'InvalidAMIID.Malformed'],
      [{ ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound'],
      [{ InstanceType: 'x9.huge' }, 'InvalidParameterValue'],
      [{ InstanceType: 't4g.micro' }, 'InvalidParameterValue'],
      [{ KeyName: 'nobody' }, 'InvalidKeyPair.NotFound'],
      [{ SubnetId: 'subnet-00000000000000000' }, 'InvalidSubnetID.NotFound'],
      [{ SecurityGroupIds: ['sg-00000000000000000'] }, 'InvalidGroup.NotFound'],
      [{ SecurityGroupIds: ['nonsense'] }, 'InvalidGroupId.Malformed'],
      [{ UserData: '***' }, 'InvalidUserData.Malformed'],
      [
        { UserData: Buffer.alloc(16 * 1024 + 1).toString('base64') },
        'InvalidParameterValue',
      ],
      [{ ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue'],
      [
        { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: {} }] },
        'MissingParameter',
      ],
      [
        {
          SubnetId: defaultNetwork('us-east-1').subnets[0].subnetId,
          NetworkInterfaces: [{ DeviceIndex: 0 }],
        },
        'InvalidParameterCombination',
      ],
      [
        { TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] },
        'InvalidParameterValue',
      ],
      [{ RamdiskId: 'ari-1' }, 'UnknownParameter'],
    ];
    for (const [more, code] of launches) {
      expect([
        more,
        (await refusal(test.ec2.runInstances(input(more)))).code,
      ]).toEqual([more, code]);
    }
    const described = await test.ec2.describeInstances({
      Filters: [{ Name: 'instance-type', Values: ['x9.huge', 't4g.micro'] }],
    });
    expect(described.Reservations).toEqual([]);
  });

  it('says what would happen, and launches nothing, on a dry run', async () => {
    const before = await test.ec2.describeInstances({});
    expect(
      await refusal(test.ec2.runInstances(input({ DryRun: true }))),
    ).toMatchObject({ code: 'DryRunOperation' });
    expect(
      await refusal(
        test.ec2.runInstances(
          input({ DryRun: true, ImageId: 'ami-00000000000000000' }),
        ),
      ),
    ).toMatchObject({ code: 'InvalidAMIID.NotFound' });
    const after = await test.ec2.describeInstances({});
    expect(after.Reservations?.length).toBe(before.Reservations?.length);
  });

  it('tags instance, volumes and network interface through the launch', async () => {
    const tagged = (type: 'instance' | 'volume' | 'network-interface') => ({
      ResourceType: type,
      Tags: [{ Key: 'of', Value: type }],
    });
    const instance = await test.launch('quick', {
      TagSpecifications: [
        tagged('instance'),
        tagged('volume'),
        tagged('network-interface'),
      ],
    });
    expect(instance.Tags).toEqual([{ Key: 'of', Value: 'instance' }]);
    const attached = {
      Filters: [
        {
          Name: 'attachment.instance-id',
          Values: [String(instance.InstanceId)],
        },
      ],
    };
    const { Volumes } = await test.ec2.describeVolumes(attached);
    expect(Volumes?.map(({ Tags }) => Tags)).toEqual([
      [{ Key: 'of', Value: 'volume' }],
    ]);
    const { NetworkInterfaces } = await test.ec2.describeNetworkInterfaces(
      attached,
    );
    expect(NetworkInterfaces?.map(({ TagSet }) => TagSet)).toEqual([
      [{ Key: 'of', Value: 'network-interface' }],
    ]);
  });

  it('changes, adds and takes away block devices', async () => {
    const instance = await test.launch('quick', {
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: { VolumeSize: 9, DeleteOnTermination: false },
        },
        { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 3 } },
      ],
    });
    expect(
      instance.BlockDeviceMappings?.map(({ DeviceName, Ebs }) => [
        DeviceName,
        Ebs?.DeleteOnTermination,
      ]),
    ).toEqual([
      ['/dev/xvda', false],
      ['/dev/sdf', true],
    ]);
    const { Volumes } = await test.ec2.describeVolumes({
      VolumeIds: instance.BlockDeviceMappings?.map(({ Ebs }) =>
        String(Ebs?.VolumeId),
      ),
    });
    expect(Volumes?.map(({ Size }) => Size)).toEqual([9, 3]);
    const { Images } = await test.ec2.describeImages({
      ImageIds: [test.imageIds.quick],
    });
    const snapshotId = Images?.[0].BlockDeviceMappings?.[0].Ebs?.SnapshotId;
    const { VolumeId } = await test.ec2.createVolume({
      AvailabilityZone: 'us-east-1a',
      SnapshotId: snapshotId,
      Size: 5,
    });
    const made = await test.ec2.describeVolumes({
      VolumeIds: [String(VolumeId)],
    });
    expect(made.Volumes?.[0]).toMatchObject({ State: 'available', Size: 5 });
    expect(
      (
        await refusal(
          test.launch('quick', {
            BlockDeviceMappings: [{ DeviceName: '/dev/xvda', NoDevice: '' }],
          }),
        )
      ).code,
    ).toBe('InvalidParameterValue');
  });

  it('takes subnet, groups and public address from the network interface', async () => {
    const { subnets, defaultSecurityGroupId } = defaultNetwork('us-east-1');
    const instance = await test.launch('quick', {
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: subnets[1].subnetId,
          Groups: [defaultSecurityGroupId],
          AssociatePublicIpAddress: false,
          DeleteOnTermination: true,
        },
      ],
    });
    expect(instance).toMatchObject({
      SubnetId: subnets[1].subnetId,
      Placement: { AvailabilityZone: 'us-east-1b' },
      SecurityGroups: [{ GroupId: defaultSecurityGroupId }],
    });
    expect(instance).not.toHaveProperty('PublicIpAddress');
    expect(instance.PrivateIpAddress).toMatch(/^172\.31\.32\./);
  });

  it('shows an instance only some time after its launch', async () => {
    const later = await startTestEc2({ eventualConsistencyMs: 400 });
    try {
      const answer = await later.ec2.runInstances({
        ...input(),
        ImageId: later.imageIds.quick,
      });
      const [id] = ids(answer).map(String);
      expect(
        await refusal(later.ec2.describeInstances({ InstanceIds: [id] })),
      ).toEqual({
        code: 'InvalidInstanceID.NotFound',
        message: `The instance ID '${id}' does not exist`,
      });
      const filtered = await later.ec2.describeInstances({
        Filters: [{ Name: 'instance-id', Values: [id] }],
      });
      expect(filtered.Reservations).toEqual([]);
      expect(
        await refusal(
          later.ec2.createTags({
            Resources: [id],
            Tags: [{ Key: 'a', Value: 'b' }],
          }),
        ),
      ).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
      await later.reaches(id, 'running');

      const again = await later.ec2.runInstances({
        ...input(),
        ImageId: later.imageIds.quick,
      });
      const [young] = ids(again).map(String);
      await later.ec2.terminateInstances({ InstanceIds: [young] });
      await later.reaches(young, 'terminated');
    } finally {
      await later.close();
    }
  });

  it('terminates an instance whose machine cannot be made', async () => {
    await test.hypervisor.copyDisk('quick', 'vanishing');
    const id = test.local.addImage({
      region: 'us-east-1',
      name: 'vanishing',
      disk: 'vanishing',
    });
    await test.hypervisor.deleteDisk('vanishing');
    const answer = await test.ec2.runInstances(input({ ImageId: id }));
    const instance = await test.reaches(String(ids(answer)[0]), 'terminated');
    expect(instance.StateReason?.Code).toBe('Server.InternalError');
    await eventually(async () => {
      const { Volumes } = await test.ec2.describeVolumes({
        Filters: [
          {
            Name: 'attachment.instance-id',
            Values: [String(instance.InstanceId)],
          },
        ],
      });
      expect(Volumes).toEqual([]);
    });
  });
});
