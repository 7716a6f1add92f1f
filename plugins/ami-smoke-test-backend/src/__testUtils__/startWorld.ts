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

import { DeregisterImageCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  type BootScript,
  defaultNetwork,
  type Interceptor,
  type JournalEvent,
  LocalEc2,
  readJournal,
  ScriptedHypervisor,
} from '@ami-smoke-test/local-ec2';
import type { JsonObject } from '@backstage/types';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalS3 } from '../archive/__testUtils__/LocalS3';

export const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '210987654321';
export const REGION = 'eu-central-1';
export const IMAGES = {
  healthy: 'ami-0aaaaaaaaaaaaaaaa',
  pending: 'ami-0bbbbbbbbbbbbbbbb',
  foreign: 'ami-0cccccccccccccccc',
  unknown: 'ami-0dddddddddddddddd',
  broken: 'ami-0eeeeeeeeeeeeeeee',
  silent: 'ami-0ffffffffffffffff',
  lost: 'ami-01111111111111111',
};

/** Answers half a second after power-on; what it writes would be markup, if anybody took it for that. */
const HEALTHY: BootScript = {
  screen: [
    { atMs: 0, lines: ['Booting'] },
    { atMs: 400, lines: ['Booting', 'login:'] },
  ],
  console: [
    { atMs: 50, text: '\u001b[1mLinux version 6.1\u001b[0m\r\n' },
    { atMs: 400, text: '<script>alert(1)</script>\r\nlogin: ' },
  ],
  network: [{ atMs: 100, up: true }],
  ports: {
    8080: [{ atMs: 500, state: 'open', http: { '/health': { body: 'ok' } } }],
  },
};

/** Boots like `HEALTHY`, until its service should start. */
const BROKEN: BootScript = {
  ...HEALTHY,
  console: [
    { atMs: 50, text: '\u001b[1mLinux version 6.1\u001b[0m\r\n' },
    { atMs: 400, text: '[\u001b[31mFAILED\u001b[0m] web.service\r\n' },
  ],
  ports: {},
};

/** Boots like `HEALTHY`, and nothing that is sent to it ever gets an answer. */
const SILENT: BootScript = { ...HEALTHY, network: [] };

/** Is on the network, and does not find its root device. */
const LOST: BootScript = {
  ...HEALTHY,
  console: [
    { atMs: 50, text: 'Linux version 6.1\r\nRun /init as init process\r\n' },
    {
      atMs: 400,
      text: 'ALERT!  /dev/sda1 does not exist.  Dropping to a shell!\r\n',
    },
  ],
  ports: {},
};

/** An EC2 with images and an S3, both on this machine. */
export interface World {
  config: JsonObject;
  journal(): JournalEvent[];
  /** Makes an image one that EC2 does not know any more. */
  deregister(imageId: string): Promise<void>;
  /** Stand in the way of EC2. */
  interceptors: Interceptor[];
  s3: LocalS3;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-'));
  const interceptors: Interceptor[] = [];
  const ec2 = await LocalEc2.start({
    hypervisor: new ScriptedHypervisor({
      scripts: {
        healthy: HEALTHY,
        broken: BROKEN,
        silent: SILENT,
        lost: LOST,
      },
    }),
    stateDirectory,
    limits: 'off',
    interceptors: [
      {
        async beforeAction(call) {
          for (const one of interceptors) await one.beforeAction?.(call);
        },
      },
    ],
    images: [
      { name: 'healthy', imageId: IMAGES.healthy },
      { name: 'pending', imageId: IMAGES.pending, state: 'pending' as const },
      { name: 'foreign', imageId: IMAGES.foreign, ownerId: OTHER_ACCOUNT },
      { name: 'broken', imageId: IMAGES.broken, disk: 'broken' },
      { name: 'silent', imageId: IMAGES.silent, disk: 'silent' },
      { name: 'lost', imageId: IMAGES.lost, disk: 'lost' },
    ].map(image => ({ disk: 'healthy', ...image, region: REGION })),
  });
  const s3 = await LocalS3.start();
  return {
    config: createConfig(ec2.url, s3.url),
    journal: () => readJournal(join(stateDirectory, 'journal.jsonl')),
    async deregister(imageId) {
      const client = new EC2Client({
        region: REGION,
        endpoint: ec2.url,
        credentials: { accessKeyId: 'AKIASOMEBODY', secretAccessKey: 'x' },
      });
      await client.send(new DeregisterImageCommand({ ImageId: imageId }));
    },
    interceptors,
    s3,
    async close() {
      await ec2.close();
      await s3.down();
      await rm(stateDirectory, { recursive: true });
    },
  };
}

function createConfig(ec2Url: string, s3Url: string): JsonObject {
  const { subnets, defaultSecurityGroupId } = defaultNetwork(REGION, ACCOUNT);
  const profile = {
    accountId: ACCOUNT,
    regions: {
      [REGION]: {
        subnets: subnets.map(({ subnetId }) => subnetId),
        securityGroups: [defaultSecurityGroupId],
      },
    },
    instanceTypes: ['t3.small'],
    screenshots: [{ everySeconds: 0.5, untilSeconds: 2 }],
    consoleEverySeconds: 1,
    checks: [{ type: 'http', port: 8080, path: '/health' }],
    budgets: { serviceSeconds: 20 },
  };
  return {
    app: { baseUrl: 'http://backstage.example' },
    backend: {
      baseUrl: 'http://localhost',
      listen: { host: '127.0.0.1', port: 0 },
      database: { client: 'better-sqlite3', connection: ':memory:' },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: 'token-of-packer', subject: 'external:packer' },
          },
        ],
      },
    },
    aws: {
      accounts: [
        { accountId: ACCOUNT, accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
      ],
      mainAccount: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
    },
    amiSmokeTest: {
      owner: 'tests',
      secret: 'a secret of the tests',
      ec2: { endpoint: ec2Url },
      // It takes seconds, and has tests of its own.
      diagnosis: { readScreens: 'never' },
      archive: {
        s3: {
          bucket: LocalS3.bucket,
          region: 'us-east-1',
          endpoint: s3Url,
          forcePathStyle: true,
          serverSideEncryption: 'none',
        },
      },
      access: [
        {
          subject: 'external:packer',
          permissions: ['create', 'cancel'],
          families: ['web-*'],
        },
        {
          subject: 'external:gha:repo:acme/*',
          permissions: ['create'],
          families: ['db-base'],
        },
        { subject: 'external:auditor', permissions: ['read', 'ledger'] },
        {
          subject: 'external:viewer',
          permissions: ['read', 'evidence', 'ledger'],
          families: ['web-*'],
        },
      ],
      profiles: {
        default: profile,
        elsewhere: { ...profile, accountId: OTHER_ACCOUNT },
        flexible: {
          ...profile,
          overridable: ['instanceTypes', 'budget'],
          allowedInstanceTypes: ['t3.large'],
        },
      },
    },
  };
}
