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
  DEFAULT_ACCOUNT_ID,
  Ec2Error as LocalEc2Error,
} from '@ami-smoke-test/local-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import sharp from 'sharp';
import { until } from '../../__testUtils__/until';
import { REGION, useLocalEc2 } from '../__testUtils__/localEc2';
import { PUBLIC_KEY } from '../__testUtils__/publicKey';

const local = useLocalEc2();

describe('things in EC2', () => {
  it('launches, watches and removes an instance', async () => {
    const { instanceId } = await local.ec2.launch(
      local.launchRequest('whole-life'),
    );
    const running = await until(
      () => local.ec2.describe(instanceId),
      view => view?.state === 'running',
    );
    expect(running).toEqual(
      expect.objectContaining({
        instanceId,
        publicIp: expect.stringMatching(/^127\./),
        privateIp: expect.any(String),
        availabilityZone: `${REGION}a`,
        volumeIds: [expect.stringMatching(/^vol-/)],
        networkInterfaceIds: [expect.stringMatching(/^eni-/)],
        tags: { [TAGS.run]: 'whole-life' },
      }),
    );
    expect(await local.ec2.findByClientToken('whole-life')).toEqual([running]);
    expect(await local.ec2.findByClientToken('another')).toEqual([]);
    expect(['ok', 'initializing']).toContain(
      await local.ec2.statusCheck(instanceId),
    );

    const frame = await local.ec2.screenshot(instanceId);
    expect((await sharp(frame).metadata()).format).toBe('jpeg');
    const log = await until(
      () => local.ec2.consoleOutput(instanceId, { latest: true }),
      output => output.length > 0,
    );
    expect(log.toString()).toContain('hello console');

    const { volumeIds, networkInterfaceIds } = running!;
    expect(await local.ec2.existingVolumes([...volumeIds, 'vol-0'])).toEqual(
      volumeIds,
    );
    expect(
      await local.ec2.existingNetworkInterfaces(networkInterfaceIds),
    ).toEqual(networkInterfaceIds);
    await local.ec2.terminate(instanceId);
    const terminated = await until(
      () => local.ec2.describe(instanceId),
      view => view?.state === 'terminated',
    );
    expect(terminated?.stateReason).toMatch(/^Client\.UserInitiatedShutdown/);
    await until(
      () => local.ec2.existingVolumes(volumeIds),
      left => left.length === 0,
    );
    await until(
      () => local.ec2.existingNetworkInterfaces(networkInterfaceIds),
      left => left.length === 0,
    );
    expect(local.calls('RunInstances')[0].userAgent).toContain(
      'ami-smoke-test',
    );
  });

  it('describes together what is asked together; an unknown one is just absent', async () => {
    const { instanceId } = await local.ec2.launch(
      local.launchRequest('batched'),
    );
    await until(
      () => local.ec2.describe(instanceId),
      view => view !== undefined,
    );
    const before = local.calls('DescribeInstances').length;
    const unknown = 'i-00000000000000000';
    const views = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        local.ec2.describe(index % 2 ? instanceId : unknown),
      ),
    );
    expect(local.calls('DescribeInstances')).toHaveLength(before + 1);
    expect(views.map(view => view?.instanceId)).toEqual(
      Array.from({ length: 10 }, (_, index) =>
        index % 2 ? instanceId : undefined,
      ),
    );
  });

  it('knows images', async () => {
    expect(await local.ec2.findImage(local.imageId)).toEqual({
      imageId: local.imageId,
      ownerId: DEFAULT_ACCOUNT_ID,
      state: 'available',
      name: 'healthy',
      platform: 'linux',
      architecture: 'x86_64',
      ebsDevices: [{ deviceName: '/dev/xvda', deleteOnTermination: true }],
    });
    expect(await local.ec2.findImage('ami-00000000000000000')).toBeUndefined();
    await expect(local.ec2.findImage('ami-malformed')).rejects.toMatchObject({
      errorClass: 'image-invalid',
    });
    const refusedAs = (message: string) => {
      local.interceptor = {
        beforeAction: () => {
          throw new LocalEc2Error('AuthFailure', message);
        },
      };
      return local.ec2.findImage(local.imageId);
    };
    expect(
      await refusedAs(`Not authorized for images: [${local.imageId}]`),
    ).toBeUndefined();
    await expect(
      refusedAs('AWS was not able to validate the provided access credentials'),
    ).rejects.toMatchObject({ errorClass: 'credentials' });
  });

  it('imports a key pair as often as it is asked to, but only its own', async () => {
    const request = {
      name: 'own',
      publicKey: PUBLIC_KEY,
      tags: { [TAGS.run]: 'run-1' },
    };
    const first = await local.ec2.importKeyPair(request);
    expect(first.keyPairId).toMatch(/^key-/);
    expect(await local.ec2.importKeyPair(request)).toEqual(first);
    expect(await local.ec2.findKeyPair('own')).toEqual({
      ...first,
      tags: request.tags,
    });
    await expect(
      local.ec2.importKeyPair({ ...request, tags: { [TAGS.run]: 'run-2' } }),
    ).rejects.toMatchObject({
      errorClass: 'invalid-request',
      message: expect.stringContaining("'own' exists, without this run's tag"),
    });
    await local.ec2.deleteKeyPair('own');
    await local.ec2.deleteKeyPair('own');
    expect(await local.ec2.findKeyPair('own')).toBeUndefined();
  });

  it('does not mind removing what is not there', async () => {
    await local.ec2.terminate('i-00000000000000002');
    await local.ec2.deleteVolume('vol-00000000000000002');
    await local.ec2.deleteNetworkInterface('eni-00000000000000002');
    expect(await local.ec2.existingVolumes([])).toEqual([]);
  });

  it('believes a refusal to remove something only when that is there', async () => {
    const { instanceId } = await local.ec2.launch(
      local.launchRequest('protected'),
    );
    const { volumeIds, networkInterfaceIds } = (await until(
      () => local.ec2.describe(instanceId),
      view => view?.state === 'running',
    ))!;
    await local.ec2.importKeyPair({
      name: 'protected',
      publicKey: PUBLIC_KEY,
      tags: {},
    });
    local.interceptor = {
      beforeAction: ({ action }) => {
        if (/^(Delete|Terminate)/.test(action)) {
          throw new LocalEc2Error('UnauthorizedOperation', 'Not allowed', 403);
        }
      },
    };
    await local.ec2.terminate('i-00000000000000002');
    await local.ec2.deleteKeyPair('nobodys');
    await local.ec2.deleteVolume('vol-00000000000000002');
    await local.ec2.deleteNetworkInterface('eni-00000000000000002');
    const removals = await Promise.allSettled([
      local.ec2.terminate(instanceId),
      local.ec2.deleteKeyPair('protected'),
      local.ec2.deleteVolume(volumeIds[0]),
      local.ec2.deleteNetworkInterface(networkInterfaceIds[0]),
    ]);
    expect(removals).toEqual(
      removals.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ errorClass: 'permission' }),
      })),
    );
  });
});
