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

import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const TOKEN = 'a-token-for-packer-in-this-test';
const root = join(__dirname, '..', '..', '..');

// npm test starts a PostgreSQL and says where.
const postgres =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING;
const databases = [
  { client: 'better-sqlite3', connection: ':memory:' },
  ...(postgres ? [{ client: 'pg', connection: postgres }] : []),
];

/** Nobody listens at these addresses: nothing is launched here. */
const amiSmokeTest = {
  owner: 'backend-test',
  secret: 'the secret of the test',
  access: [{ subject: 'packer', permissions: ['read'] }],
  ec2: { endpoint: 'http://127.0.0.1:9' },
  archive: {
    s3: { bucket: 'none', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' },
  },
  profiles: {
    default: {
      accountId: '123456789012',
      regions: {
        'eu-west-1': { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
      },
      instanceTypes: ['t3.micro'],
      checks: [{ type: 'tcp', port: 80 }],
    },
  },
};

describe.each(databases)('the backend on $client', database => {
  let backend: ChildProcess;
  let url: string;
  let log = '';
  const folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-backend-'));
  const configFile = join(folder, 'app-config.json');

  beforeAll(async () => {
    const port = await freePort();
    writeFileSync(configFile, JSON.stringify({ amiSmokeTest }));
    url = `http://127.0.0.1:${port}`;
    backend = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(__dirname, 'index.ts'),
        ...['--config', join(root, 'app-config.yaml')],
        ...['--config', configFile],
      ],
      {
        cwd: root,
        env: {
          ...process.env,
          NODE_ENV: 'development',
          AMI_SMOKE_TEST_PORT: String(port),
          AMI_SMOKE_TEST_TOKEN: TOKEN,
          AMI_SMOKE_TEST_DATABASE_CLIENT: database.client,
          AMI_SMOKE_TEST_DATABASE_CONNECTION: database.connection,
          AWS_ACCESS_KEY_ID: 'nobody',
          AWS_SECRET_ACCESS_KEY: 'nothing',
          AWS_EC2_METADATA_DISABLED: 'true',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    backend.stdout?.on('data', chunk => (log += chunk));
    backend.stderr?.on('data', chunk => (log += chunk));
    await untilReady();
  }, 120_000);

  afterAll(() => {
    backend.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function untilReady() {
    while (backend.exitCode === null) {
      const response = await fetch(
        `${url}/.backstage/health/v1/readiness`,
      ).catch(() => undefined);
      if (response?.ok) {
        return;
      }
      await setTimeout(100);
    }
    throw new Error(`The backend ended with ${backend.exitCode}:\n${log}`);
  }

  function get(path: string, token?: string) {
    return fetch(`${url}${path}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  }

  it('lets a guest in, and Packer to this plugin only', async () => {
    const builds = '/api/ami-smoke-test/builds';
    expect((await get(builds)).status).toBe(401);

    const signIn = await get('/api/auth/guest/refresh');
    const { backstageIdentity } = await signIn.json();
    expect((await get(builds, backstageIdentity.token)).status).toBe(200);
    expect((await get('/api/catalog/entities', TOKEN)).status).toBe(403);
    expect((await get(builds, TOKEN)).status).toBe(200);
  });

  it('ends by itself when it is asked to', async () => {
    backend.kill('SIGTERM');
    const [code] = await once(backend, 'exit');
    expect({ code, log }).toEqual({ code: 0, log });
  }, 30_000);
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
