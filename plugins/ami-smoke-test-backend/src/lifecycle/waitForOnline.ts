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

import type { InstanceView } from '../ec2/Ec2';
import { isUndecided } from '../ec2/Ec2Error';
import { ImageFaultError, NotTheImageError } from './outcomes';
import type { RunContext } from './RunContext';

/** An instance that runs and can be asked. */
export interface Online {
  instanceId: string;
  address: string;
  /** The zero of every offset. */
  onlineAt: Date;
}

const LOOK_EVERY_MS = 500;
/** A new instance may be unknown, and a running one without its address, for as long: EC2 is eventually consistent. */
const CONSISTENCY_MS = 30_000;

/** Waits until EC2 says that the instance runs, and writes down when, where, and what came along with it. */
export async function waitForOnline(
  run: RunContext,
  instanceId: string,
): Promise<Online> {
  const { address, onlineAt, profile } = run.journal.run;
  if (address && onlineAt) return { instanceId, address, onlineAt };

  const began = run.clock.now();
  for (;;) {
    const waited = run.clock.now() - began;
    const instance = await look(run, instanceId);
    const online = instance && (await onlineOf(run, instance, waited));
    if (online) return online;
    if (!instance && waited > CONSISTENCY_MS) {
      throw new NotTheImageError(
        `EC2 does not know its instance ${instanceId}`,
      );
    }
    if (waited > profile.budgets.onlineSeconds * 1000) {
      throw new NotTheImageError(
        `EC2 did not run the instance within ${profile.budgets.onlineSeconds} s; it is ${instance?.state}`,
      );
    }
    await run.clock.sleep(LOOK_EVERY_MS, run.stopped);
  }
}

async function onlineOf(
  run: RunContext,
  instance: InstanceView,
  waited: number,
): Promise<Online | undefined> {
  if (instance.state === 'pending') return undefined;
  if (instance.state !== 'running') throw endedTooEarly(instance);

  const address = addressOf(run, instance);
  if (!address) {
    if (waited < CONSISTENCY_MS) return undefined;
    const kind = run.journal.run.profile.address;
    throw new NotTheImageError(
      `The instance has no ${kind} address: use subnets that give one, or set the profile's \`address\` to one that it has`,
    );
  }
  for (const id of instance.volumeIds) await run.ledger.found('volume', id);
  for (const id of instance.networkInterfaceIds) {
    await run.ledger.found('network-interface', id);
  }
  const onlineAt = new Date(run.clock.now());
  await run.journal.update(
    { onlineAt, address, availabilityZone: instance.availabilityZone },
    [
      {
        type: 'online',
        runId: run.journal.run.id,
        address,
        message: `Online at ${address}`,
      },
    ],
  );
  return { instanceId: instance.instanceId, address, onlineAt };
}

/** The address that EC2 reports, of the kind that the profile asks for. */
export function addressOf(
  run: RunContext,
  instance: InstanceView,
): string | undefined {
  const { address } = run.journal.run.profile;
  if (address === 'public') return instance.publicIp;
  return address === 'private' ? instance.privateIp : instance.ipv6;
}

/** What it says about the image that its instance no longer runs. */
export function endedTooEarly(instance: InstanceView): Error {
  const words = `The instance is ${instance.state}: ${
    instance.stateReason ?? 'EC2 does not say why'
  }`;
  // Our own timer reads the same, but comes long after every budget is spent.
  return instance.stateReason?.includes('InstanceInitiatedShutdown')
    ? new ImageFaultError(`The image shut itself down. ${words}`)
    : new NotTheImageError(words);
}

/** Looks at the instance; that EC2 cannot be asked just now is no answer. */
export async function look(
  run: RunContext,
  instanceId: string,
): Promise<InstanceView | undefined> {
  try {
    return await run.ec2.describe(instanceId);
  } catch (error) {
    if (isUndecided(error)) return undefined;
    throw error;
  }
}
