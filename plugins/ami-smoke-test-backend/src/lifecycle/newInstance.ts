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

import type { NewBuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LaunchRequest } from '../ec2/Ec2';
import { type Ec2Error, isDefiniteRefusal, isEc2Error } from '../ec2/Ec2Error';
import { forCapacity, type Intent } from '../ledger/RunLedger';
import { type Attempt, inWords, ladder } from './ladder';
import { launchRequest } from './launchRequest';
import { newSecurityGroup } from './newSecurityGroup';
import { NotTheImageError } from '../run/outcomes';
import type { RunContext } from './RunContext';
import { untilAnswered } from './untilAnswered';

/** What a launch made is mostly to be seen after a second or two; the cleanup goes on looking for what comes later. */
const VISIBLE_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Launches the run's instance: one attempt after the other, the next one only after EC2 has definitely had no capacity for the
 * one before.
 *
 * @returns its id
 */
export async function newInstance(
  run: RunContext,
  keyPair: string | undefined,
): Promise<string> {
  const tried: string[] = [];
  for (const attempt of await ladder(run)) {
    const { clientToken } = attempt;
    const known = await run.ledger.find<LaunchRequest>('instance', clientToken);
    const launched = known
      ? await resume(run, known)
      : await launch(run, await intend(run, attempt, keyPair));
    if ('instanceId' in launched) {
      await tell(run, attempt, launched, tried);
      return launched.instanceId;
    }
    tried.push(inWords(attempt, launched.noCapacity));
  }
  throw new NotTheImageError(
    `EC2 had no capacity for it. Tried: ${tried.join(
      '; ',
    )}. Run it again later, or give its profile subnets in other availability zones, or \`fallbackInstanceTypes\``,
  );
}

/** What an attempt came to, when it did not end the run. */
type Launched =
  | { instanceId: string; availabilityZone?: string }
  | { noCapacity: string };

/** Goes on with an attempt that was begun before, mostly by an earlier process. */
async function resume(
  run: RunContext,
  entry: Intent<LaunchRequest>,
): Promise<Launched> {
  const { state, resourceId, proof = '' } = entry;
  const noCapacity = forCapacity(entry);
  if (noCapacity) return { noCapacity };
  switch (state) {
    case 'exists':
      if (!resourceId) throw new Error('An instance exists and has no id');
      return { instanceId: resourceId };
    case 'intended':
      return launch(run, entry, { sentBefore: true });
    case 'refused':
      throw new NotTheImageError(proof);
    default:
      throw new NotTheImageError(
        `Its instance ${resourceId} was gone before it was tested: ${proof}`,
      );
  }
}

async function intend(
  run: RunContext,
  attempt: Attempt,
  keyPair: string | undefined,
): Promise<Intent<LaunchRequest>> {
  const { imageId, region } = run.journal.run.image;
  const image = await untilAnswered(run, () => run.ec2.findImage(imageId));
  if (!image) {
    throw new NotTheImageError(
      `The image ${imageId} is not to be seen in ${region} any more`,
    );
  }
  const securityGroup = await newSecurityGroup(run, attempt.subnet);
  return run.ledger.intend(
    'instance',
    attempt.clientToken,
    launchRequest(run, { attempt, image, keyPair, securityGroup }),
  );
}

/**
 * Sends the request until EC2 has answered it; sent again, it gives the same instance.
 *
 * @param options - `sentBefore`: it may have been sent by an earlier process, so that what EC2 says now does not tell what it
 * made then. The entry stays open, and whatever carries its token is looked for in the cleanup.
 */
async function launch(
  run: RunContext,
  entry: Intent<LaunchRequest>,
  { sentBefore = false } = {},
): Promise<Launched> {
  try {
    const { instanceId, availabilityZone } = await untilAnswered(run, () =>
      run.ec2.launch(entry.request),
    );
    await run.ledger.made(entry, instanceId);
    return { instanceId, availabilityZone };
  } catch (error) {
    const isUnclear =
      isEc2Error(error, 'capacity') && (sentBefore || error.afterUnanswered);
    if (isUnclear || isEc2Error(error, 'gone')) {
      const made = await findMade(run, entry);
      if (made) return made;
    }
    if (isUnclear) throw cutShort(error);
    // A mismatch is of another request under our token: what that one made is looked for, too.
    const isOpen = sentBefore || isEc2Error(error, 'parameter-mismatch');
    if (isOpen || !isDefiniteRefusal(error)) throw error;
    await run.ledger.refused(entry, error);
    if (error.errorClass !== 'capacity') throw error;
    return { noCapacity: error.message };
  }
}

/**
 * No further attempt is made where the same request went unanswered before: an instance of that one could yet appear, and then
 * there would be two.
 */
function cutShort(refusal: Ec2Error): Error {
  return new NotTheImageError(
    `${refusal.message}. It was sent before and not answered, so that an instance of it could yet appear; no other subnet or instance type was tried. Run it again`,
  );
}

/**
 * What the request launched when it was sent before; where that has ended since, EC2 refuses its token. How it ended is seen
 * where an instance is waited for. A new one may not be visible yet, so it is looked for for a while.
 */
async function findMade(
  run: RunContext,
  entry: Intent<LaunchRequest>,
): Promise<Launched | undefined> {
  const deadline = run.clock.now() + VISIBLE_WITHIN_MS;
  for (;;) {
    const [instance] = await untilAnswered(run, () =>
      run.ec2.findByClientToken(entry.token),
    );
    if (instance) {
      const { instanceId, availabilityZone } = instance;
      await run.ledger.made(entry, instanceId);
      return { instanceId, availabilityZone };
    }
    if (run.clock.now() > deadline) return undefined;
    await run.clock.sleep(LOOK_EVERY_MS, run.stopped);
  }
}

/** Tells which instance it is now, once, and what was tried before. */
async function tell(
  run: RunContext,
  { instanceType, subnet }: Attempt,
  launched: { instanceId: string; availabilityZone?: string },
  tried: string[],
): Promise<void> {
  const { id: runId, image, ...known } = run.journal.run;
  const { instanceId, availabilityZone } = launched;
  if (known.instanceId === instanceId) return;
  const message = `Launched ${instanceId} (${instanceType}, ${
    availabilityZone ?? image.region
  })`;
  const events: NewBuildEvent[] = [
    { type: 'launched', runId, instanceId, message },
  ];
  if (tried.length > 0) {
    events.push({
      type: 'notice',
      runId,
      message: `Launched as ${instanceType} in ${subnet}, for EC2 had no capacity before: ${tried.join(
        '; ',
      )}`,
    });
  }
  await run.journal.update(
    {
      instanceId,
      instanceType,
      availabilityZone,
      launchedAt: new Date(run.clock.now()),
    },
    events,
  );
}
