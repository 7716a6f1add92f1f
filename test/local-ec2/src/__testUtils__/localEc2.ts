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

import { EC2, EC2ClientConfig, Instance } from '@aws-sdk/client-ec2';
import { SSM, SSMClientConfig } from '@aws-sdk/client-ssm';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { BootScript, LocalEc2, LocalEc2Options, ScriptedHypervisor } from '..';

export const REGION = 'us-east-1';
/** The service port of the scripted machines: above 1024, so that no privileges are needed. */
export const PORT = 18_080;

const upAtOnce = { network: [{ atMs: 0, up: true }] };

/** Boots that take no time, each with one thing of interest. */
export const SCRIPTS = {
  quick: {
    ...upAtOnce,
    screen: [{ atMs: 0, lines: ['login:'] }],
    console: [{ atMs: 0, text: 'hello from the serial port\r\n' }],
    ports: {
      [PORT]: [
        { atMs: 0, state: 'open', http: { '/health': { body: 'fine' } } },
      ],
    },
  },
  'powers-off': { ...upAtOnce, powerOffAtMs: 150 },
  unreachable: { screen: [{ atMs: 0, lines: ['No bootable device.'] }] },
} satisfies Record<string, BootScript>;

/** A local EC2 with scripted machines, and an unmodified client for it. */
export interface TestEc2 {
  local: LocalEc2;
  hypervisor: ScriptedHypervisor;
  ec2: EC2;
  imageIds: Record<string, string>;
  client(config?: EC2ClientConfig): EC2;
  /** A client of Parameter Store. */
  ssm(config?: SSMClientConfig): SSM;
  /** Launches one instance and waits until it runs. */
  launch(image?: string, more?: Partial<LaunchInput>): Promise<Instance>;
  describe(id: string): Promise<Instance>;
  /** Waits until an instance is in a state. */
  reaches(id: string, state: string): Promise<Instance>;
  close(): Promise<void>;
}

type LaunchInput = Parameters<EC2['runInstances']>[0];

/** Starts one. Its clients do not retry, so that tests see what is answered. */
export async function startTestEc2(
  options: Partial<LocalEc2Options> & {
    scripts?: Record<string, BootScript>;
    impairedAfterMs?: number;
  } = {},
): Promise<TestEc2> {
  const directory = await mkdtemp(join(tmpdir(), 'local-ec2-test-'));
  const { scripts = SCRIPTS, impairedAfterMs, ...rest } = options;
  const hypervisor = new ScriptedHypervisor({ scripts, impairedAfterMs });
  const local = await LocalEc2.start({
    hypervisor,
    stateDirectory: directory,
    limits: 'off',
    eventualConsistencyMs: 0,
    consolePostMs: 50,
    imageValidationMs: 30,
    images: Object.keys(scripts).map(name => ({
      region: REGION,
      name,
      disk: name,
      ports: [PORT],
    })),
    ...rest,
  });
  const clients: Array<EC2 | SSM> = [];
  const defaults = {
    endpoint: local.url,
    region: REGION,
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  const client = (config: EC2ClientConfig = {}) => {
    const made = new EC2({ ...defaults, ...config });
    clients.push(made);
    return made;
  };
  const ssm = (config: SSMClientConfig = {}) => {
    const made = new SSM({ ...defaults, ...config });
    clients.push(made);
    return made;
  };
  const ec2 = client();
  const imageIds = local.imageIds(REGION);
  const describe = async (id: string): Promise<Instance> => {
    const answer = await ec2.describeInstances({ InstanceIds: [id] });
    const instance = answer.Reservations?.[0].Instances?.[0];
    if (!instance) throw new Error(`${id} was not described`);
    return instance;
  };
  const reaches = (id: string, state: string) =>
    eventually(async () => {
      const instance = await describe(id);
      expect(instance.State?.Name).toBe(state);
      return instance;
    });
  return {
    local,
    hypervisor,
    ec2,
    imageIds,
    client,
    ssm,
    describe,
    reaches,
    async launch(image = 'quick', more = {}) {
      const { Instances } = await ec2.runInstances({
        ImageId: imageIds[image],
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        ...more,
      });
      return reaches(String(Instances?.[0].InstanceId), 'running');
    },
    async close() {
      for (const each of clients) each.destroy();
      await local.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Tries until it succeeds, for at most ten seconds unless told otherwise. */
export async function eventually<T>(
  attempt: () => Promise<T>,
  withinMs = 10_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

/** What a call that must fail is refused with: the error's code and message. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; message: string }> {
  const error = await call.then(
    () => {
      throw new Error('The call succeeded');
    },
    (reason: Error) => reason,
  );
  return { code: error.name, message: error.message };
}
