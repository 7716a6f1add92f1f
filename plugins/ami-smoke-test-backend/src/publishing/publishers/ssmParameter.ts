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

import type {
  Fact,
  PublishedChannel,
  Publisher,
  PublisherTools,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { IMAGE_DATA_TYPE, type ParameterCalls } from '../aws/ParameterCalls';
import { imageThere, publishedByAnother, type Installation } from './images';

/** In the description of our parameters, before the installation that keeps it. */
const KEPT_BY = 'kept by AMI Smoke Test';

/** Of a channel: the parameter's name with placeholders, and in whose Parameter Store it is. */
export interface ParameterConfig {
  name: string;
  accounts?: string[];
}

/** A parameter for each family, channel and region names the image that is there. */
export function ssmParameter(
  channels: Record<string, ParameterConfig>,
  installation: Installation,
): Publisher {
  return {
    name: 'ssm-parameter',
    about: 'channel',
    channels: Object.keys(channels),
    async look(subject, tools): Promise<Fact[]> {
      const { name, accounts = [subject.accountId] } =
        channels[subject.channel];
      await requireImage(installation, subject, tools);
      return Promise.all(
        accounts.map(accountId =>
          parameterOf(
            { ...subject, storeAccountId: accountId, name },
            installation,
            tools,
          ),
        ),
      );
    },
  };
}

/** SSM goes on naming an AMI that is gone or cannot be launched, and would not say so. */
async function requireImage(
  { aws }: Installation,
  { imageId, ...place }: PublishedChannel,
  tools: PublisherTools,
): Promise<void> {
  if (imageId === undefined) return;
  const { image } = await imageThere(aws, { ...place, imageId }, tools);
  if (image.state === 'available') return;
  throw new Error(
    `EC2 shows ${imageId} as ${image.state}, so nobody can launch it: promote another build, or make it available again`,
  );
}

async function parameterOf(
  {
    family,
    channel,
    accountId,
    region,
    imageId,
    storeAccountId,
    name: template,
  }: PublishedChannel & { storeAccountId: string; name: string },
  { aws, owner }: Installation,
  { credentials }: PublisherTools,
): Promise<Fact> {
  const calls = aws.parameters(credentials, storeAccountId, region);
  const name = template
    .replaceAll('{family}', family)
    .replaceAll('{channel}', channel);
  // One account's trouble is not to keep the others from having it.
  let parameter: Awaited<ReturnType<typeof calls.get>>;
  let unread: Error | undefined;
  try {
    parameter = await calls.get(name);
  } catch (error) {
    unread = error as Error;
  }
  // As text of another data type it is no AMI to SSM, whatever its value.
  const observed =
    parameter && parameter.dataType !== IMAGE_DATA_TYPE
      ? `${parameter.value} (${parameter.dataType})`
      : parameter?.value;
  return {
    name: storeAccountId === accountId ? name : `${name} in ${storeAccountId}`,
    desired: imageId,
    observed,
    unread,
    loses: observed,
    change: async () => {
      if (parameter) await requireOurs(calls, name, owner);
      if (imageId === undefined) return calls.delete(name);
      requireImageType(name, parameter?.dataType);
      return calls.putImage(
        name,
        imageId,
        `The image of ${family} on ${channel}, ${KEPT_BY} (${owner})`,
      );
    },
    whenNotTaken: `SSM has accepted ${imageId} and not taken it: the AMI is not there, not available, or account ${storeAccountId} may not launch it`,
  };
}

/** @throws Error when another installation keeps it */
async function requireOurs(
  calls: ParameterCalls,
  name: string,
  owner: string,
): Promise<void> {
  const description = await calls.description(name);
  const [, keeper = owner] =
    description?.match(new RegExp(`${KEPT_BY} \\((.*)\\)$`)) ?? [];
  if (keeper !== owner) {
    throw new Error(publishedByAnother(name, keeper, 'delete the parameter'));
  }
}

/** @throws Error when it was made as something else, which SSM never changes: github.com/hashicorp/terraform-provider-aws/issues/35959 */
function requireImageType(name: string, dataType = IMAGE_DATA_TYPE): void {
  if (dataType === IMAGE_DATA_TYPE) return;
  throw new Error(
    `${name} has the data type ${dataType}, and SSM cannot make it ${IMAGE_DATA_TYPE}: delete the parameter, so that it is made anew`,
  );
}
