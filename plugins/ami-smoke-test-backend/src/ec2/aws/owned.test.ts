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

import { defaultNetwork } from '@ami-smoke-test/local-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { until } from '../../__testUtils__/until';
import { REGION, useLocalEc2 } from '../__testUtils__/localEc2';
import { PUBLIC_KEY } from '../__testUtils__/publicKey';

const local = useLocalEc2();
const { vpcId } = defaultNetwork(REGION);

/** Makes one of everything, and gives the instance's id. */
async function makeAll(owner: string): Promise<string> {
  const tags = { [TAGS.owner]: owner, [TAGS.run]: `run of ${owner}` };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { instanceId } = await local.ec2.launch({
    ...local.launchRequest(`of-${owner}`),
    TagSpecifications: (
      ['instance', 'volume', 'network-interface'] as const
    ).map(ResourceType => ({ ResourceType, Tags })),
  });
  const name = `of-${owner}`;
  await local.ec2.importKeyPair({ name, publicKey: PUBLIC_KEY, tags });
  await local.ec2.createSecurityGroup({
    name,
    description: 'of a test',
    vpcId,
    tags,
  });
  await until(
    () => local.ec2.describe(instanceId),
    view => view?.state === 'running',
  );
  return instanceId;
}

describe('owned', () => {
  it("tells of everything with the owner's tag, and of nothing else", async () => {
    const since = Date.now();
    const instanceId = await makeAll('us');
    await makeAll('us-too');
    await local.ec2.importKeyPair({
      name: 'untagged',
      publicKey: PUBLIC_KEY,
      tags: {},
    });

    const owned = await local.ec2.owned('us');
    expect(owned).toEqual(
      [
        {
          kind: 'instance',
          id: instanceId,
          createdAt: expect.any(Date),
        },
        {
          kind: 'key-pair',
          id: expect.stringMatching(/^key-/),
          name: 'of-us',
          createdAt: expect.any(Date),
        },
        {
          kind: 'volume',
          id: expect.stringMatching(/^vol-/),
          createdAt: expect.any(Date),
          attachedTo: instanceId,
        },
        {
          kind: 'network-interface',
          id: expect.stringMatching(/^eni-/),
          createdAt: expect.any(Date),
          attachedTo: instanceId,
        },
        {
          kind: 'security-group',
          id: expect.stringMatching(/^sg-/),
          name: 'of-us',
        },
      ].map(one => ({
        ...one,
        tags: { [TAGS.owner]: 'us', [TAGS.run]: 'run of us' },
      })),
    );
    const oldest = Math.min(
      ...owned.flatMap(({ createdAt }) => createdAt?.getTime() ?? []),
    );
    // EC2 tells whole seconds.
    expect(oldest).toBeGreaterThan(since - 1_000);
  });

  it('tells of an instance until it is terminated', async () => {
    const instanceId = await makeAll('leaving');
    await local.ec2.terminate(instanceId);
    const left = await until(
      () => local.ec2.owned('leaving'),
      owned => owned.every(({ kind }) => kind !== 'instance'),
    );
    expect(
      left.map(({ kind }) => kind).filter(kind => !kind.match(/^(vol|net)/)),
    ).toEqual(['key-pair', 'security-group']);
    expect(await local.ec2.owned('nobody')).toEqual([]);
  });
});
