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

import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type Filter,
} from '@aws-sdk/client-ec2';
import DataLoader from 'dataloader';
import type { Ec2, InstanceView, OwnedResource } from '../Ec2';
import { hasCode, isEc2Error } from '../Ec2Error';
import { emptyAnswer } from './emptyAnswer';
import { allPages } from '../pages';
import type { Purpose } from '../pacing';
import { toImageView, toInstanceView, toStatusCheck } from '../views';
import type { AwsCalls } from './AwsCalls';
import { FILTER_VALUES, ofOwner, PAGE } from './filters';

/** Instances by their ids; those that are asked for together travel as one. */
export type Instances = DataLoader<string, InstanceView | undefined>;

/** All states but the last, in which nothing exists but a memory. */
const NOT_TERMINATED = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
] satisfies InstanceView['state'][];

/** By ids, one that EC2 does not know (yet) would fail the whole call; by a filter it is just not there. */
export function batchedInstances(aws: AwsCalls): Instances {
  // As many batches as may be sent, the first at once: to make more of them would only make them wait.
  let freeAt = 0;
  const sendInTurn = (dispatch: () => void) => {
    const now = performance.now();
    const at = Math.max(now, freeAt);
    freeAt = at + aws.caller.intervalMs('DescribeInstances');
    setTimeout(dispatch, at - now);
  };
  return new DataLoader(
    async ids => {
      const found = await findInstances(aws, [
        { Name: 'instance-id', Values: [...new Set(ids)] },
      ]);
      const byId = new Map(found.map(one => [one.instanceId, one]));
      return ids.map(id => byId.get(id));
    },
    {
      cache: false,
      maxBatchSize: FILTER_VALUES,
      batchScheduleFn: sendInTurn,
    },
  );
}

/** Images and instances. */
export function instances(
  aws: AwsCalls,
  batched: Instances,
): Pick<
  Ec2,
  | 'findImage'
  | 'launch'
  | 'describe'
  | 'findByClientToken'
  | 'statusCheck'
  | 'terminate'
> {
  return {
    async findImage(imageId) {
      try {
        const { Images } = await aws.look(
          'DescribeImages',
          () => new DescribeImagesCommand({ ImageIds: [imageId] }),
        );
        return Images?.[0] && toImageView(Images[0]);
      } catch (error) {
        // The second is what EC2 says of one that is somebody else's and not shared with us.
        const isHidden =
          hasCode(error, 'InvalidAMIID.NotFound') ||
          (hasCode(error, 'AuthFailure') && isEc2Error(error, 'image-invalid'));
        if (isHidden) return undefined;
        throw error;
      }
    },

    async launch(request) {
      const { Instances: launched } = await aws.change(
        'RunInstances',
        () => new RunInstancesCommand(request),
      );
      const instance = launched?.[0];
      if (!instance?.InstanceId) {
        throw emptyAnswer('RunInstances', 'names no instance');
      }
      return toInstanceView(instance);
    },

    describe: instanceId => batched.load(instanceId),

    findByClientToken: clientToken =>
      findInstances(
        aws,
        [{ Name: 'client-token', Values: [clientToken] }],
        'launch',
      ),

    async statusCheck(instanceId) {
      const { InstanceStatuses } = await aws.look(
        'DescribeInstanceStatus',
        () =>
          new DescribeInstanceStatusCommand({
            InstanceIds: [instanceId],
            IncludeAllInstances: true,
          }),
        { by: instanceId },
      );
      return toStatusCheck(InstanceStatuses?.[0]);
    },

    terminate: instanceId =>
      aws.remove(
        'TerminateInstances',
        () => new TerminateInstancesCommand({ InstanceIds: [instanceId] }),
        async () => (await batched.load(instanceId)) !== undefined,
      ),
  };
}

/** The owner's instances that are not terminated. */
export async function ownedInstances(
  aws: AwsCalls,
  owner: string,
): Promise<OwnedResource[]> {
  const found = await findInstances(aws, [
    ofOwner(owner),
    { Name: 'instance-state-name', Values: NOT_TERMINATED },
  ]);
  return found.map(({ instanceId, launchTime, tags }) => ({
    kind: 'instance',
    id: instanceId,
    tags,
    createdAt: launchTime,
  }));
}

function findInstances(
  aws: AwsCalls,
  filters: Filter[],
  purpose?: Purpose,
): Promise<InstanceView[]> {
  return allPages(async NextToken => {
    const page = await aws.look(
      'DescribeInstances',
      () =>
        new DescribeInstancesCommand({
          Filters: filters,
          MaxResults: PAGE,
          NextToken,
        }),
      purpose && { purpose },
    );
    return {
      items: page.Reservations?.flatMap(reservation =>
        (reservation.Instances ?? []).map(toInstanceView),
      ),
      nextToken: page.NextToken,
    };
  });
}
