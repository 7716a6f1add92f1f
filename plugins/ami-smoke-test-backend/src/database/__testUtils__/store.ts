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
import type { NewBuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Profile } from '../../config';
import { DatabaseSmokeTestStore } from '../DatabaseSmokeTestStore';
import type { BuildRecord, Claim, NewBuild } from '../records';

export const ACCOUNT = '123456789012';
export const IMAGE = 'ami-0123456789abcdef0';
const LEASE_MS = 60_000;

const profile: Profile = {
  accountId: ACCOUNT,
  imageOwners: ['self'],
  regions: {
    'us-east-1': { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
  },
  instanceTypes: ['t3.micro'],
  address: 'public',
  keyPair: true,
  deadManSwitch: true,
  guest: { expect: {} },
  fallbackInstanceTypes: [],
  screenshots: [{ everySeconds: 1, untilSeconds: 15 }],
  consoleEverySeconds: 5,
  checks: [{ type: 'tcp', port: 22, timeoutSeconds: 3 }],
  checkEverySeconds: 0.25,
  budgets: { onlineSeconds: 300, serviceSeconds: 300 },
  bootTime: { warnAboveUsual: 1.5 },
  failFast: { enabled: true, graceSeconds: 15, screen: false },
  overridable: [],
  allowedInstanceTypes: [],
  tags: {},
};

/** A planned run; on `us-east-1 t3.micro` unless told otherwise. */
export function newRun(
  options: { region?: string; imageId?: string; instanceType?: string } = {},
): NewBuild['runs'][number] {
  const id = randomUUID();
  const { region = 'us-east-1', imageId = IMAGE } = options;
  return {
    id,
    image: { accountId: ACCOUNT, region, imageId },
    instanceType: options.instanceType ?? 't3.micro',
    archiveFolder: `s3://evidence/${ACCOUNT}/${region}/${imageId}/${id}/`,
  };
}

/** A build that no other has the key of; with one run unless told otherwise. */
export function newBuild(changes: Partial<NewBuild> = {}): NewBuild {
  return {
    family: 'web-base',
    entityRef: 'resource:default/web-base',
    profileName: 'default',
    profile,
    source: 'packer',
    packer: {
      runUuid: '6b5c9d0e-8f67-4f0a-9d57-0b1b8f0d9a11',
      buildName: 'web',
      builderType: 'amazon-ebs',
    },
    lineage: { gitRevision: '0a1b2c3' },
    images: [{ region: 'us-east-1', imageId: IMAGE }],
    createdBy: 'external:packer',
    key: randomUUID(),
    bodyHash: 'hash',
    runs: [newRun()],
    ...changes,
  };
}

export const notice = (message: string, runId?: string): NewBuildEvent => ({
  type: 'notice',
  runId,
  message,
});

export const sleep = (ms: number) =>
  new Promise(resolve => setTimeout(resolve, ms));

/** A store on a new database, and the steps that tests share. */
export class TestStore {
  static async create(databases: TestDatabases, id: TestDatabaseId) {
    const knex = await databases.init(id);
    const store = await DatabaseSmokeTestStore.create({
      database: mockServices.database({ knex }),
    });
    return new TestStore(knex, store);
  }

  readonly knex: Knex;
  readonly store: DatabaseSmokeTestStore;

  private constructor(knex: Knex, store: DatabaseSmokeTestStore) {
    this.knex = knex;
    this.store = store;
  }

  async clear() {
    await this.knex('smoke_test_builds').delete();
  }

  async accept(changes: Partial<NewBuild> = {}): Promise<BuildRecord> {
    const { build } = await this.store.acceptBuild(newBuild(changes));
    return build;
  }

  claim(
    worker: string,
    options: { leaseMs?: number; runsPerRegion?: number; limit?: number } = {},
  ) {
    return this.store.claimRuns({
      worker,
      leaseMs: LEASE_MS,
      runsPerRegion: 1000,
      limit: 1000,
      ...options,
    });
  }

  /** Accepts a build and claims its runs, in their order. */
  async acceptAndClaim(
    changes: Partial<NewBuild> = {},
  ): Promise<{ build: BuildRecord; claims: Claim[] }> {
    const build = await this.accept(changes);
    const claimed = await this.claim('worker-1');
    return {
      build,
      claims: claimed.map(({ runId, epoch }) => ({ runId, epoch })),
    };
  }

  /** Every row of every table, to show that nothing was changed. */
  async everything(): Promise<Record<string, unknown[]>> {
    const tables = {
      smoke_test_builds: ['id'],
      smoke_test_runs: ['id'],
      smoke_test_build_events: ['build_id', 'seq'],
      smoke_test_screenshots: ['run_id', 'offset_ms'],
      smoke_test_console_chunks: ['run_id', 'seq'],
      smoke_test_check_attempts: ['run_id', 'check_name', 'position'],
      smoke_test_objects: ['run_id', 'path'],
      smoke_test_ledger: ['id'],
    };
    const rows: Record<string, unknown[]> = {};
    for (const [table, order] of Object.entries(tables)) {
      rows[table] = await this.knex(table).orderBy(order);
    }
    return rows;
  }

  /** The types of a build's events, in their order. */
  async eventTypes(buildId: string): Promise<string[]> {
    const events = await this.store.eventsAfter(buildId, 0, 1000);
    return events.map(({ type }) => type);
  }
}
