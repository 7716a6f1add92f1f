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
import { isUndecided } from '../ec2/Ec2Error';
import { deadManMs } from './launchRequest';
import type { Online } from '../run/RunTools';
import { ImageFaultError, NotTheImageError } from '../run/outcomes';
import type { RunContext } from './RunContext';
import { untilAnswered } from './untilAnswered';

/** A new instance may be unknown, and a running one without its address, for as long: EC2 is eventually consistent. */
export const CONSISTENCY_MS = 30_000;
const LOOK_EVERY_MS = 1_000;
const WATCH_EVERY_MS = 5_000;

/** What one look at the instance shows. */
export type Sight = InstanceView | 'absent' | 'unanswered';

/** Looks at the instance once; that EC2 cannot be asked just now is no answer. */
export async function look(
  run: RunContext,
  instanceId: string,
): Promise<Sight> {
  run.assertHeld();
  try {
    return (await run.ec2.describe(instanceId)) ?? 'absent';
  } catch (error) {
    if (isUndecided(error)) return 'unanswered';
    throw error;
  }
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

/**
 * Makes sure that the instance still runs where it was asked: what its service said, or did not say, counts only then.
 *
 * @throws ImageFaultError or NotTheImageError when it does not
 */
export async function confirmSame(
  run: RunContext,
  online: Online,
): Promise<void> {
  const deadline = run.clock.now() + CONSISTENCY_MS;
  for (;;) {
    const instance = await untilAnswered(run, () =>
      run.ec2.describe(online.instanceId),
    );
    if (instance && isSame(run, online, instance)) return;
    if (run.clock.now() > deadline) throw noLongerSeen(online, instance);
    await run.clock.sleep(LOOK_EVERY_MS, run.stopped);
  }
}

/**
 * Looks at the instance from time to time.
 *
 * @throws ImageFaultError or NotTheImageError as soon as EC2 says that it no longer runs, or runs elsewhere; whatever the signal
 *   is aborted with
 */
export async function watchSame(
  run: RunContext,
  online: Online,
  signal: AbortSignal,
): Promise<never> {
  let unclearSince: number | undefined;
  for (;;) {
    await run.clock.sleep(WATCH_EVERY_MS, signal);
    const sight = await look(run, online.instanceId);
    if (typeof sight !== 'object') continue;
    const now = run.clock.now();
    if (isSame(run, online, sight)) unclearSince = undefined;
    else unclearSince ??= now;
    if (unclearSince !== undefined && now - unclearSince > CONSISTENCY_MS) {
      throw noLongerSeen(online, sight);
    }
  }
}

/**
 * Whether the instance runs at the address that is asked. That EC2 shows it without an address, or pending, may be an answer of
 * before it was online, so it says nothing by itself.
 *
 * @throws ImageFaultError or NotTheImageError when it does not run, or has another address
 */
function isSame(
  run: RunContext,
  online: Online,
  instance: InstanceView,
): boolean {
  if (instance.state === 'pending') return false;
  if (instance.state !== 'running') throw endedTooEarly(run, instance);
  const address = addressOf(run, instance);
  if (address && address !== online.address) throw moved(online, address);
  return address !== undefined;
}

/** What it means that EC2 has not shown the instance where it was asked for longer than an old answer can last. */
function noLongerSeen(
  online: Online,
  instance: InstanceView | undefined,
): Error {
  const { instanceId } = online;
  if (!instance) {
    return new NotTheImageError(
      `EC2 no longer knows the instance ${instanceId}`,
    );
  }
  return instance.state === 'pending'
    ? new NotTheImageError(
        `EC2 says that the instance ${instanceId}, which ran, is pending: run it again`,
      )
    : moved(online, 'none');
}

function moved(online: Online, address: string): Error {
  return new NotTheImageError(
    `The instance's address changed from ${online.address} to ${address}: who answered is not known. Somebody in the account moved it; run it again`,
  );
}

/** What it says about the image that its instance no longer runs. */
export function endedTooEarly(run: RunContext, instance: InstanceView): Error {
  const { by, wayOut } = endingOf(instance);
  const words = `The instance is ${instance.state}: ${
    instance.stateReason ?? 'EC2 does not say why'
  }`;
  if (by !== 'image') {
    return new NotTheImageError(wayOut ? `${words}. ${wayOut}` : words);
  }
  return isDeadManDue(run, instance)
    ? new NotTheImageError(
        `Nobody came back for the instance until its own timer shut it down. ${words}`,
      )
    : new ImageFaultError(`The image shut itself down. ${words}`);
}

/** From then on a shutdown from within may be our own timer's: it reads the same. */
function isDeadManDue(
  { clock, journal: { run } }: RunContext,
  { launchTime = run.launchedAt }: InstanceView,
): boolean {
  const { profile } = run;
  return (
    profile.deadManSwitch &&
    // User data of the profile's own takes the timer's place.
    profile.userData === undefined &&
    launchTime !== undefined &&
    clock.now() - launchTime.getTime() >= deadManMs(profile)
  );
}
