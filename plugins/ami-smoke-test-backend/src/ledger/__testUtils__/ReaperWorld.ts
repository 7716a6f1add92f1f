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
import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { DEFAULT_ACCOUNT_ID, defaultNetwork } from '@ami-smoke-test/local-ec2';
import {
  TAGS,
  type ReaperFinding,
  type Stage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import type { SmokeTestConfig } from '../../config';
import { newRun, TestStore } from '../../database/__testUtils__/store';
import { DatabaseReaperStore } from '../../database/DatabaseReaperStore';
import type { ReaperStore } from '../../database/ReaperStore';
import type { Claim } from '../../database/records';
import { AwsEc2Gateway } from '../../ec2/AwsEc2Gateway';
import { type LocalWorld, REGION } from '../../ec2/__testUtils__/localEc2';
import { PUBLIC_KEY } from '../../ec2/__testUtils__/publicKey';
import { LedgerReader } from '../LedgerReader';
import { Reaper } from '../Reaper';
import { HurriedClock } from './HurriedClock';

const HOUR_MS = 3_600_000;

/** An instant some hours from now, as a tag has it. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

/** A reaper of a local EC2, as far as it takes EC2 to those who share the account. */
export function gatewayOf(url: string, accessKeyId: string): AwsEc2Gateway {
  return new AwsEc2Gateway({
    credentials: {
      getCredentialProvider: async () => ({
        sdkCredentialProvider: async () => ({
          accessKeyId,
          secretAccessKey: 'x',
        }),
      }),
    },
    endpoint: url,
    requestShare: 1,
    logger: { warn: () => {} },
  });
}

/** A database, and a local EC2 that others use too. Each world has an owner of its own. */
export class ReaperWorld {
  static async start(
    databases: TestDatabases,
    id: TestDatabaseId,
    local: LocalWorld,
  ): Promise<ReaperWorld> {
    return new ReaperWorld(await TestStore.create(databases, id), local);
  }

  readonly test: TestStore;
  readonly local: LocalWorld;
  readonly owner = `owner-${randomUUID().slice(0, 8)}`;
  readonly logger = mockServices.logger.mock();
  readonly auditor = mockServices.auditor.mock({
    createEvent: async () => ({
      success: async () => {},
      fail: async () => {},
    }),
  });
  /** What was told to have been removed. */
  readonly removed: string[] = [];

  private constructor(test: TestStore, local: LocalWorld) {
    this.test = test;
    this.local = local;
  }

  get reaperStore(): DatabaseReaperStore {
    return new DatabaseReaperStore(this.test.knex);
  }

  reaper(
    options: {
      accessKeyId?: string;
      store?: ReaperStore;
      settings?: Partial<SmokeTestConfig['reaper']>;
      heldMs?: number;
    } = {},
  ): Reaper {
    const profile = {
      accountId: DEFAULT_ACCOUNT_ID,
      regions: { [REGION]: {} },
    };
    return new Reaper({
      store: options.store ?? this.reaperStore,
      installation: this.test.store,
      gateway: gatewayOf(this.local.url, options.accessKeyId ?? 'AKIAREAPER'),
      config: {
        owner: this.owner,
        profiles: {
          default: profile,
        } as unknown as SmokeTestConfig['profiles'],
        reaper: {
          everyMinutes: 10,
          graceMinutes: 60,
          mode: 'remove',
          ...options.settings,
        },
      },
      auditor: this.auditor,
      logger: this.logger,
      clock: new HurriedClock(),
      onRemoved: ({ resourceId }) => this.removed.push(resourceId),
      heldMs: options.heldMs,
    });
  }

  /** What things of ours are tagged with; a run that nobody knows, and two hours past its time, unless told otherwise. */
  tags(changes: Record<string, string | undefined> = {}) {
    return {
      [TAGS.owner]: this.owner,
      [TAGS.run]: randomUUID(),
      [TAGS.expiresAt]: inHours(-2),
      ...changes,
    };
  }

  /** Launches an instance, tagged with its volume and its network interface, as somebody else would. */
  async instance(
    tags: Record<string, string | undefined>,
    clientToken?: string,
  ): Promise<string> {
    const [{ subnetId }] = defaultNetwork(REGION).subnets;
    const Tags = Object.entries(tags).flatMap(([Key, Value]) =>
      Value === undefined ? [] : [{ Key, Value }],
    );
    const { Instances = [] } = await this.local.client.send(
      new RunInstancesCommand({
        ClientToken: clientToken,
        ImageId: this.local.imageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnetId,
        TagSpecifications: (
          ['instance', 'volume', 'network-interface'] as const
        ).map(ResourceType => ({ ResourceType, Tags })),
      }),
    );
    const instanceId = Instances[0]?.InstanceId ?? '';
    while ((await this.state(instanceId)) !== 'running') await pause();
    return instanceId;
  }

  async keyPair(name: string, tags: Record<string, string>): Promise<string> {
    const request = { name, publicKey: PUBLIC_KEY, tags };
    return (await this.local.ec2.importKeyPair(request)).keyPairId;
  }

  async securityGroup(
    name: string,
    tags: Record<string, string>,
  ): Promise<string> {
    const { groupId } = await this.local.ec2.createSecurityGroup({
      name: name.replaceAll(' ', '-'),
      description: 'of a test',
      vpcId: defaultNetwork(REGION).vpcId,
      tags,
    });
    return groupId;
  }

  async state(instanceId: string): Promise<string | undefined> {
    return (await this.local.ec2.describe(instanceId))?.state;
  }

  /** A run, and its only claim. */
  async run(): Promise<Claim> {
    const { claims } = await this.test.acceptAndClaim({
      runs: [newRun({ region: REGION })],
    });
    return claims[0];
  }

  async enter(claim: Claim, stage: Stage): Promise<void> {
    await this.test.store.updateRun(claim, { stage });
  }

  /** Turns what the database holds into what it would hold had it been written some minutes ago. */
  async minutesPass(minutes: number): Promise<void> {
    const { knex } = this.test;
    const columns = {
      smoke_test_runs: ['finished_at'],
      smoke_test_ledger: ['gone_at'],
      smoke_test_reaper_findings: ['first_seen_at', 'last_seen_at'],
    };
    for (const [table, names] of Object.entries(columns)) {
      for (const name of names) {
        await knex(table)
          .whereNotNull(name)
          .decrement(name, minutes * 60_000);
      }
    }
  }

  async findings(): Promise<ReaperFinding[]> {
    const ledger = await new LedgerReader({
      store: this.test.store,
      reaper: this.reaperStore,
    }).read();
    return ledger.findings;
  }

  async finding(resourceId: string): Promise<ReaperFinding | undefined> {
    const findings = await this.findings();
    return findings.find(finding => finding.resourceId === resourceId);
  }

  /** Which instances were asked to end, by whom. */
  terminations(accessKeyId: string): string[] {
    return this.local
      .calls('TerminateInstances')
      .filter(call => call.accessKeyId === accessKeyId)
      .map(({ parameters }) => parameters['InstanceId.1']);
  }
}

export function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20));
}
