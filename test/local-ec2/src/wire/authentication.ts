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

import { SignatureV4 } from '@smithy/signature-v4';
import { Checksum, HttpRequest, SourceData } from '@smithy/types';
import { createHash, createHmac, Hash, Hmac, timingSafeEqual } from 'crypto';
import { IncomingMessage } from 'http';
import { IamPolicyDocument, parsePolicy, Policy } from '../iam/Policy';
import { Ec2Error } from './Ec2Error';
import { ServiceName } from './Service';

/** Who may call, by access key id. */
export interface Credential {
  accountId: string;
  /** Shown in the journal. */
  name?: string;
  /** When known, signatures made with this access key are verified. */
  secretAccessKey?: string;
  /** What it may do. Absent: everything. */
  policy?: IamPolicyDocument;
}

/** Who called, and where. */
export interface Caller {
  accountId: string;
  accessKeyId: string;
  name: string;
  region: string;
  /** What the caller may do. Absent: everything. */
  policy?: Policy;
}

const FIVE_MINUTES_MS = 5 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request *, *SignedHeaders=([^,\s]+) *, *Signature=([0-9a-f]+)$/;

/**
 * Finds the caller and the region in a request's Signature Version 4 `Authorization` header
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html), and verifies the signature when the secret is known.
 */
export class Authentication {
  readonly #credentials: Map<string, Credential>;
  readonly #policies: Map<string, Policy>;
  readonly #default: { accountId: string; policy?: Policy };
  readonly #regions: ReadonlySet<string>;
  readonly #now: () => Date;

  /**
   * @param credentials - by access key id; any other access key is one of the `others`, unless there are some
   * @param now - EC2's clock, which signatures must not be far from
   */
  constructor(
    credentials: Record<string, Credential> | undefined,
    others: { accountId: string; policy?: IamPolicyDocument },
    regions: ReadonlySet<string>,
    now: () => Date,
  ) {
    this.#credentials = new Map(Object.entries(credentials ?? {}));
    this.#policies = new Map(
      [...this.#credentials].flatMap(([accessKeyId, { policy }]) =>
        policy
          ? [[accessKeyId, parsePolicy(policy, `The policy of ${accessKeyId}`)]]
          : [],
      ),
    );
    this.#default = {
      accountId: others.accountId,
      policy: others.policy && parsePolicy(others.policy),
    };
    this.#regions = regions;
    this.#now = now;
  }

  /** @param called - the service that the request must be signed for */
  async authenticate(
    request: IncomingMessage,
    body: string,
    called: ServiceName,
  ): Promise<Caller> {
    const header = request.headers.authorization;
    if (header === undefined) {
      throw new Ec2Error(
        'MissingAuthenticationToken',
        'The request must contain a valid (registered) AWS access key ID: it is not signed.',
        403,
      );
    }
    const match = AUTHORIZATION.exec(header);
    if (!match) {
      throw new Ec2Error(
        'IncompleteSignature',
        'The Authorization header is not a complete Signature Version 4 header.',
      );
    }
    const [, accessKeyId, , region, service, signedHeaders] = match;
    if (service !== called || !this.#regions.has(region)) {
      throw new Ec2Error(
        'AuthFailure',
        `Credential should be scoped to a valid Region and to the service '${called}', not to '${region}' and '${service}'.`,
        401,
      );
    }
    const credential = this.#credentials.get(accessKeyId);
    if (!credential && this.#credentials.size > 0) {
      throw new Ec2Error(
        'AuthFailure',
        'AWS was not able to validate the provided access credentials',
        401,
      );
    }
    if (credential?.secretAccessKey) {
      await verify(request, body, {
        accessKeyId,
        secretAccessKey: credential.secretAccessKey,
        service,
        region,
        signedHeaders: signedHeaders.split(';'),
        now: this.#now(),
      });
    }
    const { accountId, policy } = credential
      ? { ...credential, policy: this.#policies.get(accessKeyId) }
      : this.#default;
    const name = credential?.name ?? accessKeyId;
    return { accountId, accessKeyId, name, region, policy };
  }
}

class Sha256 implements Checksum {
  #hash: Hash | Hmac;
  readonly #secret: SourceData | undefined;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    if (this.#secret === undefined) return createHash('sha256');
    const secret = this.#secret;
    return createHmac(
      'sha256',
      typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array),
    );
  }
}

async function verify(
  request: IncomingMessage,
  body: string,
  scope: {
    accessKeyId: string;
    secretAccessKey: string;
    service: string;
    region: string;
    signedHeaders: string[];
    now: Date;
  },
): Promise<void> {
  const signingDate = amzDate(String(request.headers['x-amz-date']));
  if (Math.abs(scope.now.getTime() - signingDate.getTime()) > FIVE_MINUTES_MS) {
    throw new Ec2Error(
      'RequestExpired',
      'The request was signed more than 5 minutes away from the current time.',
    );
  }
  const signer = new SignatureV4({
    service: scope.service,
    region: scope.region,
    credentials: scope,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    signedPart(request, body, scope.signedHeaders),
    {
      signingDate,
      signableHeaders: new Set(scope.signedHeaders),
    },
  );
  const expected = Buffer.from(signatureOf(signed.headers.authorization));
  const actual = Buffer.from(signatureOf(request.headers.authorization));
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
    throw new Ec2Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      403,
    );
  }
}

function signedPart(
  request: IncomingMessage,
  body: string,
  signedHeaders: string[],
): HttpRequest {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return {
    method: request.method ?? 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: url.pathname,
    query,
    headers: Object.fromEntries(
      signedHeaders.map(name => [name, String(request.headers[name] ?? '')]),
    ),
    body,
  };
}

function signatureOf(authorization: string | undefined): string {
  return /Signature=([0-9a-f]+)/.exec(authorization ?? '')?.[1] ?? '';
}

function amzDate(text: string): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) {
    throw new Ec2Error(
      'IncompleteSignature',
      'The X-Amz-Date header is missing or malformed.',
    );
  }
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
