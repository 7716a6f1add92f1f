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

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Backend,
  BRIDGE,
  cacheFolder,
  startS3,
  type S3Ready,
  type ServerProcess,
} from '@ami-smoke-test/demo';
import {
  buildBaseImage,
  demoScripts,
  isQemuAvailable,
  LocalEc2,
  QemuHypervisor,
  ScriptedHypervisor,
  readJournal,
  whatIsLeft,
} from '@ami-smoke-test/local-ec2';

jest.setTimeout(5 * 60_000);

const REGION = 'us-east-1';
/** Without a core of its own, a machine boots in a minute; silence is known for what it is long before. */
const PATIENCE_SECONDS = { qemu: 120, scripted: 6 };

/** Runs `ami-smoke-test profile …`, as an administrator would. */
function profile(backend: Backend, ...args: string[]) {
  return new Promise<{ code: unknown; output: string }>(done => {
    execFile(
      process.execPath,
      [BRIDGE, 'profile', ...args],
      {
        env: {
          PATH: process.env.PATH,
          NODE_ENV: process.env.NODE_ENV,
          AMI_SMOKE_TEST_URL: backend.url,
          AMI_SMOKE_TEST_TOKEN: backend.token,
        },
      },
      (error, stdout, stderr) =>
        done({ code: error ? error.code : 0, output: stdout + stderr }),
    );
  });
}

/** Where real machines can be run, a base image that starts no service; else scripts. */
async function hypervisorOf(
  virtualization: 'qemu' | 'scripted',
  folder: string,
) {
  if (virtualization === 'scripted') {
    return new ScriptedHypervisor({ scripts: demoScripts });
  }
  const cacheDirectory = cacheFolder();
  const output = join(folder, 'base.img');
  await buildBaseImage({ cacheDirectory, output });
  const hypervisor = await QemuHypervisor.create({
    directory: join(folder, 'disks'),
  });
  await hypervisor.importDisk(output, 'base');
  return hypervisor;
}

describe('ami-smoke-test profile verify', () => {
  let folder: string;
  let ec2: LocalEc2;
  let s3: ServerProcess<S3Ready>;
  let backend: Backend;

  const journal = () => join(folder, 'journal.jsonl');
  const launched = () =>
    whatIsLeft(readJournal(journal())).filter(
      ({ kind }) => kind === 'instance',
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-e2e-'));
  });
  afterEach(async () => {
    await backend.stop();
    await ec2.close();
    await s3.stop();
    rmSync(folder, { recursive: true });
  });

  /** @returns the id of an image with this disk */
  async function start(
    virtualization: 'qemu' | 'scripted',
    disk: string,
  ): Promise<string> {
    s3 = startS3(folder);
    ec2 = await LocalEc2.start({
      hypervisor: await hypervisorOf(virtualization, folder),
      stateDirectory: folder,
      journalPath: journal(),
      images: [],
    });
    const budgets = { serviceSeconds: PATIENCE_SECONDS[virtualization] };
    backend = await Backend.create({
      folder,
      database: { sqliteFolder: folder },
      ec2: ec2.url,
      s3: (await s3.ready).endpoint,
      config: { amiSmokeTest: { profiles: { default: { budgets } } } },
    });
    await backend.start();
    return ec2.addImage({ region: REGION, name: disk, disk, ports: [8080] });
  }

  it('proves the network with an image that has no service of its own: its user data makes it listen', async () => {
    const { available } = await isQemuAvailable();
    const imageId = available
      ? await start('qemu', 'base')
      : // No user data is run there, but there is a service.
        await start('scripted', 'healthy');

    const before = await profile(backend, 'list');
    expect(before.output).toMatch(/us-east-1 {2}not verified: .*--image-id/);
    expect(before.code).toBe(0);

    const verified = await profile(backend, 'verify', '--image-id', imageId);
    expect(verified.output).toMatch(
      /tcp :8080[^\n]*\n[^]*AMI Smoke Test: PASSED\n[^]*✓ default in us-east-1 is verified/,
    );
    expect(verified.code).toBe(0);

    const after = await profile(backend, 'list');
    expect(after.output).toMatch(
      /us-east-1 {2}verified \S+ by run \S+ {2}http\S+\/ami-smoke-test\/builds\//,
    );
  });

  it('says that a machine which never answers is unreachable from here, and what to look at', async () => {
    const imageId = await start('scripted', 'no-network-driver');
    const { code, output } = await profile(
      backend,
      'verify',
      '--region',
      REGION,
      '--image-id',
      imageId,
    );
    expect(output).toMatch(
      /ERRORED\n {2}Unreachable from here: nothing answers at tcp :8080 .*routes .*sg-\w+ lets these ports in/,
    );
    expect(output).toContain('✗ default in us-east-1 is not verified');
    expect(code).toBe(3);

    // The verdict waits for no cleanup.
    while (launched().length > 0) await sleep(200);
  });
});
