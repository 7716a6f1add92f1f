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

describe('states of an instance', () => {
  let test: TestEc2;
  let now = Date.now();
  beforeAll(async () => {
    test = await startTestEc2({ now: () => new Date(now) });
  });
  beforeEach(() => {
    now = Date.now();
  });
  afterAll(() => test.close());

  it('stops and starts again, with another public address', async () => {
    const { InstanceId: id = '', PrivateIpAddress } = await test.launch();
    const stop = await test.ec2.stopInstances({ InstanceIds: [id] });
    expect(stop.StoppingInstances?.[0]).toMatchObject({
      CurrentState: { Code: 64, Name: 'stopping' },
      PreviousState: { Code: 16, Name: 'running' },
    });
    const stopped = await test.reaches(id, 'stopped');
    expect(stopped).toMatchObject({
      PrivateIpAddress,
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
    });
    expect(stopped).not.toHaveProperty('PublicIpAddress');
    expect(stopped.StateTransitionReason).toMatch(
      /^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/,
    );
    const start = await test.ec2.startInstances({ InstanceIds: [id] });
    expect(start.StartingInstances?.[0].CurrentState?.Name).toBe('pending');
    const running = await test.reaches(id, 'running');
    expect(running.PublicIpAddress).toBeDefined();
    expect(running.StateReason).toBeUndefined();
  });

  it('terminates, twice if asked twice, and is shown for an hour', async () => {
    const { InstanceId: id = '' } = await test.launch();
    const first = await test.ec2.terminateInstances({ InstanceIds: [id] });
    expect(first.TerminatingInstances?.[0]).toMatchObject({
      CurrentState: { Code: 32, Name: 'shutting-down' },
      PreviousState: { Code: 16, Name: 'running' },
    });
    const terminated = await test.reaches(id, 'terminated');
    expect(terminated).toMatchObject({
      State: { Code: 48 },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      BlockDeviceMappings: [],
    });
    expect(terminated).not.toHaveProperty('PublicIpAddress');
    expect(terminated).not.toHaveProperty('PrivateIpAddress');
    const again = await test.ec2.terminateInstances({ InstanceIds: [id] });
    expect(again.TerminatingInstances?.[0].CurrentState?.Name).toBe(
      'terminated',
    );
    now += 59 * 60_000;
    expect((await test.describe(id)).State?.Name).toBe('terminated');
    now += 2 * 60_000;
    expect(
      await refusal(test.ec2.describeInstances({ InstanceIds: [id] })),
    ).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
  });

  it('terminates none when one id is unknown', async () => {
    const { InstanceId: id = '' } = await test.launch();
    expect(
      await refusal(
        test.ec2.terminateInstances({
          InstanceIds: [id, 'i-0123456789abcdef0'],
        }),
      ),
    ).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
    expect((await test.describe(id)).State?.Name).toBe('running');
  });

  it('stops when its guest powers it off, or terminates if that was asked for', async () => {
    const [stopping, terminating] = await Promise.all([
      test.launch('powers-off'),
      test.launch('powers-off', {
        InstanceInitiatedShutdownBehavior: 'terminate',
      }),
    ]);
    const byGuest = { Code: 'Client.InstanceInitiatedShutdown' };
    expect(
      await test.reaches(stopping.InstanceId ?? '', 'stopped'),
    ).toMatchObject({ StateReason: byGuest, StateTransitionReason: '' });
    expect(
      await test.reaches(terminating.InstanceId ?? '', 'terminated'),
    ).toMatchObject({ StateReason: byGuest, StateTransitionReason: '' });
  });

  it('deletes volumes on termination, but for those that are to stay', async () => {
    const instance = await test.launch('quick', {
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sdf',
          Ebs: { VolumeSize: 1, DeleteOnTermination: false },
        },
      ],
    });
    const id = instance.InstanceId ?? '';
    const volume = (device: string) =>
      instance.BlockDeviceMappings?.find(
        ({ DeviceName }) => DeviceName === device,
      )?.Ebs?.VolumeId ?? '';
    const [root, extra] = [volume('/dev/xvda'), volume('/dev/sdf')];
    expect(
      await refusal(test.ec2.deleteVolume({ VolumeId: extra })),
    ).toMatchObject({ code: 'VolumeInUse' });
    await test.ec2.terminateInstances({ InstanceIds: [id] });
    await test.reaches(id, 'terminated');
    expect(
      await refusal(test.ec2.describeVolumes({ VolumeIds: [root] })),
    ).toMatchObject({ code: 'InvalidVolume.NotFound' });
    const { Volumes } = await test.ec2.describeVolumes({ VolumeIds: [extra] });
    expect(Volumes?.[0]).toMatchObject({ State: 'available', Attachments: [] });
    await test.ec2.deleteVolume({ VolumeId: extra });
    expect(
      await refusal(test.ec2.describeVolumes({ VolumeIds: [extra] })),
    ).toMatchObject({ code: 'InvalidVolume.NotFound' });
  });

  it('deletes its network interface on termination, unless it is to stay', async () => {
    const goes = await test.launch();
    const stays = await test.launch('quick', {
      NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: false }],
    });
    const eni = (instance: typeof goes) =>
      instance.NetworkInterfaces?.[0].NetworkInterfaceId ?? '';
    const ids = [goes.InstanceId ?? '', stays.InstanceId ?? ''];
    expect(
      (
        await refusal(
          test.ec2.deleteNetworkInterface({ NetworkInterfaceId: eni(stays) }),
        )
      ).code,
    ).toBe('InvalidParameterValue');
    await test.ec2.terminateInstances({ InstanceIds: ids });
    await Promise.all(ids.map(id => test.reaches(id, 'terminated')));
    expect(
      await refusal(
        test.ec2.describeNetworkInterfaces({
          NetworkInterfaceIds: [eni(goes)],
        }),
      ),
    ).toMatchObject({ code: 'InvalidNetworkInterfaceID.NotFound' });
    const { NetworkInterfaces } = await test.ec2.describeNetworkInterfaces({
      NetworkInterfaceIds: [eni(stays)],
    });
    expect(NetworkInterfaces?.[0].Status).toBe('available');
    await test.ec2.deleteNetworkInterface({ NetworkInterfaceId: eni(stays) });
  });

  it('refuses what its state forbids', async () => {
    const { InstanceId: id = '' } = await test.launch();
    await test.ec2.terminateInstances({ InstanceIds: [id] });
    await test.reaches(id, 'terminated');
    for (const call of [
      test.ec2.startInstances({ InstanceIds: [id] }),
      test.ec2.stopInstances({ InstanceIds: [id] }),
      test.ec2.createImage({ InstanceId: id, Name: 'of-nothing' }),
      test.ec2.getConsoleScreenshot({ InstanceId: id }),
    ]) {
      expect((await refusal(call)).code).toBe('IncorrectInstanceState');
    }
  });

  it('is protected from termination for as long as it says so', async () => {
    const { InstanceId: id = '' } = await test.launch('quick', {
      DisableApiTermination: true,
    });
    expect(
      await refusal(test.ec2.terminateInstances({ InstanceIds: [id] })),
    ).toMatchObject({ code: 'OperationNotPermitted' });
    await test.ec2.modifyInstanceAttribute({
      InstanceId: id,
      DisableApiTermination: { Value: false },
    });
    await test.ec2.terminateInstances({ InstanceIds: [id] });
    await test.reaches(id, 'terminated');
  });

  it('has attributes that can be read and changed', async () => {
    const userData = Buffer.from('#!/bin/sh\n').toString('base64');
    const { InstanceId: id = '' } = await test.launch('quick', {
      UserData: userData,
    });
    const read = await test.ec2.describeInstanceAttribute({
      InstanceId: id,
      Attribute: 'userData',
    });
    expect(read.UserData?.Value).toBe(userData);
    await test.ec2.modifyInstanceAttribute({
      InstanceId: id,
      InstanceInitiatedShutdownBehavior: { Value: 'terminate' },
    });
    const behavior = await test.ec2.describeInstanceAttribute({
      InstanceId: id,
      Attribute: 'instanceInitiatedShutdownBehavior',
    });
    expect(behavior.InstanceInitiatedShutdownBehavior?.Value).toBe('terminate');
    await test.ec2.modifyInstanceAttribute({
      InstanceId: id,
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } },
      ],
    });
    const changed = await test.describe(id);
    expect(changed.BlockDeviceMappings?.[0].Ebs?.DeleteOnTermination).toBe(
      false,
    );
    const type = { InstanceId: id, InstanceType: { Value: 't3.small' } };
    expect(await refusal(test.ec2.modifyInstanceAttribute(type))).toMatchObject(
      { code: 'IncorrectInstanceState' },
    );
    await test.ec2.stopInstances({ InstanceIds: [id] });
    await test.reaches(id, 'stopped');
    await test.ec2.modifyInstanceAttribute(type);
    await eventually(async () =>
      expect((await test.describe(id)).InstanceType).toBe('t3.small'),
    );
  });
});
