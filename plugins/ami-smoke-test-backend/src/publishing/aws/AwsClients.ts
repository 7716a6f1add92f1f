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
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { credentialsOf } from '../../credentials';
import { accountCheck, type AccountCheck } from './accountCheck';
import { ImageCalls } from './ImageCalls';
import { ParameterCalls } from './ParameterCalls';

/** Where EC2, SSM and STS are, when they are not AWS's. */
export interface Endpoints {
  ec2?: string;
  ssm?: string;
  sts?: string;
}

/** The calls that the built-in publishers make, for each account and region. */
export class AwsClients {
  readonly #endpoints: Endpoints;
  readonly #images = new Map<string, ImageCalls>();
  readonly #parameters = new Map<string, ParameterCalls>();
  readonly #checks = new Map<string, AccountCheck>();

  constructor(endpoints: Endpoints = {}) {
    this.#endpoints = endpoints;
  }

  /** @param credentials - the same at each call */
  images(
    credentials: AwsCredentialsManager,
    accountId: string,
    region: string,
  ): ImageCalls {
    return remembered(this.#images, `${accountId}/${region}`, () => {
      const config = clientConfig(credentials, accountId, region);
      const client = new EC2Client({
        ...config,
        endpoint: this.#endpoints.ec2,
      });
      return new ImageCalls(
        client,
        { accountId, region },
        this.#check(credentials, accountId, region),
      );
    });
  }

  /** @param credentials - the same at each call */
  parameters(
    credentials: AwsCredentialsManager,
    accountId: string,
    region: string,
  ): ParameterCalls {
    return remembered(this.#parameters, `${accountId}/${region}`, () => {
      const config = clientConfig(credentials, accountId, region);
      const client = new SSMClient({
        ...config,
        endpoint: this.#endpoints.ssm,
      });
      return new ParameterCalls(
        client,
        { accountId, region },
        this.#check(credentials, accountId, region),
      );
    });
  }

  #check(
    credentials: AwsCredentialsManager,
    accountId: string,
    region: string,
  ): AccountCheck {
    return remembered(this.#checks, `${accountId}/${region}`, () => {
      const config = clientConfig(credentials, accountId, region);
      const client = new STSClient({
        ...config,
        endpoint: this.#endpoints.sts,
      });
      return accountCheck(client, { accountId, region });
    });
  }
}

function clientConfig(
  credentials: AwsCredentialsManager,
  accountId: string,
  region: string,
) {
  return {
    region,
    credentials: credentialsOf(credentials, accountId),
    customUserAgent: 'ami-smoke-test',
    // The reconciler tries again, and asks before each try whether it is still the one that may.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 3_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    }),
  };
}

function remembered<T>(made: Map<string, T>, key: string, make: () => T): T {
  const one = made.get(key) ?? make();
  made.set(key, one);
  return one;
}
