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

import { Hypervisor, MachineSpec } from '..';
import { REGION, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

describe('instance metadata', () => {
  let test: TestEc2;
  let spec: MachineSpec;
  beforeAll(async () => {
    test = await startTestEc2();
    const hypervisor: Hypervisor = test.hypervisor;
    const boot = hypervisor.boot.bind(hypervisor);
    hypervisor.boot = machine => {
      spec = machine;
      return boot(machine);
    };
  });
  afterAll(() => test.close());

  it('tells the guest its ids, its addresses, its key and its user data', async () => {
    await test.ec2.createKeyPair({ KeyName: 'mine', KeyType: 'ed25519' });
    const { KeyPairs } = await test.ec2.describeKeyPairs({
      IncludePublicKey: true,
    });
    const instance = await test.launch('quick', {
      KeyName: 'mine',
      UserData: Buffer.from('#!/bin/sh\necho hi\n').toString('base64'),
    });
    const at = (path: string) => spec.metadata(path);
    expect(at('/meta-data/instance-id')).toBe(instance.InstanceId);
    expect(at('/meta-data/ami-id')).toBe(test.imageIds.quick);
    expect(at('/meta-data/instance-type')).toBe('t3.micro');
    expect(at('/meta-data/local-ipv4')).toBe(instance.PrivateIpAddress);
    expect(at('/meta-data/public-ipv4')).toBe(instance.PublicIpAddress);
    expect(at('/meta-data/placement/region')).toBe(REGION);
    expect(at('/meta-data/placement/availability-zone')).toBe('us-east-1a');
    expect(at('/meta-data/public-keys/')).toBe('0=mine');
    expect(at('/meta-data/public-keys/0/openssh-key')?.trim()).toBe(
      KeyPairs?.[0].PublicKey?.trim(),
    );
    expect(at('/user-data')).toBe('#!/bin/sh\necho hi\n');
    expect(at('/meta-data/')?.split('\n')).toEqual(
      expect.arrayContaining(['ami-id', 'placement/', 'public-keys/']),
    );
    expect(at('/meta-data/placement/')).toBe('availability-zone\nregion');
    expect(
      JSON.parse(at('/dynamic/instance-identity/document') ?? ''),
    ).toMatchObject({ region: REGION, instanceId: instance.InstanceId });
    expect(at('/meta-data/nonsense')).toBeUndefined();
    expect(at('/nonsense')).toBeUndefined();
  });

  it('has no user data and no key when none were given, and nothing when it is off', async () => {
    await test.launch();
    expect(spec.metadata('/user-data')).toBeUndefined();
    expect(spec.metadata('/meta-data/public-keys/')).toBeUndefined();
    await test.launch('quick', {
      MetadataOptions: { HttpEndpoint: 'disabled' },
    });
    expect(spec.metadata('/meta-data/instance-id')).toBeUndefined();
  });
});
