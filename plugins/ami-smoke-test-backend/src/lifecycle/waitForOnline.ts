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
import { endingOf } from '../ec2/endings';
import {
  addressOf,
  CONSISTENCY_MS,
  endedTooEarly,
  look,
  type Sight,
} from './instance';
import { NoCapacityError } from './ladder';
import type { Online } from '../run/RunTools';
import { NotTheImageError } from '../run/outcomes';
import type { RunContext } from './RunContext';

const LOOK_EVERY_MS = 500;

/**
 * Waits until EC2 says that the instance runs, and writes down when, where, and what came along with it.
 *
 * @throws NoCapacityError when EC2 has no room for it after all
 */
export async function waitForOnline(
  run: RunContext,
  instanceId: string,
): Promise<Online> {
  const { address, onlineAt, profile } = run.journal.run;
  if (address && onlineAt) return { instanceId, address, onlineAt };

  const budget = profile.budgets.onlineSeconds;
  const began = run.clock.now();
  let absentSince: number | undefined;
  let runningSince: number | undefined;
  for (;;) {
    const sight = await look(run, instanceId);
    const now = run.clock.now();
    if (typeof sight === 'object') {
      absentSince = undefined;
      if (await runs(run, sight)) {
        runningSince ??= now;
        const found = addressOf(run, sight);
        if (found) return goOnline(run, sight, found, runningSince);
        if (now - runningSince > CONSISTENCY_MS) throw noAddress(run);
      }
    } else if (sight === 'absent') {
      absentSince ??= now;
      if (now - absentSince > CONSISTENCY_MS) {
        throw new NotTheImageError(
          `EC2 does not know its instance ${instanceId}`,
        );
      }
    }
    if (now - began > budget * 1000 && runningSince === undefined) {
      throw new NotTheImageError(
        `EC2 did not run the instance within ${budget} s: ${inWords(sight)}`,
      );
    }
    await run.clock.sleep(LOOK_EVERY_MS, run.stopped);
  }
}

/** @throws when it never will */
async function runs(run: RunContext, instance: InstanceView): Promise<boolean> {
  if (instance.state === 'pending') return false;
  if (instance.state === 'running') return true;
  if (endingOf(instance).by !== 'capacity') throw endedTooEarly(run, instance);
  // Nothing of it may be left when another takes its place.
  if (instance.state !== 'terminated') return false;
  await run.ledger.goneForCapacity(instance);
  throw new NoCapacityError(instance.stateReason);
}

function noAddress(run: RunContext): Error {
  const kind = run.journal.run.profile.address;
  return new NotTheImageError(
    `The instance has no ${kind} address: use subnets that give one, or set the profile's \`address\` to one that it has`,
  );
}

function inWords(sight: Sight): string {
  if (typeof sight === 'object') return `it is ${sight.state}`;
  return sight === 'absent'
    ? 'it cannot be seen'
    : 'EC2 cannot be asked about it';
}

async function goOnline(
  run: RunContext,
  instance: InstanceView,
  address: string,
  since: number,
): Promise<Online> {
  await run.ledger.foundWith(instance);
  const onlineAt = new Date(since);
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
