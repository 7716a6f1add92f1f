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

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import { SSM } from '@aws-sdk/client-ssm';
import {
  LocalEc2,
  ScriptedHypervisor,
  type IamPolicyDocument,
} from '@ami-smoke-test/local-ec2';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type {
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { ACCOUNT } from '../../database/__testUtils__/store';
import {
  FAMILY,
  image,
  TestPromotions,
} from '../../database/__testUtils__/promotions';
import type { PublicationStore } from '../../database/PromotionStore';
import { promotionSchema } from '../../promotion/policy';
import { createPublishers } from '../publishers';
import { Reconciler } from '../Reconciler';

export const OTHER_ACCOUNT = '210987654321';
export const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
export const [US, EU, AP] = REGIONS;
export const PARAMETER = `/ami-smoke-test/${FAMILY}/prod`;

const ACCESS_KEYS: Record<string, string> = {
  [ACCOUNT]: 'AKIDOURS',
  [OTHER_ACCOUNT]: 'AKIDPARTNER',
};

/** A policy of `iam`, for the account of the tests. */
export function policyOf(name: string): IamPolicyDocument {
  const path = resolvePackagePath(
    '@ami-smoke-test/backstage-plugin-ami-smoke-test-backend',
    'iam',
    name,
  );
  return JSON.parse(
    readFileSync(path, 'utf8')
      .replaceAll('${PARTITION}', 'aws')
      .replaceAll('${ACCOUNT_ID}', ACCOUNT)
      .replaceAll('${PARAMETER_PATH}', 'ami-smoke-test'),
  );
}

/** What tests of publishing share: the stores on one database, a local EC2 with SSM, and reconcilers between both. */
export class PublishingWorld {
  static async create(databases: TestDatabases, id: TestDatabaseId) {
    return new PublishingWorld(await TestPromotions.create(databases, id));
  }

  readonly promotions: TestPromotions;
  /** What the log was told, and the auditor. */
  readonly warnings: string[] = [];
  readonly audits: { eventId: string; meta?: object }[] = [];
  #local: LocalEc2 | undefined;
  #directory = '';
  #clients: { destroy(): void }[] = [];

  private constructor(promotions: TestPromotions) {
    this.promotions = promotions;
  }

  /** A new local EC2 with the images `one` and `two` in each region. @param policy - of ours, and of the partner; everything when it is missing */
  async start(
    policy?: IamPolicyDocument,
    partner?: IamPolicyDocument,
  ): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'publishing-'));
    this.#local = await LocalEc2.start({
      hypervisor: new ScriptedHypervisor({ scripts: { disk: {} } }),
      stateDirectory: this.#directory,
      limits: 'off',
      imageValidationMs: 50,
      images: REGIONS.flatMap(region =>
        ['one', 'two'].map(name => ({ region, name, disk: 'disk' })),
      ),
      accounts: {
        AKIDOURS: { accountId: ACCOUNT, name: 'ours', policy },
        AKIDPARTNER: {
          accountId: OTHER_ACCOUNT,
          name: 'partner',
          policy: partner,
        },
        AKIDSOMEBODY: { accountId: ACCOUNT, name: 'somebody' },
      },
    });
  }

  async clear(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.destroy();
    await this.#local?.close();
    await rm(this.#directory, { recursive: true, force: true });
    await this.promotions.clear();
    this.warnings.length = 0;
    this.audits.length = 0;
  }

  get local(): LocalEc2 {
    if (!this.#local) throw new Error('The local EC2 does not run');
    return this.#local;
  }

  imageId(name: string, region = US): string {
    return this.local.imageIds(region)[name];
  }

  /** A build of an image in some regions. */
  build(name: string, regions = [US]) {
    return this.promotions.accept(
      regions.map(region => image(this.imageId(name, region), region)),
    );
  }

  /** Of a channel `prod`, and whatever else the tests want. */
  reconciler({
    publish = { ssmParameter: {} },
    publishing = {},
    store = this.promotions.publications,
    owner = 'tests',
    accessKeys = {},
  }: {
    publish?: object;
    publishing?: object;
    store?: PublicationStore;
    owner?: string;
    /** By account, where they are not the right ones. */
    accessKeys?: Record<string, string>;
  } = {}): Reconciler {
    const requires = [{ profile: 'default' }];
    const promotion = promotionSchema.parse({
      channels: {
        staging: { requires, publish: {} },
        prod: { requires, publish },
      },
      publishing: {
        ssmEndpoint: this.local.url,
        stsEndpoint: this.local.url,
        ...publishing,
      },
    });
    return new Reconciler({
      store,
      publishers: createPublishers({
        owner,
        ec2: { endpoint: this.local.url, requestShare: 1 },
        promotion,
      }),
      credentials: {
        getCredentialProvider: async ({ accountId = ACCOUNT } = {}) => ({
          sdkCredentialProvider: async () => ({
            accessKeyId: { ...ACCESS_KEYS, ...accessKeys }[accountId],
            secretAccessKey: 'secret',
          }),
        }),
      },
      config: promotion.publishing,
      auditor: {
        createEvent: async ({ eventId, meta }) => {
          this.audits.push({ eventId, meta });
          return { success: async () => {}, fail: async () => {} };
        },
      },
      logger: {
        info: () => {},
        warn: message => this.warnings.push(String(message)),
      },
      pollMs: 50,
      retryMs: 50,
    });
  }

  /** Works until nothing is due, and nothing waits to be read back. */
  async settle(reconciler: Reconciler): Promise<void> {
    await this.#rounds(reconciler, state => state !== 'pending');
  }

  /** Works until all agrees. */
  async agree(reconciler: Reconciler): Promise<void> {
    await this.#rounds(reconciler, state => state === 'agreed');
  }

  /** Makes all due, and looks at it once. */
  async lookAgain(reconciler: Reconciler): Promise<void> {
    await this.promotions.publications.lookAgain(FAMILY);
    await reconciler.round();
  }

  /** How far publishers are, by publisher (and by region, when it is not the first). */
  async states(): Promise<Record<string, string>> {
    const rows = await this.promotions.publications.publicationsOf();
    return Object.fromEntries(
      rows.map(({ publisher, region, imageId, channel, state }) => [
        [publisher, region, channel ?? imageId].join(' '),
        state,
      ]),
    );
  }

  async publication(publisher: string, region = US) {
    const rows = await this.promotions.publications.publicationsOf();
    return rows.find(
      row => row.publisher === publisher && row.region === region,
    );
  }

  /** What everybody reads; nothing when there is no such parameter. */
  async parameter(region = US, name = PARAMETER, account = ACCOUNT) {
    try {
      const { Parameter } = await this.ssm(region, account).getParameter({
        Name: name,
      });
      return Parameter?.Value;
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return undefined;
      throw error;
    }
  }

  async tags(resourceId: string, region = US) {
    const { Tags = [] } = await this.ec2(region).describeTags({
      Filters: [{ Name: 'resource-id', Values: [resourceId] }],
    });
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  }

  async describe(imageId: string, region = US) {
    const { Images = [] } = await this.ec2(region).describeImages({
      ImageIds: [imageId],
      IncludeDisabled: true,
    });
    return Images[0];
  }

  async launchPermissions(imageId: string, region = US) {
    const { LaunchPermissions = [] } = await this.ec2(
      region,
    ).describeImageAttribute({
      ImageId: imageId,
      Attribute: 'launchPermission',
    });
    return LaunchPermissions.map(({ UserId, Group }) => UserId ?? Group);
  }

  /** Somebody else in our account, who may do everything. */
  ec2(region = US): EC2 {
    return this.#client(new EC2(this.#config(region, 'AKIDSOMEBODY')));
  }

  ssm(region = US, account = ACCOUNT): SSM {
    const key = account === ACCOUNT ? 'AKIDSOMEBODY' : 'AKIDPARTNER';
    return this.#client(new SSM(this.#config(region, key)));
  }

  async losses(): Promise<{ publisher: string; fact: string; lost: string }[]> {
    return this.promotions.test.knex('smoke_test_publication_losses');
  }

  async #rounds(reconciler: Reconciler, isDone: (state: string) => boolean) {
    const end = Date.now() + 20_000;
    for (;;) {
      const due = await reconciler.round();
      const states = Object.values(await this.states());
      if (due === 0 && states.every(isDone)) return;
      if (Date.now() > end) {
        const rows = await this.promotions.publications.publicationsOf();
        throw new Error(`It does not settle: ${JSON.stringify(rows)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  #config(region: string, accessKeyId: string) {
    return {
      endpoint: this.local.url,
      region,
      credentials: { accessKeyId, secretAccessKey: 'secret' },
      maxAttempts: 1,
    };
  }

  #client<T extends { destroy(): void }>(client: T): T {
    this.#clients.push(client);
    return client;
  }
}
