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
 * Makes sure that the instance still runs: what its service said, or did not say, counts only then.
 *
 * @throws ImageFaultError or NotTheImageError when it does not
 */
export async function confirmRunning(
  run: RunContext,
  instanceId: string,
): Promise<InstanceView> {
  const deadline = run.clock.now() + CONSISTENCY_MS;
  for (;;) {
    const instance = await untilAnswered(run, () =>
      run.ec2.describe(instanceId),
    );
    if (instance?.state === 'running') return instance;
    if (instance) throw endedTooEarly(run, instance);
    if (run.clock.now() > deadline) {
      throw new NotTheImageError(
        `EC2 no longer knows the instance ${instanceId}`,
      );
    }
    await run.clock.sleep(LOOK_EVERY_MS, run.stopped);
  }
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
