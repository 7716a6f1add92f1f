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

import { createHash, generateKeyPair } from 'crypto';
import { Key, parseKey, parsePrivateKey } from 'sshpk';
import { promisify } from 'util';
import { KeyPair } from '../../state/resources';
import { Ec2Error, invalidValue } from '../../wire/Ec2Error';

export type KeyMaterial = Pick<KeyPair, 'type' | 'fingerprint' | 'publicKey'>;

/**
 * Makes a key pair. Fingerprints are EC2's: of RSA the SHA-1 of the private key, of Ed25519 the SHA-256 of the public one.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html
 */
export async function createdKey(
  type: KeyPair['type'],
): Promise<KeyMaterial & { privateKey: string }> {
  const pair =
    type === 'rsa'
      ? await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
      : await promisify(generateKeyPair)('ed25519', {});
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const key = parsePrivateKey(pem, 'pem');
  if (type === 'ed25519') {
    return {
      type,
      fingerprint: sha256Of(key.toPublic()),
      publicKey: publicLine(key.toPublic()),
      privateKey: key.toString('openssh'),
    };
  }
  const der = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    type,
    fingerprint: colons(createHash('sha1').update(der).digest('hex')),
    publicKey: publicLine(key.toPublic()),
    privateKey: key.toString('pkcs1'),
  };
}

/**
 * Reads a public key that someone else made.
 *
 * @param material - base64 of what `ssh-keygen` wrote, as the API wants it
 */
export function importedKey(material: string): KeyMaterial {
  const key = parsed(Buffer.from(material, 'base64').toString());
  if (key.type === 'rsa') {
    if (![1024, 2048, 4096].includes(key.size)) {
      throw new Ec2Error(
        'InvalidKey.Format',
        `Key has a length of ${key.size} bits: 1024, 2048 and 4096 are supported`,
      );
    }
    return {
      type: 'rsa',
      fingerprint: colons(
        createHash('md5').update(key.toBuffer('pkcs8')).digest('hex'),
      ),
      publicKey: publicLine(key),
    };
  }
  if (key.type === 'ed25519') {
    return {
      type: 'ed25519',
      fingerprint: sha256Of(key),
      publicKey: publicLine(key),
    };
  }
  throw new Ec2Error(
    'InvalidKey.Format',
    `Key is of the type ${key.type}: RSA and ED25519 are supported`,
  );
}

function parsed(text: string): Key {
  if (text.trim() === '') throw invalidValue('PublicKeyMaterial', text);
  try {
    return parseKey(text.trim(), 'auto');
  } catch {
    throw new Ec2Error(
      'InvalidKey.Format',
      'Key is not in valid OpenSSH public key format',
    );
  }
}

function publicLine(key: Key): string {
  const [algorithm, body] = key.toString('ssh').split(' ');
  return `${algorithm} ${body}`;
}

function sha256Of(key: Key): string {
  return createHash('sha256').update(key.toBuffer('rfc4253')).digest('base64');
}

function colons(hex: string): string {
  return hex.match(/../g)?.join(':') ?? hex;
}
