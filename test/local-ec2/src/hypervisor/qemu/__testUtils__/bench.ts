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

import { connect } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Machine, MachineSpec } from '../../Hypervisor';

/** Survives the tests, so that the packages are downloaded once. */
export const imageCache = resolve(
  __dirname,
  '../../../../../../node_modules/.cache/local-ec2',
);

/** The specification of a machine; those with other numbers have other addresses. */
export function spec(
  number: number,
  more: { disk: string } & Partial<MachineSpec> & {
      metadataContent?: { [path: string]: string };
    },
): MachineSpec {
  const { metadataContent = {}, ...rest } = more;
  return {
    instanceId: `i-${number}`,
    volumeId: `vol-000000000000000${number}`,
    instanceType: 't3.micro',
    memoryMiB: 192,
    publicIp: `127.1.77.${number}`,
    privateIp: `172.31.16.${16 + number}`,
    macAddress: `0a:00:00:00:00:0${number}`,
    ports: [2222, 8080, 9000],
    metadata: path => metadataContent[path],
    ...rest,
  };
}

/** The demo's provisioning scripts, one after the other, as one script. */
export async function provisioning(...names: string[]): Promise<string> {
  const directory = resolve(__dirname, '../../../../../demo/packer');
  const scripts = await Promise.all(
    names.map(name => readFile(join(directory, name), 'utf8')),
  );
  return scripts.join('\n');
}

/** Waits until the machine's console has said something; in the end rejects with what it said instead. */
export async function said(machine: Machine, what: string): Promise<string> {
  const deadline = Date.now() + 80_000;
  for (;;) {
    const text = (await machine.console()).toString('latin1');
    if (text.includes(what)) {
      return text;
    }
    if (Date.now() > deadline) {
      throw new Error(`Never said '${what}', but: ${text.slice(-2000)}`);
    }
    await sleep(100);
  }
}

/** Waits until something holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${holds}`);
    }
    await sleep(50);
  }
}

/** The first bytes that a TCP server sends of its own accord. */
export function greeting(host: string, port: number): Promise<string> {
  return new Promise((resolvePromise, reject) => {
    const socket = connect({ host, port });
    socket.once('data', data => {
      socket.destroy();
      resolvePromise(data.toString('latin1'));
    });
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('ended without a word')));
  });
}
