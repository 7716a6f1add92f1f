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

import { until } from '../__testUtils__/until';
import { connect, REGION, useLocalEc2 } from './__testUtils__/localEc2';
import { PUBLIC_KEY } from './__testUtils__/publicKey';
import { AwsEc2Gateway } from './AwsEc2Gateway';

const local = useLocalEc2();

describe('AwsEc2Gateway', () => {
  it('gives one EC2 for each account and region', () => {
    const gateway = new AwsEc2Gateway({
      credentials: { getCredentialProvider: jest.fn() },
      logger: { warn: () => {} },
    });
    expect(gateway.for('1', REGION)).toBe(gateway.for('1', REGION));
    expect(gateway.for('1', REGION)).not.toBe(gateway.for('2', REGION));
    expect(gateway.for('1', REGION)).not.toBe(gateway.for('1', 'eu-west-1'));
  });

  it('asks whether it may, immediately before each request that changes something', async () => {
    const { instanceId } = await local.ec2.launch(
      local.launchRequest('guarded'),
    );
    let held = true;
    const guarded = connect(local.url, {
      beforeChange: () => {
        if (!held) throw new Error('Another process has the run');
      },
    });
    await guarded.deleteKeyPair('guarded');
    held = false;
    const terminations = local.calls('TerminateInstances').length;
    const changes = [
      () => guarded.terminate(instanceId),
      () => guarded.launch(local.launchRequest('not-any-more')),
      () =>
        guarded.importKeyPair({
          name: 'not-any-more',
          publicKey: PUBLIC_KEY,
          tags: {},
        }),
      () => guarded.deleteVolume('vol-00000000000000001'),
    ];
    for (const change of changes) {
      await expect(change()).rejects.toThrow('Another process has the run');
    }
    expect(local.calls('TerminateInstances')).toHaveLength(terminations);
    expect(local.calls('DeleteVolume')).toEqual([]);
    // To look is no change.
    expect(
      await until(
        () => guarded.describe(instanceId),
        view => view !== undefined,
      ),
    ).toMatchObject({ instanceId });
  });

  it('says that an account has no credentials, and where to configure them', async () => {
    const gateway = new AwsEc2Gateway({
      credentials: {
        getCredentialProvider: async () => {
          throw new Error('There is no AWS integration that matches 1.');
        },
      },
      endpoint: local.url,
      logger: { warn: () => {} },
    });
    await expect(
      gateway.for('1', REGION).findImage(local.imageId),
    ).rejects.toMatchObject({
      errorClass: 'transient',
      message: expect.stringContaining('`aws.accounts`'),
    });
  });

  it('says that EC2 cannot be reached', async () => {
    await expect(
      connect('http://127.0.0.1:9').screenshot('i-00000000000000001'),
    ).rejects.toMatchObject({
      errorClass: 'transient',
      message: expect.stringContaining('ECONNREFUSED 127.0.0.1:9'),
    });
  });
});
