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
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { KeyPairRequest } from '../ec2/Ec2';
import { NotTheImageError } from '../run/outcomes';
import { makeOnce } from './makeOnce';
import type { RunContext } from './RunContext';
import { tagsOf } from './tags';
import { untilAnswered } from './untilAnswered';

/** What precedes the 32 bytes of an ed25519 private key in PKCS #8 (RFC 8410, section 7). */
const ED25519_PKCS8_PREFIX = Buffer.from(
  '302e020100300506032b657004220420',
  'hex',
);

/**
 * Imports the run's key pair, when its profile wants one.
 *
 * @returns its name
 */
export async function newKeyPair(run: RunContext): Promise<string | undefined> {
  const { profile, id } = run.journal.run;
  if (!profile.keyPair) return undefined;

  const name = `ami-smoke-test-${id}`;
  await makeOnce<KeyPairRequest>(run, {
    kind: 'key-pair',
    name,
    request: async () => ({
      name,
      publicKey: await publicKey(run, name),
      tags: tagsOf(run),
    }),
    send: async request => (await run.ec2.importKeyPair(request)).keyPairId,
  });
  return name;
}

async function publicKey(run: RunContext, comment: string): Promise<string> {
  const { imageId } = run.journal.run.image;
  const image = await untilAnswered(run, () => run.ec2.findImage(imageId));
  if (image?.platform === 'windows') {
    // EC2 takes no ed25519 key for Windows. Nobody logs in, so the private half is not kept.
    const { publicKey: key } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
    });
    return openSsh(key, comment);
  }
  const { secret } = run.installation;
  if (!secret) {
    throw new NotTheImageError(
      'amiSmokeTest.secret is missing; the key pair is derived from it. Set it, or `keyPair: false` in the profile',
    );
  }
  return openSsh(derivedKey(secret, run.journal.run.id), comment);
}

/** The same for the same run, so that there is nothing to store and a resumed run has it too. */
function derivedKey(secret: string, runId: string): KeyObject {
  const seed = hkdfSync('sha256', secret, runId, 'ami-smoke-test key pair', 32);
  const privateKey = createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8_PREFIX, Buffer.from(seed)]),
    format: 'der',
    type: 'pkcs8',
  });
  return createPublicKey(privateKey);
}

/** A public key as in `authorized_keys` (RFC 4253, section 6.6; RFC 8709, section 4). */
function openSsh(key: KeyObject, comment: string): string {
  const jwk = key.export({ format: 'jwk' });
  const [type, ...parts] =
    jwk.kty === 'RSA'
      ? ['ssh-rsa', positive(jwk.e ?? ''), positive(jwk.n ?? '')]
      : ['ssh-ed25519', Buffer.from(jwk.x ?? '', 'base64url')];
  const blob = Buffer.concat(
    [Buffer.from(String(type)), ...parts.map(part => Buffer.from(part))].map(
      sized,
    ),
  );
  return `${type} ${blob.toString('base64')} ${comment}`;
}

function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A big-endian number whose first bit would make it negative gets a zero in front. */
function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return bytes[0] >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}
