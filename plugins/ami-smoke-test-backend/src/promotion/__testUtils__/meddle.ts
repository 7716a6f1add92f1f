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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { History } from './History';
import { PARTNER } from './PromotionWorld';
import type { Step } from './steps';

const TAG = 'ami-smoke-test:channel:';
const REFUSALS = ['InvalidAMIID.Unavailable', 'ParameterNotFound'];

/** Somebody changes in AWS what publishers have put there, or would. */
export async function meddle(
  { world, family, images }: History,
  { how, image: at, channel }: Extract<Step, { do: 'meddle' }>,
): Promise<void> {
  const known = await world.database.store.promotedImages(images);
  if (known.length === 0) return;
  const image = known[at % known.length];
  const { imageId, region } = image;
  // What no channel deprecates or shares is nobody's to mend.
  if (
    /deprecat|launch permission/.test(how) &&
    !image.wasOn.includes('production')
  ) {
    return;
  }
  const { ec2, ssm } = world.clients(region);
  const name = `/ami-smoke-test/${family}/${channel}`;
  const isThere = (await world.database.store.assignments([family])).some(
    one => one.channel === channel && one.region === region,
  );
  const attempts: Record<typeof how, () => Promise<unknown>> = {
    'puts another AMI into the parameter': async () => {
      if (!isThere) return;
      await ssm.putParameter({
        Name: name,
        Value: imageId,
        Type: 'String',
        DataType: 'aws:ec2:image',
        Overwrite: true,
      });
      await world.validated();
    },
    'deletes the parameter': () => ssm.deleteParameter({ Name: name }),
    'puts tags of channels': async () =>
      ec2.createTags({
        Resources: [imageId, ...(await snapshotsOf(image))],
        Tags: [
          { Key: `${TAG}${channel}`, Value: 'somebody' },
          { Key: `${TAG}elsewhere`, Value: 'somebody' },
        ],
      }),
    'deletes tags': async () =>
      ec2.deleteTags({
        Resources: [imageId, ...(await snapshotsOf(image))],
        Tags: [{ Key: `${TAG}${channel}` }, { Key: 'ami-smoke-test:revoked' }],
      }),
    'gives the launch permission': () =>
      ec2.modifyImageAttribute({
        ImageId: imageId,
        LaunchPermission: { Add: [{ UserId: PARTNER }] },
      }),
    'takes the launch permission': () =>
      ec2.modifyImageAttribute({
        ImageId: imageId,
        LaunchPermission: { Remove: [{ UserId: PARTNER }] },
      }),
    deprecates: () =>
      ec2.enableImageDeprecation({
        ImageId: imageId,
        DeprecateAt: new Date(Date.now() + 365 * 24 * 60 * 60 * 1000),
      }),
    'ends the deprecation': () =>
      ec2.disableImageDeprecation({ ImageId: imageId }),
  };
  // AWS refuses some of it, e.g. permissions of what is disabled, or a parameter that there is not.
  await attempts[how]().catch(error => {
    if (!REFUSALS.includes(error.name)) throw error;
  });

  async function snapshotsOf(one: Image): Promise<string[]> {
    const { Images = [] } = await ec2.describeImages({
      Filters: [{ Name: 'image-id', Values: [one.imageId] }],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    });
    return Images.flatMap(({ BlockDeviceMappings = [] }) =>
      BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
    );
  }
}
