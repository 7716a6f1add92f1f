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
  const { instanceId } = online;
  const deadline = run.clock.now() + CONSISTENCY_MS;
  for (;;) {
    const instance = await untilAnswered(run, () =>
      run.ec2.describe(instanceId),
    );
    if (instance) return assertSame(run, online, instance);
    if (run.clock.now() > deadline) {
      throw new NotTheImageError(
        `EC2 no longer knows the instance ${instanceId}`,
      );
    }
    await run.clock.sleep(LOOK_EVERY_MS, run.stopped);
  }
}

/** @throws ImageFaultError or NotTheImageError when the instance does not run, or not at the address that is asked */
export function assertSame(
  run: RunContext,
  online: Online,
  instance: InstanceView,
): void {
  if (instance.state !== 'running') throw endedTooEarly(run, instance);
  const address = addressOf(run, instance);
  if (address === online.address) return;
  throw new NotTheImageError(
    `The instance's address changed from ${online.address} to ${
      address ?? 'none'
    }: who answered is not known. Somebody in the account moved it; run it again`,
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
    launchTime !== undefined &&
    clock.now() - launchTime.getTime() >= deadManMs(profile)
  );
}
