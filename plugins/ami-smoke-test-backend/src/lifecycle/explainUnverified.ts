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

import type { CheckProgress } from '../checks/CheckProgress';
import type { RunRecord } from '../database/records';
import type { Ec2 } from '../ec2/Ec2';
import type { Outcome } from '../run/outcomes';

/**
 * Why the budget of a verification is spent, and what to look at. The image is known to be good, so what stays silent is the
 * network's doing, also where it was within reach before; what is refused is within reach, but nothing listens there.
 */
export function explainUnverified(
  {
    profile,
    profileName,
    image,
  }: Pick<RunRecord, 'profile' | 'profileName' | 'image'>,
  progress: Pick<CheckProgress, 'passed' | 'heard' | 'summary'>[],
  status: Awaited<ReturnType<Ec2['statusCheck']>>,
): Outcome {
  const unanswered = progress.filter(({ passed }) => !passed);
  const silent = unanswered.filter(({ heard }) => !heard);
  const { imageId, region } = image;
  if (status === 'impaired') {
    return {
      verdict: 'failed',
      reason: `The image ${imageId} did not boot: EC2's instance status check says impaired. Name one that boots as amiSmokeTest.profiles.${profileName}.regions.${region}.knownGoodImage`,
    };
  }
  if (silent.length === 0) {
    return {
      verdict: 'failed',
      reason: `The instance can be reached, but did not listen at ${portsOf(
        unanswered,
      )}: the image ${imageId} did not run the shell script in its user data, or has nothing to listen with (python, perl, systemd, socat, busybox or nc). Name another knownGoodImage in amiSmokeTest.profiles.${profileName}.regions.${region}`,
    };
  }
  const { subnets, securityGroups, freshSecurityGroup } =
    profile.regions[region];
  const letIn = [
    ...securityGroups,
    ...(freshSecurityGroup
      ? [`freshSecurityGroup.from (${freshSecurityGroup.from.join(', ')})`]
      : []),
  ].join(', ');
  return {
    verdict: 'errored',
    reason: `Unreachable from here: nothing answers at ${portsOf(
      silent,
    )} of the known-good image ${imageId} in ${region}. Look at the routes between this backend and ${subnets.join(
      ', ',
    )} (network ACLs, too), whether ${letIn} lets these ports in from this backend's address, and whether \`address: ${
      profile.address
    }\` is the one that it can reach, in amiSmokeTest.profiles.${profileName}. If all is well there, the image's own firewall may be in the way`,
  };
}

function portsOf(progress: Pick<CheckProgress, 'summary'>[]): string {
  return progress.map(({ summary }) => summary.target).join(', ');
}
