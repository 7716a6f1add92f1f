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

import type { LedgerRecord } from '../database/records';
import type { LaunchRequest } from '../ec2/Ec2';
import { isDefiniteRefusal } from '../ec2/Ec2Error';
import { launchRequest } from './launchRequest';
import { NotTheImageError } from './outcomes';
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
  const refusals: string[] = [];
  for (const [attempt, subnet] of profile.regions[
    image.region
  ].subnets.entries()) {
    const entry = await intendLaunch(run, `${id}-${attempt}`, subnet, keyPair);
    if (entry.state === 'gone') {
      throw new NotTheImageError(
        `Its instance ${entry.resourceId} was gone before it was tested: ${entry.proof}`,
      );
    }
    if (entry.state === 'exists' && entry.resourceId) {
      if (!run.journal.run.instanceId) await tell(run, entry.resourceId);
      return entry.resourceId;
    }
    if (entry.state === 'intended') {
      try {
        return await launch(run, entry);
      } catch (error) {
        // Another request under our token: what that one made is looked for.
        if (
          !isDefiniteRefusal(error) ||
          error.errorClass === 'parameter-mismatch'
        ) {
          throw error;
        }
        await run.ledger.refused(entry, error.message);
        if (error.errorClass !== 'capacity') throw error;
        refusals.push(`${subnet}: ${error.message}`);
      }
    } else {
      refusals.push(`${subnet}: ${entry.proof}`);
    }
  }
  throw new NotTheImageError(
    `EC2 launched it in no subnet of the profile: ${refusals.join('; ')}`,
  );
}

async function intendLaunch(
  run: RunContext,
  clientToken: string,
  subnet: string,
  keyPair: string | undefined,
) {
  const known = (await run.ledger.entries()).find(
    entry => entry.kind === 'instance' && entry.token === clientToken,
  );
  if (known) return { ...known, request: known.request as LaunchRequest };

  const { imageId, region } = run.journal.run.image;
  const image = await untilAnswered(run, () => run.ec2.findImage(imageId));
  if (!image) {
    throw new NotTheImageError(
      `The image ${imageId} is not to be seen in ${region} any more`,
    );
  }
  return run.ledger.intend(
    'instance',
    clientToken,
    launchRequest(run, { clientToken, subnet, keyPair, image }),
  );
}

/** Sends the request until EC2 has answered it; sent again, it gives the same instance. */
async function launch(
  run: RunContext,
  entry: LedgerRecord & { request: LaunchRequest },
): Promise<string> {
  const { instanceId, availabilityZone } = await untilAnswered(run, () =>
    run.ec2.launch(entry.request),
  );
  await run.ledger.made(entry, instanceId);
  await tell(run, instanceId, availabilityZone);
  return instanceId;
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
