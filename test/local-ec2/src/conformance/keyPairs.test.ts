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

import { createHash, generateKeyPairSync } from 'crypto';
import { parseKey, parsePrivateKey } from 'sshpk';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

const GENERATORS = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
};

/** A public key as `ssh-keygen` writes it. */
function publicKey(type: keyof typeof GENERATORS): string {
  const pair = GENERATORS[type]();
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' });
  return parseKey(pem, 'pem').toString('ssh');
}

describe('key pairs', () => {
  let test: TestEc2;
  beforeAll(async () => {
    test = await startTestEc2();
    test.local.addImage({
      region: 'us-east-1',
      name: 'windows',
      disk: 'quick',
      platform: 'windows',
    });
  });
  afterAll(() => test.close());

  const material = (text: string) => ({ PublicKeyMaterial: Buffer.from(text) });

  it('creates RSA and Ed25519 key pairs whose private keys can be used', async () => {
    const rsa = await test.ec2.createKeyPair({ KeyName: 'made-rsa' });
    expect(rsa.KeyMaterial).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    const der = parsePrivateKey(rsa.KeyMaterial ?? '', 'pem').toBuffer('pkcs8');
    const pkcs8 = Buffer.from(
      der.toString().replace(/-----[^-]+-----|\s/g, ''),
      'base64',
    );
    expect(rsa.KeyFingerprint).toBe(
      createHash('sha1').update(pkcs8).digest('hex').match(/../g)?.join(':'),
    );

    const ed25519 = await test.ec2.createKeyPair({
      KeyName: 'made-ed25519',
      KeyType: 'ed25519',
    });
    const key = parsePrivateKey(ed25519.KeyMaterial ?? '', 'openssh');
    const { KeyPairs } = await test.ec2.describeKeyPairs({
      KeyNames: ['made-ed25519'],
      IncludePublicKey: true,
    });
    expect(KeyPairs?.[0]).toMatchObject({
      KeyType: 'ed25519',
      KeyPairId: ed25519.KeyPairId,
      KeyFingerprint: ed25519.KeyFingerprint,
    });
    const described = parseKey(KeyPairs?.[0].PublicKey ?? '', 'ssh');
    expect(described.fingerprint('sha256').matches(key.toPublic())).toBe(true);
  });

  it('imports RSA and Ed25519 public keys, with tags', async () => {
    for (const type of ['rsa', 'ed25519'] as const) {
      const line = publicKey(type);
      const imported = await test.ec2.importKeyPair({
        KeyName: `imported-${type}`,
        ...material(line),
        TagSpecifications: [
          { ResourceType: 'key-pair', Tags: [{ Key: 'run', Value: type }] },
        ],
      });
      expect(imported).toMatchObject({
        KeyName: `imported-${type}`,
        Tags: [{ Key: 'run', Value: type }],
      });
      const { KeyPairs } = await test.ec2.describeKeyPairs({
        Filters: [{ Name: 'tag:run', Values: [type] }],
        IncludePublicKey: true,
      });
      expect(KeyPairs).toMatchObject([
        {
          KeyName: `imported-${type}`,
          KeyType: type,
          KeyFingerprint: imported.KeyFingerprint,
          PublicKey: line.split(' ').slice(0, 2).join(' '),
        },
      ]);
    }
  });

  it('refuses a malformed key', async () => {
    for (const text of ['nonsense', 'ssh-rsa AAAA', publicKey('ec')]) {
      expect(
        await refusal(
          test.ec2.importKeyPair({ KeyName: 'malformed', ...material(text) }),
        ),
      ).toMatchObject({ code: 'InvalidKey.Format' });
    }
  });

  it('refuses a name that is taken', async () => {
    const request = { KeyName: 'taken', ...material(publicKey('ed25519')) };
    await test.ec2.importKeyPair(request);
    const duplicate = {
      code: 'InvalidKeyPair.Duplicate',
      message: "The keypair 'taken' already exists.",
    };
    expect(await refusal(test.ec2.importKeyPair(request))).toEqual(duplicate);
    expect(await refusal(test.ec2.createKeyPair({ KeyName: 'taken' }))).toEqual(
      duplicate,
    );
    const race = await Promise.allSettled([
      test.ec2.createKeyPair({ KeyName: 'raced' }),
      test.ec2.createKeyPair({ KeyName: 'raced' }),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  it('deletes, also what does not exist', async () => {
    await test.ec2.createKeyPair({ KeyName: 'brief', KeyType: 'ed25519' });
    await test.ec2.deleteKeyPair({ KeyName: 'brief' });
    await test.ec2.deleteKeyPair({ KeyName: 'brief' });
    expect(
      await refusal(test.ec2.describeKeyPairs({ KeyNames: ['brief'] })),
    ).toEqual({
      code: 'InvalidKeyPair.NotFound',
      message: "The key pair 'brief' does not exist",
    });
  });

  it('refuses Ed25519 for Windows', async () => {
    await test.ec2.createKeyPair({ KeyName: 'curve', KeyType: 'ed25519' });
    await test.ec2.createKeyPair({ KeyName: 'plain', KeyType: 'rsa' });
    const windows = (name: string) =>
      test.ec2.runInstances({
        ImageId: test.local.imageIds('us-east-1').windows,
        InstanceType: 't3.micro',
        KeyName: name,
        MinCount: 1,
        MaxCount: 1,
      });
    expect(await refusal(windows('curve'))).toMatchObject({
      code: 'InvalidParameterCombination',
    });
    const { Instances } = await windows('plain');
    expect(Instances?.[0]).toMatchObject({
      Platform: 'windows',
      KeyName: 'plain',
    });
  });

  it('belongs to one region', async () => {
    await test.ec2.createKeyPair({ KeyName: 'here', KeyType: 'ed25519' });
    const elsewhere = test.client({ region: 'eu-west-1' });
    expect(
      await refusal(elsewhere.describeKeyPairs({ KeyNames: ['here'] })),
    ).toMatchObject({ code: 'InvalidKeyPair.NotFound' });
  });
});
