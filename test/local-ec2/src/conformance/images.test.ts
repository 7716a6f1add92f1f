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

import { DAMAGE_TAG, Hypervisor } from '..';
import {
  eventually,
  PORT,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const OTHER_ACCOUNT = '999999999999';

describe('images', () => {
  let test: TestEc2;
  beforeAll(async () => {
    test = await startTestEc2({
      accounts: {
        AKIDTEST: { accountId: '123456789012' },
        AKIDOTHER: { accountId: OTHER_ACCOUNT },
      },
    });
    const image = { region: 'us-east-1', disk: 'quick', ports: [PORT] };
    test.local.addImage({
      ...image,
      name: 'shared-by-amazon',
      ownerId: '801119661308',
      ownerAlias: 'amazon',
    });
    test.local.addImage({
      ...image,
      name: 'not-for-us',
      ownerId: OTHER_ACCOUNT,
      public: false,
    });
    test.local.addImage({ ...image, name: 'not-ready', state: 'pending' });
  });
  afterAll(() => test.close());

  const other = () =>
    test.client({
      credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' },
    });
  const names = async (
    input: Parameters<TestEc2['ec2']['describeImages']>[0],
  ) =>
    (await test.ec2.describeImages(input)).Images?.map(({ Name }) => Name) ??
    [];
  const available = (id: string | undefined) =>
    eventually(async () => {
      const { Images } = await test.ec2.describeImages({
        ImageIds: [String(id)],
      });
      expect(Images?.[0].State).toBe('available');
      return Images?.[0];
    });

  it('are described by owner, id and filter', async () => {
    expect(await names({ Owners: ['self'] })).toEqual([
      'quick',
      'powers-off',
      'unreachable',
      'not-ready',
    ]);
    expect(await names({ Owners: ['amazon'] })).toEqual(['shared-by-amazon']);
    expect(await names({ Owners: ['801119661308'] })).toEqual([
      'shared-by-amazon',
    ]);
    expect(
      await names({ Filters: [{ Name: 'name', Values: ['qui*'] }] }),
    ).toEqual(['quick']);
    expect(
      await names({ Filters: [{ Name: 'state', Values: ['pending'] }] }),
    ).toEqual(['not-ready']);
    const { Images } = await test.ec2.describeImages({
      ImageIds: [test.imageIds.quick],
    });
    expect(Images?.[0]).toMatchObject({
      OwnerId: '123456789012',
      State: 'available',
      Architecture: 'x86_64',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda' }],
    });
  });

  it('fail the call when an id is unknown or of somebody else', async () => {
    const foreign = test.local.imageIds('us-east-1')['not-for-us'];
    for (const id of [foreign, 'ami-00000000000000000']) {
      expect(
        await refusal(test.ec2.describeImages({ ImageIds: [id] })),
      ).toEqual({
        code: 'InvalidAMIID.NotFound',
        message: `The image id '[${id}]' does not exist`,
      });
    }
    expect(
      await refusal(test.ec2.describeImages({ ImageIds: ['nonsense'] })),
    ).toMatchObject({ code: 'InvalidAMIID.Malformed' });
    const { Images } = await other().describeImages({ ImageIds: [foreign] });
    expect(Images).toHaveLength(1);
  });

  it('belong to one region', async () => {
    const elsewhere = test.client({ region: 'eu-west-1' });
    expect(
      await refusal(
        elsewhere.describeImages({ ImageIds: [test.imageIds.quick] }),
      ),
    ).toMatchObject({ code: 'InvalidAMIID.NotFound' });
  });

  it('cannot be launched before they are available', async () => {
    const id = test.local.imageIds('us-east-1')['not-ready'];
    expect(
      await refusal(
        test.ec2.runInstances({
          ImageId: id,
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
        }),
      ),
    ).toMatchObject({ code: 'InvalidAMIID.Unavailable' });
  });

  it('are made of an instance, with its disk, its ports and tags', async () => {
    const instance = await test.launch();
    const { ImageId = '' } = await test.ec2.createImage({
      InstanceId: instance.InstanceId,
      Name: 'made-of-an-instance',
      Description: 'a test',
      TagSpecifications: [
        { ResourceType: 'image', Tags: [{ Key: 'a', Value: 'image' }] },
        { ResourceType: 'snapshot', Tags: [{ Key: 'a', Value: 'snapshot' }] },
      ],
    });
    const image = await available(ImageId);
    expect(image).toMatchObject({
      Name: 'made-of-an-instance',
      Description: 'a test',
      Tags: [{ Key: 'a', Value: 'image' }],
      Public: false,
      SourceInstanceId: instance.InstanceId,
    });
    const { Snapshots } = await test.ec2.describeSnapshots({
      SnapshotIds: [String(image?.BlockDeviceMappings?.[0].Ebs?.SnapshotId)],
    });
    expect(Snapshots?.[0]).toMatchObject({
      State: 'completed',
      Progress: '100%',
      Tags: [{ Key: 'a', Value: 'snapshot' }],
    });
    expect((await test.describe(String(instance.InstanceId))).State?.Name).toBe(
      'running',
    );
    expect(
      await refusal(
        test.ec2.createImage({
          InstanceId: instance.InstanceId,
          Name: 'made-of-an-instance',
        }),
      ),
    ).toMatchObject({ code: 'InvalidAMIName.Duplicate' });
    expect(
      await refusal(
        test.ec2.createImage({ InstanceId: instance.InstanceId, Name: '!' }),
      ),
    ).toMatchObject({ code: 'InvalidAMIName.Malformed' });

    const { Instances } = await test.ec2.runInstances({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    });
    const id = String(Instances?.[0].InstanceId);
    const { PublicIpAddress } = await test.reaches(id, 'running');
    await eventually(async () => {
      const answer = await fetch(`http://${PublicIpAddress}:${PORT}/health`);
      expect(await answer.text()).toBe('fine');
    });
  });

  it('are deregistered, and leave their snapshots behind', async () => {
    const instance = await test.launch();
    const { ImageId } = await test.ec2.createImage({
      InstanceId: instance.InstanceId,
      Name: 'short-lived',
      NoReboot: true,
    });
    const image = await available(ImageId);
    const SnapshotId = image?.BlockDeviceMappings?.[0].Ebs?.SnapshotId ?? '';
    expect(
      await refusal(test.ec2.deleteSnapshot({ SnapshotId })),
    ).toMatchObject({ code: 'InvalidSnapshot.InUse' });
    await test.ec2.deregisterImage({ ImageId });
    expect(
      await refusal(test.ec2.describeImages({ ImageIds: [String(ImageId)] })),
    ).toMatchObject({ code: 'InvalidAMIID.NotFound' });
    await test.ec2.describeSnapshots({ SnapshotIds: [SnapshotId] });
    await test.ec2.deleteSnapshot({ SnapshotId });
    expect(
      await refusal(test.ec2.describeSnapshots({ SnapshotIds: [SnapshotId] })),
    ).toMatchObject({ code: 'InvalidSnapshot.NotFound' });
  });

  it('are shared and unshared with launch permissions', async () => {
    const ImageId = test.imageIds.unreachable;
    const sees = async () =>
      (
        await other().describeImages({
          Filters: [{ Name: 'image-id', Values: [ImageId] }],
        })
      ).Images?.length;
    expect(await sees()).toBe(0);
    await test.ec2.modifyImageAttribute({
      ImageId,
      LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] },
    });
    expect(await sees()).toBe(1);
    const { LaunchPermissions } = await test.ec2.describeImageAttribute({
      ImageId,
      Attribute: 'launchPermission',
    });
    expect(LaunchPermissions).toEqual([{ UserId: OTHER_ACCOUNT }]);
    expect(await refusal(other().deregisterImage({ ImageId }))).toMatchObject({
      code: 'AuthFailure',
    });
    await test.ec2.resetImageAttribute({
      ImageId,
      Attribute: 'launchPermission',
    });
    expect(await sees()).toBe(0);
    await test.ec2.modifyImageAttribute({
      ImageId,
      LaunchPermission: { Add: [{ Group: 'all' }] },
    });
    expect(await sees()).toBe(1);
    await test.ec2.modifyImageAttribute({
      ImageId,
      LaunchPermission: { Remove: [{ Group: 'all' }] },
    });
    expect(await sees()).toBe(0);
  });

  it('are registered from a snapshot', async () => {
    const source = await available(test.imageIds.quick);
    const SnapshotId = source?.BlockDeviceMappings?.[0].Ebs?.SnapshotId;
    const { ImageId } = await test.ec2.registerImage({
      Name: 'registered',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
    });
    await available(ImageId);
    expect(
      await refusal(
        test.ec2.registerImage({
          Name: 'rootless',
          RootDeviceName: '/dev/xvda',
        }),
      ),
    ).toMatchObject({ code: 'InvalidBlockDeviceMapping' });
  });

  it('are broken when they are made, if their instance is tagged so', async () => {
    const damages: string[] = [];
    const hypervisor: Hypervisor = test.hypervisor;
    hypervisor.damageDisk = async (disk, damage) => {
      if (damage === 'unknown') throw new Error('There is no such damage');
      damages.push(`${disk} ${damage}`);
    };
    const made = async (name: string, damage: string) => {
      const { InstanceId } = await test.launch('quick', {
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: [{ Key: DAMAGE_TAG, Value: damage }],
          },
        ],
      });
      const { ImageId = '' } = await test.ec2.createImage({
        InstanceId,
        Name: name,
      });
      return eventually(async () => {
        const { Images } = await test.ec2.describeImages({
          ImageIds: [ImageId],
        });
        expect(Images?.[0].State).not.toBe('pending');
        return Images?.[0];
      });
    };
    const broken = await made('broken', 'no-boot-sector');
    expect(broken?.State).toBe('available');
    expect(damages).toEqual([
      `${broken?.BlockDeviceMappings?.[0].Ebs?.SnapshotId} no-boot-sector`,
    ]);
    expect(await made('failing', 'unknown')).toMatchObject({
      State: 'failed',
      StateReason: { Message: 'Error: There is no such damage' },
    });
  });

  it('are copied to another region', async () => {
    const elsewhere = test.client({ region: 'eu-west-1' });
    const { ImageId } = await elsewhere.copyImage({
      SourceRegion: 'us-east-1',
      SourceImageId: test.imageIds.quick,
      Name: 'copied',
    });
    await eventually(async () => {
      const { Images } = await elsewhere.describeImages({
        ImageIds: [String(ImageId)],
      });
      expect(Images?.[0]).toMatchObject({
        State: 'available',
        SourceImageId: test.imageIds.quick,
      });
    });
    const { Instances } = await elsewhere.runInstances({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    });
    expect(Instances?.[0].Placement?.AvailabilityZone).toBe('eu-west-1a');
  });
});
