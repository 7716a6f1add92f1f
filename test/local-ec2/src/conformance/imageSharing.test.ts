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

import { EC2, ModifyImageAttributeRequest } from '@aws-sdk/client-ec2';
import {
  PORT,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const OTHER_ACCOUNT = '999999999999';
const ORGANIZATION =
  'arn:aws:organizations::123456789012:organization/o-123example';
const UNIT =
  'arn:aws:organizations::123456789012:ou/o-123example/ou-1234-5example';

describe('sharing and retiring images', () => {
  let test: TestEc2;
  let theirs: EC2;
  let ImageId: string;
  let aheadMs: number;
  beforeEach(async () => {
    aheadMs = 0;
    test = await startTestEc2({
      now: () => new Date(Date.now() + aheadMs),
      accounts: {
        AKIDTEST: { accountId: '123456789012' },
        AKIDOTHER: { accountId: OTHER_ACCOUNT },
      },
    });
    theirs = test.client({
      credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' },
    });
    ImageId = test.imageIds.quick;
  });
  afterEach(() => test.close());

  const modify = (more: Partial<ModifyImageAttributeRequest>) =>
    test.ec2.modifyImageAttribute({ ImageId, ...more });
  const permissions = async () =>
    (
      await test.ec2.describeImageAttribute({
        ImageId,
        Attribute: 'launchPermission',
      })
    ).LaunchPermissions;
  const launch = (client: EC2) =>
    client.runInstances({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    });
  const inMinutes = (minutes: number) =>
    new Date(Date.now() + minutes * 60_000).toISOString();
  const inYears = (years: number) => inMinutes(years * 366 * 24 * 60);

  it('adds and removes accounts, organizations and units', async () => {
    await modify({
      LaunchPermission: {
        Add: [
          { UserId: OTHER_ACCOUNT },
          { OrganizationArn: ORGANIZATION },
          { OrganizationalUnitArn: UNIT },
          { Group: 'all' },
        ],
      },
    });
    expect(await permissions()).toEqual([
      { Group: 'all' },
      { UserId: OTHER_ACCOUNT },
      { OrganizationArn: ORGANIZATION },
      { OrganizationalUnitArn: UNIT },
    ]);
    await modify({
      LaunchPermission: {
        Remove: [{ Group: 'all' }, { UserId: OTHER_ACCOUNT }],
      },
    });
    expect(await permissions()).toEqual([
      { OrganizationArn: ORGANIZATION },
      { OrganizationalUnitArn: UNIT },
    ]);
    // The older form.
    await modify({
      Attribute: 'launchPermission',
      OperationType: 'add',
      UserIds: [OTHER_ACCOUNT],
    });
    await modify({
      Attribute: 'launchPermission',
      OperationType: 'remove',
      OrganizationArns: [ORGANIZATION],
      OrganizationalUnitArns: [UNIT],
    });
    expect(await permissions()).toEqual([{ UserId: OTHER_ACCOUNT }]);
    await test.ec2.resetImageAttribute({
      ImageId,
      Attribute: 'launchPermission',
    });
    expect(await permissions()).toEqual([]);
  });

  it('refuses launch permissions for what is nobody', async () => {
    for (const grantee of [
      { UserId: '1234-5678-9012' },
      { UserId: '12345' },
      { Group: 'everybody' as 'all' },
      { OrganizationArn: UNIT },
      { OrganizationalUnitArn: 'arn:aws:organizations::x' },
    ]) {
      expect(
        await refusal(modify({ LaunchPermission: { Add: [grantee] } })),
      ).toMatchObject({ code: 'InvalidAMIAttributeItemValue' });
    }
    expect(await refusal(modify({ UserIds: [OTHER_ACCOUNT] }))).toMatchObject({
      code: 'InvalidParameterCombination',
    });
    expect(await permissions()).toEqual([]);
  });

  it('lets those with a launch permission launch, and nobody else', async () => {
    expect((await refusal(launch(theirs))).code).toBe('InvalidAMIID.NotFound');
    await modify({ LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] } });
    expect((await launch(theirs)).Instances?.[0].ImageId).toBe(ImageId);
    await modify({ LaunchPermission: { Remove: [{ UserId: OTHER_ACCOUNT }] } });
    expect((await refusal(launch(theirs))).code).toBe('InvalidAMIID.NotFound');
  });

  it('is for owners, and for images that there are', async () => {
    await modify({ LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] } });
    const calls = (client: EC2) => [
      client.modifyImageAttribute({ ImageId, Description: { Value: 'x' } }),
      client.describeImageAttribute({ ImageId, Attribute: 'description' }),
      client.resetImageAttribute({ ImageId, Attribute: 'launchPermission' }),
      client.enableImageDeprecation({
        ImageId,
        DeprecateAt: new Date(inMinutes(5)),
      }),
      client.disableImageDeprecation({ ImageId }),
      client.disableImage({ ImageId }),
      client.enableImage({ ImageId }),
    ];
    for (const call of calls(theirs)) {
      expect((await refusal(call)).code).toBe('AuthFailure');
    }
    await test.ec2.deregisterImage({ ImageId });
    for (const call of calls(test.ec2)) {
      expect((await refusal(call)).code).toBe('InvalidAMIID.Unavailable');
    }
    expect(
      await refusal(
        test.ec2.createTags({
          Resources: [ImageId],
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      ),
    ).toMatchObject({ code: 'InvalidAMIID.Unavailable' });
  });

  it('shows deprecated images to their owners, and to who asks', async () => {
    await modify({ LaunchPermission: { Add: [{ Group: 'all' }] } });
    const at = Math.ceil(Date.now() / 60_000) * 60_000 + 60_000;
    await test.ec2.enableImageDeprecation({
      ImageId,
      DeprecateAt: new Date(at + 29_000),
    });
    const described = async (client: EC2, more: object = {}) =>
      (
        await client.describeImages({
          Filters: [{ Name: 'image-id', Values: [ImageId] }],
          ...more,
        })
      ).Images?.map(({ DeprecationTime }) => DeprecationTime);
    expect(await described(theirs)).toEqual([new Date(at).toISOString()]);
    aheadMs = 3 * 60_000;
    expect(await described(theirs)).toEqual([]);
    expect(await described(theirs, { IncludeDeprecated: true })).toHaveLength(
      1,
    );
    expect(await described(theirs, { ImageIds: [ImageId] })).toHaveLength(1);
    expect(await described(test.ec2)).toHaveLength(1);
    await launch(theirs);
    await test.ec2.disableImageDeprecation({ ImageId });
    expect(await described(theirs)).toEqual([undefined]);
  });

  it('deprecates in the future only, within ten years, public ones within two', async () => {
    const deprecate = (DeprecateAt: string) =>
      test.ec2.enableImageDeprecation({
        ImageId,
        DeprecateAt: new Date(DeprecateAt),
      });
    for (const time of [inMinutes(-2), inYears(10)]) {
      expect((await refusal(deprecate(time))).code).toBe(
        'InvalidParameterValue',
      );
    }
    await deprecate(inYears(9));
    await modify({ LaunchPermission: { Add: [{ Group: 'all' }] } });
    expect((await refusal(deprecate(inYears(3)))).code).toBe(
      'InvalidParameterValue',
    );
    await deprecate(inYears(1));
  });

  it('disables images, which loses their launch permissions', async () => {
    await modify({ LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] } });
    await test.ec2.disableImage({ ImageId });
    await test.ec2.disableImage({ ImageId });
    const described = async (more: object = {}) =>
      (await test.ec2.describeImages({ ImageIds: [ImageId], ...more })).Images;
    expect(await described()).toEqual([]);
    expect(
      await described({ Filters: [{ Name: 'state', Values: ['disabled'] }] }),
    ).toHaveLength(1);
    expect(await described({ IncludeDisabled: true })).toMatchObject([
      { State: 'disabled', Public: false },
    ]);
    expect(await permissions()).toEqual([]);
    expect((await refusal(launch(test.ec2))).code).toBe(
      'InvalidAMIID.Unavailable',
    );
    expect((await refusal(launch(theirs))).code).toBe('InvalidAMIID.NotFound');
    const share = () =>
      modify({ LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] } });
    expect((await refusal(share())).code).toBe('InvalidAMIID.Unavailable');
    const [snapshot] =
      (await described({ IncludeDisabled: true }))?.[0].BlockDeviceMappings ??
      [];
    expect(
      await refusal(
        test.ec2.deleteSnapshot({ SnapshotId: snapshot.Ebs?.SnapshotId }),
      ),
    ).toMatchObject({ code: 'InvalidSnapshot.InUse' });

    await test.ec2.enableImage({ ImageId });
    expect(await described()).toMatchObject([{ State: 'available' }]);
    expect(await permissions()).toEqual([]);
    await share();
    await launch(theirs);
  });

  it('neither disables nor enables what is not ready', async () => {
    const pending = test.local.addImage({
      region: 'us-east-1',
      name: 'not-ready',
      disk: 'quick',
      ports: [PORT],
      state: 'pending',
    });
    for (const call of [
      test.ec2.disableImage({ ImageId: pending }),
      test.ec2.enableImage({ ImageId: pending }),
    ]) {
      expect((await refusal(call)).code).toBe('InvalidAMIID.Unavailable');
    }
  });

  it('tags images and their snapshots, and finds them by tag', async () => {
    const { Images } = await test.ec2.describeImages({ ImageIds: [ImageId] });
    const SnapshotId = String(
      Images?.[0].BlockDeviceMappings?.[0].Ebs?.SnapshotId,
    );
    const Resources = [ImageId, SnapshotId];
    const tag = { Key: 'channel', Value: 'production' };
    await test.ec2.createTags({ Resources, Tags: [tag] });
    const found = async (
      Filters: Array<{ Name: string; Values: string[] }>,
    ) => [
      (await test.ec2.describeImages({ Filters })).Images?.map(i => i.ImageId),
      (await test.ec2.describeSnapshots({ Filters })).Snapshots?.map(
        s => s.SnapshotId,
      ),
    ];
    for (const Filters of [
      [{ Name: 'tag:channel', Values: ['prod*'] }],
      [{ Name: 'tag-key', Values: ['channel'] }],
    ]) {
      expect(await found(Filters)).toEqual([[ImageId], [SnapshotId]]);
    }
    const { Tags } = await test.ec2.describeTags({
      Filters: [{ Name: 'resource-id', Values: Resources }],
    });
    expect(Tags).toMatchObject([
      { ResourceId: ImageId, ResourceType: 'image', ...tag },
      { ResourceId: SnapshotId, ResourceType: 'snapshot', ...tag },
    ]);
    // A value that is not the tag's leaves it alone.
    await test.ec2.deleteTags({
      Resources,
      Tags: [{ Key: 'channel', Value: 'staging' }],
    });
    expect(
      (await found([{ Name: 'tag-key', Values: ['channel'] }]))[0],
    ).toEqual([ImageId]);
    await test.ec2.deleteTags({ Resources, Tags: [{ Key: 'channel' }] });
    expect(await found([{ Name: 'tag-key', Values: ['channel'] }])).toEqual([
      [],
      [],
    ]);
  });
});
