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
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalEc2 } from '@ami-smoke-test/local-ec2';
import type { Profile } from '../config';
import type { ImageView, KeyPairRequest } from '../ec2/Ec2';
import { connect, startLocalEc2 } from '../ec2/__testUtils__/localEc2';
import { launchRequest } from './launchRequest';
import { newKeyPair } from './newKeyPair';
import type { RunContext } from './RunContext';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const RUN_ID = '7d1f5a0e-0000-4000-8000-000000000001';
const LINUX: ImageView = {
  imageId: 'ami-1',
  ownerId: '123456789012',
  state: 'available',
  platform: 'linux',
  architecture: 'x86_64',
  ebsDevices: [
    { deviceName: '/dev/xvda', deleteOnTermination: false },
    { deviceName: '/dev/sdb', deleteOnTermination: true },
  ],
};
const WINDOWS: ImageView = { ...LINUX, platform: 'windows' };

/** As much of a run as its launch needs. */
function runWith(
  changes: Partial<Profile>,
  parts: {
    runId?: string;
    secret?: string;
    ec2?: object;
    ledger?: object;
  } = {},
): RunContext {
  const { runId = RUN_ID, ec2 = {}, ledger = {} } = parts;
  const run = {
    clock: { now: () => NOW },
    installation: { owner: 'tests', secret: parts.secret },
    assertHeld: () => {},
    stopped: new AbortController().signal,
    ec2,
    ledger,
    journal: {
      run: {
        id: runId,
        family: 'web-base',
        instanceType: 't3.small',
        image: { region: 'eu-central-1', imageId: 'ami-1' },
        // It has waited for its turn since the day before.
        createdAt: new Date(NOW - 86_400_000),
        profile: {
          regions: {
            'eu-central-1': { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
          },
          address: 'public',
          keyPair: true,
          deadManSwitch: true,
          checks: [],
          guest: { probe: false, expect: {} },
          tags: { team: 'web', Name: 'mine' },
          budgets: { onlineSeconds: 300, serviceSeconds: 300 },
          ...changes,
        },
      },
    },
  };
  return run as unknown as RunContext;
}

describe('launchRequest', () => {
  const requestWith = (changes: Partial<Profile>, image = LINUX) =>
    launchRequest(runWith(changes), {
      attempt: {
        clientToken: `${RUN_ID}-0`,
        instanceType: 't3.small',
        subnet: 'subnet-1',
      },
      keyPair: 'key',
      securityGroup: 'sg-fresh',
      image,
    });
  const textOf = (userData?: string) =>
    Buffer.from(userData ?? '', 'base64').toString();

  it('asks for one instance that takes everything with it', () => {
    const Tags = [
      { Key: 'team', Value: 'web' },
      { Key: 'Name', Value: 'ami-smoke-test web-base' },
      { Key: 'ami-smoke-test:run', Value: RUN_ID },
      { Key: 'ami-smoke-test:owner', Value: 'tests' },
      { Key: 'ami-smoke-test:expires-at', Value: '2026-11-22T11:10:00.000Z' },
    ];
    const { UserData, ...request } = requestWith({});
    expect(request).toEqual({
      ClientToken: `${RUN_ID}-0`,
      ImageId: 'ami-1',
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      KeyName: 'key',
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: 'subnet-1',
          Groups: ['sg-1', 'sg-fresh'],
          DeleteOnTermination: true,
          AssociatePublicIpAddress: true,
        },
      ],
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } },
        { DeviceName: '/dev/sdb', Ebs: { DeleteOnTermination: true } },
      ],
      InstanceInitiatedShutdownBehavior: 'terminate',
      TagSpecifications: [
        { ResourceType: 'instance', Tags },
        { ResourceType: 'volume', Tags },
        { ResourceType: 'network-interface', Tags },
      ],
    });
    // Budgets, and a quarter of an hour.
    expect(textOf(UserData)).toMatch(/^#!\/bin\/sh\n[^]*sleep 1500; poweroff/);
  });

  it('asks for the kind of address that is probed', () => {
    const interfaceOf = (address: Profile['address']) =>
      requestWith({ address }).NetworkInterfaces?.[0];
    expect(interfaceOf('private')).not.toHaveProperty(
      'AssociatePublicIpAddress',
    );
    expect(interfaceOf('private')).not.toHaveProperty('Ipv6AddressCount');
    expect(interfaceOf('ipv6')).toMatchObject({ Ipv6AddressCount: 1 });
  });

  it("gives it the dead-man switch in its system's words, or what the profile says", () => {
    expect(textOf(requestWith({}, WINDOWS).UserData)).toBe(
      '<powershell>shutdown.exe /s /t 1500</powershell>\n',
    );
    expect(textOf(requestWith({ userData: '#cloud-config' }).UserData)).toBe(
      '#cloud-config',
    );
    expect(requestWith({ deadManSwitch: false }).UserData).toBeUndefined();
  });

  it('is the same after it was written down', () => {
    const request = requestWith({ deadManSwitch: false });
    expect(JSON.parse(JSON.stringify(request))).toEqual(request);
  });
});

describe('newKeyPair', () => {
  let directory: string;
  let local: LocalEc2;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-'));
    local = await startLocalEc2({ stateDirectory: directory, limits: 'off' });
  });
  afterAll(async () => {
    await local.close();
    await rm(directory, { recursive: true });
  });

  /** Makes the key pair in the local EC2, and gives what was sent. */
  async function imported(options: {
    image: ImageView;
    runId: string;
    secret?: string;
  }): Promise<KeyPairRequest> {
    const ec2 = connect(local.url);
    let sent: KeyPairRequest | undefined;
    const run = runWith(
      {},
      {
        ...options,
        ec2: {
          findImage: async () => options.image,
          importKeyPair: (request: KeyPairRequest) =>
            ec2.importKeyPair(request),
        },
        ledger: {
          find: async () => undefined,
          intend: async (_: string, __: string, request: KeyPairRequest) => {
            sent = request;
            return { state: 'intended', request };
          },
          made: async () => {},
        },
      },
    );
    const name = await newKeyPair(run);
    expect(await ec2.findKeyPair(name!)).toBeDefined();
    return sent!;
  }

  async function fingerprint(publicKey: string): Promise<string> {
    const file = join(directory, 'key.pub');
    await writeFile(file, `${publicKey}\n`);
    const run = promisify(execFile);
    return run('ssh-keygen', ['-l', '-f', file]).then(
      ({ stdout }) => stdout,
      error => {
        if (error.code === 'ENOENT') return 'no ssh-keygen here';
        throw error;
      },
    );
  }

  it('is derived from the secret and the run, and nothing else', async () => {
    const [a, b] = [RUN_ID, RUN_ID.replace(/1$/, '2')];
    const secret = 'a secret of the tests';
    const first = await imported({ image: LINUX, runId: a, secret });
    const again = await imported({ image: LINUX, runId: a, secret });
    expect(again.publicKey).toBe(first.publicKey);
    const keys = [
      first,
      await imported({ image: LINUX, runId: b, secret }),
      await imported({ image: LINUX, runId: a, secret: `${secret}!` }),
    ].map(({ publicKey }) => publicKey.split(' ')[1]);
    expect(new Set(keys).size).toBe(3);
    expect(first.publicKey).toMatch(/^ssh-ed25519 \S+ ami-smoke-test-/);
    expect(await fingerprint(first.publicKey)).toMatch(
      /^256 SHA256:.*\(ED25519\)|^no ssh-keygen/,
    );
  });

  it('is an RSA key for Windows, which takes no other', async () => {
    const { publicKey } = await imported({
      image: WINDOWS,
      runId: RUN_ID.replace(/1$/, '3'),
    });
    expect(publicKey).toMatch(/^ssh-rsa /);
    expect(await fingerprint(publicKey)).toMatch(
      /^2048 SHA256:.*\(RSA\)|^no ssh-keygen/,
    );
  });

  it('says what is missing, and repeats what EC2 refused', async () => {
    const ec2 = { findImage: async () => LINUX };
    const empty = { find: async () => undefined };
    await expect(
      newKeyPair(runWith({}, { ec2, ledger: empty })),
    ).rejects.toThrow(/amiSmokeTest\.secret is missing.*`keyPair: false`/);
    const refused = async () => ({
      state: 'refused',
      proof: 'ImportKeyPair: No',
    });
    const ledger = { find: refused, intend: refused };
    await expect(
      newKeyPair(runWith({}, { ec2, ledger, secret: 'x'.repeat(16) })),
    ).rejects.toThrow('ImportKeyPair: No');
    expect(await newKeyPair(runWith({ keyPair: false }))).toBeUndefined();
  });
});
