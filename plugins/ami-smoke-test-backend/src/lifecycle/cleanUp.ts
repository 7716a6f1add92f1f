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

import type { Cleanup } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LedgerRecord } from '../database/records';
import { isEc2Error } from '../ec2/Ec2Error';
import { isInterruption } from './outcomes';
import type { RunContext } from './RunContext';

const LOOK_EVERY_MS = 1_000;
const LOOK_EVERY_AT_MOST_MS = 15_000;
/** For how long an unanswered launch may still appear. */
const LOST_LAUNCH_MS = 15 * 60 * 1000;
/** EC2 may not know a new thing, or still show a removed one, for as long. */
const CONSISTENCY_MS = 60_000;
/** What is still there after this long is reported as leaked. */
const GIVE_UP_MS = 30 * 60 * 1000;

/** What removing one thing came to: how it was seen gone, or nothing yet. */
type Proof = string | undefined;

/**
 * Removes everything that the run made, and does not end before it has seen it gone. Instances first: their volumes and
 * network interfaces go with them, and what does not is removed after.
 */
export async function cleanUp(run: RunContext): Promise<void> {
  await run.journal.enter('cleaning-up');
  const began = run.clock.now();
  let pause = LOOK_EVERY_MS;
  for (;;) {
    const open = await removeWhatIsOpen(run);
    if (open.length === 0) return finish(run, 'clean');
    if (run.clock.now() - began > GIVE_UP_MS) {
      await run.journal.notice(
        `Still in AWS, remove it by hand: ${open.map(describe).join(', ')}`,
      );
      return finish(run, 'leaked');
    }
    await run.clock.sleep(pause, run.interrupted);
    pause = Math.min(pause * 1.2, LOOK_EVERY_AT_MOST_MS);
  }
}

async function finish(run: RunContext, cleanup: Cleanup): Promise<void> {
  const { id, instanceId, onlineAt } = run.journal.run;
  if (instanceId && onlineAt) {
    // EC2 keeps a dead instance's log, and it holds what came after the last reading.
    await run.console.read({ instanceId, onlineAt }, { latest: false });
  }
  await run.console.close();
  await run.journal.update({ cleanup }, [
    {
      type: 'cleanup',
      cleanup,
      runId: id,
      message:
        cleanup === 'clean'
          ? 'Cleaned up: everything it made was seen gone'
          : 'Cleanup failed: see the ledger',
    },
  ]);
  await run.seal({ last: true });
  await run.journal.enter('finished');
}

async function removeWhatIsOpen(run: RunContext): Promise<LedgerRecord[]> {
  const open = (await run.ledger.entries()).filter(
    entry => entry.state === 'intended' || entry.state === 'exists',
  );
  const instances = open.filter(entry => entry.kind === 'instance');
  const left = await removeAll(run, instances);
  // Volumes and network interfaces are in use until their instance is gone.
  if (left.length > 0) return open;
  return removeAll(
    run,
    open.filter(entry => entry.kind !== 'instance'),
  );
}

async function removeAll(
  run: RunContext,
  entries: LedgerRecord[],
): Promise<LedgerRecord[]> {
  const left: LedgerRecord[] = [];
  for (const entry of entries) {
    const proof = await remove(run, entry);
    if (proof) await run.ledger.gone(entry, proof);
    else left.push(entry);
  }
  return left;
}

async function remove(run: RunContext, entry: LedgerRecord): Promise<Proof> {
  run.assertHeld();
  try {
    switch (entry.kind) {
      case 'instance':
        return await removeInstance(run, entry);
      case 'key-pair':
        return await removeKeyPair(run, entry);
      case 'volume':
        return await removeLeftover(
          entry,
          id => run.ec2.existingVolumes([id]),
          id => run.ec2.deleteVolume(id),
        );
      default:
        return await removeLeftover(
          entry,
          id => run.ec2.existingNetworkInterfaces([id]),
          id => run.ec2.deleteNetworkInterface(id),
        );
    }
  } catch (error) {
    if (isInterruption(error) || !isEc2Error(error)) throw error;
    return undefined; // EC2 cannot or will not just now; it is asked again.
  }
}

async function removeInstance(
  run: RunContext,
  entry: LedgerRecord,
): Promise<Proof> {
  const age = run.clock.now() - entry.intendedAt.getTime();
  if (!entry.resourceId) {
    // The launch was never answered. Whatever it made carries its token.
    const [found] = await run.ec2.findByClientToken(entry.token);
    if (found) {
      await run.ledger.made(entry, found.instanceId);
      return undefined;
    }
    return age > LOST_LAUNCH_MS
      ? `no instance with client token ${entry.token} appeared in 15 minutes`
      : undefined;
  }
  const instance = await run.ec2.describe(entry.resourceId);
  if (instance?.state === 'terminated') return 'EC2 says terminated';
  if (!instance) {
    return age > CONSISTENCY_MS ? 'EC2 no longer knows it' : undefined;
  }
  if (instance.state !== 'shutting-down') {
    // It may not have come as far as to be online: what comes along with it is written down before it goes.
    await run.ledger.foundWith(instance);
    await run.ec2.terminate(entry.resourceId);
  }
  return undefined;
}

async function removeKeyPair(
  run: RunContext,
  entry: LedgerRecord,
): Promise<Proof> {
  const name = entry.token;
  // Whether or not it can be seen: a new one may not be visible yet.
  await run.ec2.deleteKeyPair(name);
  if (await run.ec2.findKeyPair(name)) return undefined;
  // An import that was never answered may still appear.
  const age = run.clock.now() - entry.intendedAt.getTime();
  if (entry.state === 'intended' && age < CONSISTENCY_MS) return undefined;
  return 'EC2 has no key pair of this name';
}

/** What the termination left over, because the image or somebody said so. */
async function removeLeftover(
  entry: LedgerRecord,
  existing: (id: string) => Promise<string[]>,
  deleteIt: (id: string) => Promise<void>,
): Promise<Proof> {
  const id = entry.resourceId ?? entry.token;
  if ((await existing(id)).length === 0) return 'EC2 no longer knows it';
  await deleteIt(id);
  return undefined;
}

function describe(entry: LedgerRecord): string {
  return `${entry.kind} ${entry.resourceId ?? entry.token}`;
}
