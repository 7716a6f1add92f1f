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

import { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { credentialsOf } from '../credentials';
import { AwsEc2 } from './aws/AwsEc2';
import type { Ec2, Ec2Gateway } from './Ec2';
import { Ec2Caller } from './Ec2Caller';

/** How often the log says that AWS throttles an API. */
const WARN_EVERY_MS = 60_000;

/** How EC2 is reached. */
export interface AwsEc2GatewayOptions {
  credentials: AwsCredentialsManager;
  /** Of an EC2 that is not AWS's. */
  endpoint?: string;
  /** Which part of AWS's request limits is ours: above 0, and up to 1. */
  requestShare?: number;
  /** Among how many replicas that part is divided. */
  replicas?: () => number;
  /** Told of each request that AWS throttles. */
  onThrottled?: (operation: string, region: string) => void;
  logger: { warn(message: string): void };
}

/**
 * The only place that talks to EC2: a client for each account and region, which share nothing, as AWS limits requests for
 * each account and region.
 */
export class AwsEc2Gateway implements Ec2Gateway {
  readonly #options: AwsEc2GatewayOptions;
  readonly #places = new Map<string, AwsEc2>();

  constructor(options: AwsEc2GatewayOptions) {
    this.#options = options;
  }

  for(accountId: string, region: string, beforeChange?: () => void): Ec2 {
    const place = `${accountId}/${region}`;
    const ec2 = this.#places.get(place) ?? this.#connect(accountId, region);
    this.#places.set(place, ec2);
    return beforeChange ? ec2.guardedBy(beforeChange) : ec2.unguarded;
  }

  #connect(accountId: string, region: string): AwsEc2 {
    const {
      credentials,
      endpoint,
      requestShare = 0.5,
      replicas = () => 1,
      onThrottled = () => {},
      logger,
    } = this.#options;
    const client = new EC2Client({
      region,
      endpoint,
      credentials: credentialsOf(credentials, accountId),
      customUserAgent: 'ami-smoke-test',
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: 3_000,
        requestTimeout: 15_000,
        throwOnRequestTimeout: true,
        httpAgent: { maxSockets: 100 },
        httpsAgent: { maxSockets: 100 },
      }),
    });
    const quietUntil = new Map<string, number>();
    return new AwsEc2(
      client,
      new Ec2Caller({
        accountId,
        renewCredentials: () =>
          client.config.credentials({ forceRefresh: true }),
        share: () => requestShare / Math.max(1, replicas()),
        onThrottled: operation => {
          onThrottled(operation, region);
          if (Date.now() < (quietUntil.get(operation) ?? 0)) return;
          quietUntil.set(operation, Date.now() + WARN_EVERY_MS);
          logger.warn(
            `AWS throttles ${operation} in account ${accountId}, ${region}: somebody else uses its request limits too. Lower amiSmokeTest.ec2.requestShare if that goes on`,
          );
        },
      }),
    );
  }
}
