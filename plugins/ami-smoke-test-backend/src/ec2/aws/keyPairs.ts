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
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  ImportKeyPairCommand,
  type Filter,
  type KeyPairInfo,
} from '@aws-sdk/client-ec2';
import type { Ec2, OwnedResource } from '../Ec2';
import { hasCode } from '../Ec2Error';
import { toTags } from '../views';
import type { AwsCalls } from './AwsCalls';
import { ownDuplicate } from './duplicates';
import { ofOwner } from './filters';
import { tagSpecification } from './tagSpecification';

/** Key pairs; a name stands for one. */
export function keyPairs(
  aws: AwsCalls,
): Pick<Ec2, 'importKeyPair' | 'findKeyPair' | 'deleteKeyPair'> {
  const find = async (name: string): Promise<KeyPairInfo | undefined> =>
    (await describe(aws, { Name: 'key-name', Values: [name] }))[0];
  return {
    async importKeyPair(request) {
      const { name, publicKey, tags } = request;
      try {
        const { KeyPairId } = await aws.change(
          'ImportKeyPair',
          () =>
            new ImportKeyPairCommand({
              KeyName: name,
              PublicKeyMaterial: Buffer.from(publicKey),
              TagSpecifications: tagSpecification('key-pair', tags),
            }),
        );
        return { keyPairId: KeyPairId ?? '' };
      } catch (error) {
        if (!hasCode(error, 'InvalidKeyPair.Duplicate')) throw error;
        const own = ownDuplicate(`key pair '${name}'`, {
          existing: await find(name),
          wanted: tags,
          duplicate: error,
        });
        return { keyPairId: own.KeyPairId ?? '' };
      }
    },

    async findKeyPair(name) {
      const keyPair = await find(name);
      return (
        keyPair && {
          keyPairId: keyPair.KeyPairId ?? '',
          tags: toTags(keyPair.Tags),
        }
      );
    },

    deleteKeyPair: name =>
      aws.remove(
        'DeleteKeyPair',
        () => new DeleteKeyPairCommand({ KeyName: name }),
        async () => (await find(name)) !== undefined,
      ),
  };
}

/** The owner's key pairs. */
export async function ownedKeyPairs(
  aws: AwsCalls,
  owner: string,
): Promise<OwnedResource[]> {
  const found = await describe(aws, ofOwner(owner));
  return found.map(one => ({
    kind: 'key-pair',
    id: one.KeyPairId ?? '',
    name: one.KeyName,
    tags: toTags(one.Tags),
    createdAt: one.CreateTime,
  }));
}

/** All of them at once: this answer has no pages. */
async function describe(aws: AwsCalls, filter: Filter): Promise<KeyPairInfo[]> {
  const { KeyPairs = [] } = await aws.look(
    'DescribeKeyPairs',
    () => new DescribeKeyPairsCommand({ Filters: [filter] }),
  );
  return KeyPairs;
}
