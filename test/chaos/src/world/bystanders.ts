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

import { randomUUID } from 'node:crypto';
import {
  EC2Client,
  ImportKeyPairCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

const PAST = '2020-01-01T00:00:00.000Z';
const FUTURE = '2100-01-01T00:00:00.000Z';
const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJrcAgJdg0l3cCLF7oDWtxmBuEZMYDpWC9ZSAGkDOt4v';

/** What was there before us, and has to be there after us. */
export interface Bystanders {
  /** Instances and key pairs. */
  toStay: string[];
}

/**
 * Puts things in the way of whoever cleans up: what an earlier life of the installation left, which has to go, and what only
 * looks like it, which has to stay.
 *
 * @param options - `imageId`: what the instances are launched from
 */
export async function plantBystanders(
  ec2: EC2Client,
  options: { owner: string; imageId: string; subnetId: string },
): Promise<Bystanders> {
  const { owner, imageId, subnetId } = options;
  const left = () => ({
    [TAGS.owner]: owner,
    [TAGS.run]: randomUUID(),
    [TAGS.expiresAt]: PAST,
  });
  const launch = async (tags: Record<string, string>) => {
    const Tags = tagList(tags);
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: imageId,
        InstanceType: 't3.micro',
        SubnetId: subnetId,
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [
          { ResourceType: 'instance', Tags },
          { ResourceType: 'volume', Tags },
          { ResourceType: 'network-interface', Tags },
        ],
      }),
    );
    return Instances?.[0].InstanceId ?? '';
  };
  const importKey = async (name: string, tags: Record<string, string>) => {
    const { KeyPairId } = await ec2.send(
      new ImportKeyPairCommand({
        KeyName: name,
        PublicKeyMaterial: Buffer.from(PUBLIC_KEY),
        TagSpecifications: [{ ResourceType: 'key-pair', Tags: tagList(tags) }],
      }),
    );
    return KeyPairId ?? '';
  };
  await launch(left());
  await importKey('left', left());
  const { [TAGS.expiresAt]: _, ...withoutEnd } = left();
  return {
    toStay: [
      await launch({ ...left(), [TAGS.owner]: `${owner}-2` }),
      await launch(withoutEnd),
      await importKey('not-expired', { ...left(), [TAGS.expiresAt]: FUTURE }),
      await importKey('of-another', { ...left(), [TAGS.owner]: 'another' }),
      await importKey('of-nobody', { Name: `ami-smoke-test-${randomUUID()}` }),
    ],
  };
}

function tagList(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
