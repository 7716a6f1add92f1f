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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  type CallEvent,
  DEFAULT_ACCOUNT_ID,
  defaultNetwork,
  type Interceptor,
  LocalEc2,
  type LocalEc2Options,
  readJournal,
  ScriptedHypervisor,
} from '@ami-smoke-test/local-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { AwsEc2Gateway } from '../AwsEc2Gateway';
import type { Ec2, LaunchRequest } from '../Ec2';

export const REGION = 'eu-central-1';

/** A local EC2 with one image, `healthy`. */
export function startLocalEc2(
  options: Pick<LocalEc2Options, 'stateDirectory' | 'limits' | 'interceptors'>,
): Promise<LocalEc2> {
  return LocalEc2.start({
    hypervisor: new ScriptedHypervisor({
      scripts: {
        healthy: {
          screen: [{ atMs: 0, lines: ['booting'] }],
          console: [{ atMs: 0, text: 'hello console\n' }],
        },
      },
    }),
    images: [{ region: REGION, name: 'healthy', disk: 'healthy' }],
    eventualConsistencyMs: 150,
    ...options,
  });
}

/** The gateway's EC2 on a local one. */
export function connect(
  endpoint: string,
  {
    beforeChange,
    ...options
  }: { requestShare?: number; beforeChange?: () => void } = {},
): Ec2 {
  const gateway = new AwsEc2Gateway({
    credentials: {
      getCredentialProvider: async () => ({
        sdkCredentialProvider: async () => ({
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: 'secret',
        }),
      }),
    },
    endpoint,
    requestShare: 1,
    logger: { warn: () => {} },
    ...options,
  });
  return gateway.for(DEFAULT_ACCOUNT_ID, REGION, beforeChange);
}

/** A launch of `healthy`, tagged with its token. */
export function launchRequest(local: LocalEc2, token: string): LaunchRequest {
  const [subnet] = defaultNetwork(REGION).subnets;
  return {
    ClientToken: token,
    ImageId: local.imageIds(REGION).healthy,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet.subnetId,
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [{ Key: TAGS.run, Value: token }] },
    ],
  };
}

/** What the tests of one file share: a local EC2, and the gateway's EC2 on it. */
export class LocalWorld {
  #started: { local: LocalEc2; ec2: Ec2; client: EC2Client } | undefined;
  #directory = '';
  /** Stands in the way until the test has ended. */
  interceptor: Interceptor = {};

  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-ec2-'));
    const local = await startLocalEc2({
      stateDirectory: this.#directory,
      limits: 'off',
      interceptors: [
        {
          beforeAction: call => this.interceptor.beforeAction?.(call),
          afterAction: (call, answer) =>
            this.interceptor.afterAction?.(call, answer),
        },
      ],
    });
    const client = new EC2Client({
      region: REGION,
      endpoint: local.url,
      credentials: { accessKeyId: 'AKIASOMEBODY', secretAccessKey: 'x' },
    });
    this.#started = { local, ec2: connect(local.url), client };
  }

  get ec2(): Ec2 {
    return this.#running.ec2;
  }

  /** Somebody else's. */
  get client(): EC2Client {
    return this.#running.client;
  }

  get url(): string {
    return this.#running.local.url;
  }

  get imageId(): string {
    return this.#running.local.imageIds(REGION).healthy;
  }

  launchRequest(token: string): LaunchRequest {
    return launchRequest(this.#running.local, token);
  }

  calls(action: string): CallEvent[] {
    return readJournal(join(this.#directory, 'journal.jsonl')).filter(
      (event): event is CallEvent =>
        event.type === 'call' && event.action === action,
    );
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#running.local.close();
    await rm(this.#directory, { recursive: true });
  }

  get #running() {
    if (!this.#started) throw new Error('The local EC2 does not run yet');
    return this.#started;
  }
}

/** Starts one before the tests of a file and closes it after them. */
export function useLocalEc2(): LocalWorld {
  const world = new LocalWorld();
  beforeAll(() => world.start());
  afterEach(() => {
    world.interceptor = {};
  });
  afterAll(() => world.close());
  return world;
}
