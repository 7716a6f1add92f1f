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

// The article's method, one process for one image: https://web.archive.org has it as "Moving left in AWS". Plain Node, so that
// nothing but the method and the AWS CLI takes time. It is told what to test by its environment, prints when it began its
// timer and which frames it took, and ends with 0 when the service answered.

import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { aws } from './aws';
import { ping, testServer } from './service';

/** Every second until 15 s, then every 15 s until 300 s. */
const SNAPSHOT_TIMES = [
  ...Array.from({ length: 15 }, (_, index) => index + 1),
  ...Array.from({ length: 19 }, (_, index) => (index + 2) * 15),
];

interface Described {
  InstanceId: string;
  State: { Name: string };
  PublicIpAddress: string;
}

class Timer {
  readonly #started = Date.now();

  constructor() {
    tell({ started: this.#started });
  }

  async waitTill(seconds: number): Promise<void> {
    await setTimeout(Math.max(0, this.#started + seconds * 1000 - Date.now()));
  }
}

async function testAmi(options: {
  ami: string;
  subnet: string;
  security: string;
}): Promise<void> {
  await withNewKeyPair(async keyName => {
    await withNewInstance({ ...options, keyName }, async id => {
      await waitForOnline(id);
      const { PublicIpAddress: address } = getInstance(id);
      const timer = new Timer();
      for (const seconds of SNAPSHOT_TIMES) {
        await timer.waitTill(seconds);
        screenshot(id, `screenshot_at_${seconds}_seconds.jpg`);
        tell({ frame: seconds });
        if (await ping(address)) break;
      }
      await testServer(address);
      consoleLog(id, 'console.log');
    });
  });
}

async function withNewKeyPair(use: (keyName: string) => Promise<void>) {
  const KeyName = `article-${process.pid}-${Date.now()}`;
  aws('create-key-pair', { KeyName });
  try {
    await use(KeyName);
  } finally {
    aws('delete-key-pair', { KeyName });
  }
}

async function withNewInstance(
  options: { ami: string; subnet: string; security: string; keyName: string },
  use: (id: string) => Promise<void>,
) {
  const { Instances } = aws<{ Instances: Described[] }>('run-instances', {
    ImageId: options.ami,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    KeyName: options.keyName,
    SubnetId: options.subnet,
    SecurityGroupIds: [options.security],
  });
  const [{ InstanceId: id }] = Instances;
  try {
    await use(id);
  } finally {
    aws('terminate-instances', { InstanceIds: [id] });
  }
}

async function waitForOnline(id: string): Promise<void> {
  for (;;) {
    try {
      if (getInstance(id).State.Name === 'running') return;
    } catch {
      // It is too new to be seen.
    }
    await setTimeout(1000);
  }
}

function getInstance(id: string): Described {
  const { Reservations } = aws<{
    Reservations: { Instances: Described[] }[];
  }>('describe-instances', { InstanceIds: [id] });
  return Reservations[0].Instances[0];
}

function screenshot(id: string, file: string): void {
  const { ImageData } = aws<{ ImageData: string }>('get-console-screenshot', {
    InstanceId: id,
  });
  writeFileSync(file, Buffer.from(ImageData, 'base64'));
}

function consoleLog(id: string, file: string): void {
  const { Output = '' } = aws<{ Output?: string }>('get-console-output', {
    InstanceId: id,
  });
  writeFileSync(file, Output);
}

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const { AMI = '', SUBNET = '', SECURITY_GROUP = '' } = process.env;
testAmi({ ami: AMI, subnet: SUBNET, security: SECURITY_GROUP }).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
