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

import type { LaunchRequest } from '../ec2/Ec2';
import { isDefiniteRefusal, isEc2Error } from '../ec2/Ec2Error';
import { isForCapacity, type Intent } from '../ledger/RunLedger';
import { launchRequest } from './launchRequest';
import { NotTheImageError } from '../run/outcomes';
import type { RunContext } from './RunContext';
import { untilAnswered } from './untilAnswered';

/**
 * Launches the run's instance: one attempt for each subnet of the profile, the next one only after EC2 has definitely refused
 * the one before for want of capacity.
 *
 * @returns its id
 */
export async function newInstance(
  run: RunContext,
  keyPair: string | undefined,
): Promise<string> {
  const { id, image, profile } = run.journal.run;
  const { subnets } = profile.regions[image.region];
  const refusals: string[] = [];
  for (const [attempt, subnet] of subnets.entries()) {
    const clientToken = `${id}-${attempt}`;
    const known = await run.ledger.find<LaunchRequest>('instance', clientToken);
    const launched = known
      ? await resume(run, known)
      : await launch(run, await intend(run, { clientToken, subnet, keyPair }));
    if ('instanceId' in launched) return launched.instanceId;
    refusals.push(`${subnet}: ${launched.noCapacity}`);
  }
  throw new NotTheImageError(
    `EC2 launched it in no subnet of the profile: ${refusals.join('; ')}`,
  );
}

/** What an attempt came to, when it did not end the run. */
type Launched = { instanceId: string } | { noCapacity: string };

/** Goes on with an attempt that an earlier process began. */
async function resume(
  run: RunContext,
  entry: Intent<LaunchRequest>,
): Promise<Launched> {
  const { state, resourceId, proof = '' } = entry;
  switch (state) {
    case 'exists':
      if (!resourceId) throw new Error('An instance exists and has no id');
      if (!run.journal.run.instanceId) await tell(run, resourceId);
      return { instanceId: resourceId };
    case 'intended':
      return launch(run, entry, { sentBefore: true });
    case 'refused':
      if (!isForCapacity(entry)) throw new NotTheImageError(proof);
      return { noCapacity: proof };
    default:
      throw new NotTheImageError(
        `Its instance ${resourceId} was gone before it was tested: ${proof}`,
      );
  }
}

async function intend(
  run: RunContext,
  options: { clientToken: string; subnet: string; keyPair?: string },
): Promise<Intent<LaunchRequest>> {
  const { imageId, region } = run.journal.run.image;
  const image = await untilAnswered(run, () => run.ec2.findImage(imageId));
  if (!image) {
    throw new NotTheImageError(
      `The image ${imageId} is not to be seen in ${region} any more`,
    );
  }
  return run.ledger.intend(
    'instance',
    options.clientToken,
    launchRequest(run, { ...options, image }),
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
    await tell(run, instanceId, availabilityZone);
    return { instanceId };
  } catch (error) {
    // A mismatch is of another request under our token: what that one made is looked for, too.
    const isOpen = sentBefore || isEc2Error(error, 'parameter-mismatch');
    if (isOpen || !isDefiniteRefusal(error)) throw error;
    await run.ledger.refused(entry, error);
    if (error.errorClass !== 'capacity') throw error;
    return { noCapacity: error.message };
  }
}

async function tell(
  run: RunContext,
  instanceId: string,
  availabilityZone?: string,
): Promise<void> {
  const { id, image, instanceType } = run.journal.run;
  await run.journal.update(
    { instanceId, availabilityZone, launchedAt: new Date(run.clock.now()) },
    [
      {
        type: 'launched',
        runId: id,
        instanceId,
        message: `Launched ${instanceId} (${instanceType}, ${
          availabilityZone ?? image.region
        })`,
      },
    ],
  );
}
