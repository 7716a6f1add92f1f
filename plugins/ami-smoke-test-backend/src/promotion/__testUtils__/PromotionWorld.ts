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
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { LocalEc2, ScriptedHypervisor } from '@ami-smoke-test/local-ec2';
import { EC2 } from '@aws-sdk/client-ec2';
import { SSM } from '@aws-sdk/client-ssm';
import type {
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readSmokeTestConfig, type SmokeTestConfig } from '../../config';
import { TestPromotions } from '../../database/__testUtils__/promotions';
import { ACCOUNT } from '../../database/__testUtils__/store';
import { AwsEc2Gateway } from '../../ec2/AwsEc2Gateway';
import { createPublishers } from '../../publishing/publishers';
import { AvailabilityReader } from '../gate/AvailabilityReader';
import { Gate } from '../gate/Gate';
import { Promotions } from '../Promotions';
import { credentialsOf, Replica, type SharedLock } from './Replica';
import { Watch } from './Watch';

export const EU = 'eu-central-1';
export const US = 'us-east-1';
export const REGIONS = [EU, US];
/** May launch what is on production. */
export const PARTNER = '210987654321';
export const CHANNELS = ['dev', 'production'] as const;
export type Channel = (typeof CHANNELS)[number];
export const AFTER_DAYS = 30;
export const OWNER = 'tests';

const VALIDATION_MS = 2;

/** Databases, a local EC2 with SSM, and all of the product that decides and publishes; what is under way is frozen or cut on demand. */
export class PromotionWorld {
  static async start(databases: TestDatabases, id: TestDatabaseId) {
    const directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-history-'));
    const watch = new Watch();
    const aws = await LocalEc2.start({
      hypervisor: new ScriptedHypervisor({
        scripts: { disk: { screen: [], console: [] } },
      }),
      stateDirectory: directory,
      limits: 'off',
      imageValidationMs: VALIDATION_MS,
      images: [],
      interceptors: [watch],
    });
    const promotions = await TestPromotions.create(databases, id);
    return new PromotionWorld(promotions, aws, watch, directory);
  }

  readonly database: TestPromotions;
  readonly aws: LocalEc2;
  readonly watch: Watch;
  readonly config: SmokeTestConfig;
  readonly promotions: Promotions;
  readonly #lock: SharedLock = {};
  readonly #clients = new Map<string, { ec2: EC2; ssm: SSM }>();
  readonly #directory: string;
  #replicas = 0;

  private constructor(
    database: TestPromotions,
    aws: LocalEc2,
    watch: Watch,
    directory: string,
  ) {
    this.database = database;
    this.aws = aws;
    this.watch = watch;
    this.#directory = directory;
    this.config = configFor(aws.url);
    const gateway = new AwsEc2Gateway({
      credentials: credentialsOf('AKIAGATE'),
      endpoint: aws.url,
      requestShare: 1,
      logger: { warn: () => {} },
    });
    const { store, test } = database;
    this.promotions = new Promotions({
      store,
      gate: new Gate({
        store,
        builds: test.store,
        availability: new AvailabilityReader({ gateway }),
        config: this.config,
      }),
      config: this.config.promotion,
      plan: async () => [],
    });
  }

  get publishers() {
    return createPublishers(this.config);
  }

  /** Another process that publishes. */
  replica(options: { life?: number; mayFreeze?: boolean } = {}): Replica {
    this.#replicas += 1;
    return new Replica({
      db: this.database.test.knex,
      lock: this.#lock,
      config: this.config,
      name: `replica${this.#replicas}`,
      ...options,
    });
  }

  /** An AMI that nobody has seen yet. */
  image(region: string): Image {
    const imageId = this.aws.addImage({
      region,
      name: randomUUID(),
      disk: 'disk',
      imageId: `ami-${randomUUID().replaceAll('-', '').slice(0, 17)}`,
    });
    return { accountId: ACCOUNT, region, imageId };
  }

  /** Plain clients of somebody else. */
  clients(region: string): { ec2: EC2; ssm: SSM } {
    const config = {
      region,
      endpoint: this.aws.url,
      credentials: { accessKeyId: 'AKIASOMEBODY', secretAccessKey: 'secret' },
    };
    const clients = this.#clients.get(region) ?? {
      ec2: new EC2(config),
      ssm: new SSM(config),
    };
    this.#clients.set(region, clients);
    return clients;
  }

  /** What SSM has accepted is taken or refused by then: its timers began before this one. */
  async validated(): Promise<void> {
    await sleep(10 * VALIDATION_MS);
  }

  /** Instead of waiting for the timer: the time of every publication has come. */
  async timePasses(): Promise<void> {
    await this.database.test.knex('smoke_test_publications').update({
      next_at: 0,
    });
  }

  /** The next history begins: nothing of the one before is left in the database. */
  async clear(): Promise<void> {
    this.#lock.holder = undefined;
    this.watch.cutAt = undefined;
    await this.database.clear();
  }

  async close(): Promise<void> {
    for (const { ec2, ssm } of this.#clients.values()) {
      ec2.destroy();
      ssm.destroy();
    }
    await this.aws.close();
    await rm(this.#directory, { recursive: true });
  }
}

function configFor(endpoint: string): SmokeTestConfig {
  const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'] };
  return readSmokeTestConfig(
    new ConfigReader({
      amiSmokeTest: {
        owner: OWNER,
        archive: { s3: { bucket: 'bucket', region: EU } },
        ec2: { endpoint },
        profiles: {
          default: {
            accountId: ACCOUNT,
            keyPair: false,
            regions: { [EU]: network, [US]: network },
            instanceTypes: ['t3.micro'],
            checks: [{ type: 'tcp', port: 22 }],
          },
        },
        promotion: {
          publishing: {
            ssmEndpoint: endpoint,
            stsEndpoint: endpoint,
            everySeconds: 3600,
          },
          channels: {
            dev: {
              requires: [{ profile: 'default' }],
              publish: { tags: true, ssmParameter: {} },
            },
            production: {
              requires: [{ profile: 'default' }],
              regions: REGIONS,
              after: { channel: 'dev' },
              publish: {
                tags: true,
                ssmParameter: {},
                launchPermissions: { accounts: [PARTNER] },
                deprecation: { afterDays: AFTER_DAYS },
                disableRevoked: true,
              },
            },
          },
        },
      },
    }),
  );
}
