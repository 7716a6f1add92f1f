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

import { portsOf } from '../checks/specs';
import type { IngressRequest, SecurityGroupRequest } from '../ec2/Ec2';
import { makeOnce } from './makeOnce';
import type { RunContext } from './RunContext';
import { tagsOf } from './tags';
import { untilAnswered } from './untilAnswered';

/** As it stands in the ledger: the group, and what it is to let in. */
type Request = SecurityGroupRequest & {
  ingress: Omit<IngressRequest, 'groupId'>;
};

/**
 * Makes the run's security group in the VPC of a subnet, when its profile wants one: it lets in the ports of the checks, from
 * where the profile says, and nothing else.
 *
 * @returns its id
 */
export async function newSecurityGroup(
  run: RunContext,
  subnet: string,
): Promise<string | undefined> {
  const { id, profile, image, family } = run.journal.run;
  const { freshSecurityGroup } = profile.regions[image.region];
  if (!freshSecurityGroup) return undefined;

  const vpcId = await untilAnswered(run, () => run.ec2.vpcOf(subnet));
  const name = `ami-smoke-test-${id}-${vpcId}`;
  const ingress = {
    ports: portsOf(profile),
    from: freshSecurityGroup.from,
  };
  const groupId = await makeOnce<Request>(run, {
    kind: 'security-group',
    name,
    request: async () => ({
      name,
      // EC2 takes few characters here: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
      description: `AMI Smoke Test of ${family.replace(/[^\w .-]/g, '-')}`,
      vpcId,
      tags: tagsOf(run),
      ingress,
    }),
    send: async request => (await run.ec2.createSecurityGroup(request)).groupId,
  });
  if (run.openGroups.has(groupId)) return groupId;
  // An earlier process may have stopped between the two.
  await untilAnswered(run, () =>
    run.ec2.authorizeIngress({ groupId, ...ingress }),
  );
  run.openGroups.add(groupId);
  return groupId;
}
