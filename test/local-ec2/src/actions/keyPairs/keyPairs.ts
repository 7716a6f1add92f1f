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

import { newId } from '../../state/ids';
import { KeyPair } from '../../state/resources';
import { Ec2Error } from '../../wire/Ec2Error';
import { filtered } from '../../wire/filtering';
import { Parameters, Tags } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction } from '../Action';
import { tagSet } from '../views';
import { createdKey, importedKey, KeyMaterial } from './keyMaterial';

export const createKeyPair = defineAction({
  name: 'CreateKeyPair',
  read: parameters => ({
    name: readName(parameters),
    type: parameters.choice('KeyType', ['rsa', 'ed25519']) ?? 'rsa',
    format: parameters.choice('KeyFormat', ['pem']) ?? 'pem',
    tags: readTags(parameters),
  }),
  check: (call, { name }) => refuseDuplicate(call, name),
  async run(call, { name, type, tags }) {
    const key = await createdKey(type);
    const pair = addKeyPair(call, name, key, tags);
    return {
      ...keyPairSummary(pair),
      keyMaterial: key.privateKey,
      tagSet: tagSet(pair.tags),
    };
  },
});

export const importKeyPair = defineAction({
  name: 'ImportKeyPair',
  read: parameters => ({
    name: readName(parameters),
    key: importedKey(parameters.required('PublicKeyMaterial')),
    tags: readTags(parameters),
  }),
  check: (call, { name }) => refuseDuplicate(call, name),
  run(call, { name, key, tags }) {
    const pair = addKeyPair(call, name, key, tags);
    return { ...keyPairSummary(pair), tagSet: tagSet(pair.tags) };
  },
});

export const describeKeyPairs = defineAction({
  name: 'DescribeKeyPairs',
  read: parameters => ({
    names: parameters.list('KeyName'),
    ids: parameters.list('KeyPairId'),
    filters: parameters.filters(),
    includePublicKey: parameters.boolean('IncludePublicKey') ?? false,
  }),
  run({ place }, { names, ids, filters, includePublicKey }) {
    const all = place.keyPairs.all();
    for (const name of names) {
      if (!all.some(pair => pair.name === name)) throw notFound(name);
    }
    for (const id of ids) {
      if (!all.some(pair => pair.id === id)) throw notFound(id);
    }
    const wanted = all.filter(
      ({ name, id }) =>
        names.length + ids.length === 0 ||
        names.includes(name) ||
        ids.includes(id),
    );
    const matching = filtered(wanted, filters, {
      fingerprint: pair => pair.fingerprint,
      'key-name': pair => pair.name,
      'key-pair-id': pair => pair.id,
    });
    return {
      keySet: items(
        matching.map(pair => ({
          ...keyPairSummary(pair),
          keyType: pair.type,
          createTime: pair.createdAt,
          publicKey: includePublicKey ? pair.publicKey : undefined,
          tagSet: tagSet(pair.tags),
        })),
      ),
    };
  },
});

/** Deleting a key pair that does not exist succeeds. */
export const deleteKeyPair = defineAction({
  name: 'DeleteKeyPair',
  read: parameters => ({
    name: parameters.string('KeyName'),
    id: parameters.string('KeyPairId'),
  }),
  run({ place }, { name, id }) {
    if (name === undefined && id === undefined) {
      throw new Ec2Error(
        'MissingParameter',
        'The request must contain the parameter KeyName or KeyPairId',
      );
    }
    const pair = id ? place.keyPairs.get(id) : place.keyPairNamed(name ?? '');
    if (pair) place.keyPairs.remove(pair);
    return { return: true, keyPairId: pair?.id };
  },
});

function readName(parameters: Parameters): string {
  const name = parameters.required('KeyName');
  if (name.length > 255) {
    throw new Ec2Error(
      'InvalidParameterValue',
      'KeyName must not be longer than 255 characters',
    );
  }
  return name;
}

function readTags(parameters: Parameters): Tags {
  return parameters.tagSpecifications(['key-pair']).get('key-pair') ?? {};
}

function refuseDuplicate(call: Call, name: string): void {
  if (call.place.keyPairNamed(name)) {
    throw new Ec2Error(
      'InvalidKeyPair.Duplicate',
      `The keypair '${name}' already exists.`,
    );
  }
}

function addKeyPair(
  call: Call,
  name: string,
  key: KeyMaterial,
  tags: Tags,
): KeyPair {
  // Asked again: another call may have taken the name while this one's key was made.
  refuseDuplicate(call, name);
  return call.place.keyPairs.add({
    id: newId('key'),
    tags,
    name,
    type: key.type,
    fingerprint: key.fingerprint,
    publicKey: key.publicKey,
    createdAt: call.now,
  });
}

function keyPairSummary({ name, fingerprint, id }: KeyPair): XmlObject {
  return { keyName: name, keyFingerprint: fingerprint, keyPairId: id };
}

function notFound(which: string): Ec2Error {
  return new Ec2Error(
    'InvalidKeyPair.NotFound',
    `The key pair '${which}' does not exist`,
  );
}
