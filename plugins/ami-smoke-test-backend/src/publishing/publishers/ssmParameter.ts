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
import type { AwsClients } from '../aws/AwsClients';
import { IMAGE_DATA_TYPE } from '../aws/ParameterCalls';
import { ImageGoneError } from '../ImageGoneError';

/** Of a channel: the parameter's name with placeholders, and in whose Parameter Store it is. */
export interface ParameterConfig {
  name: string;
  accounts?: string[];
}

/** A parameter for each family, channel and region names the image that is there. */
export function ssmParameter(
  channels: Record<string, ParameterConfig>,
  owner: string,
  aws: AwsClients,
): Publisher {
  return {
    name: 'ssm-parameter',
    about: 'channel',
    channels: Object.keys(channels),
    async look(subject, tools): Promise<Fact[]> {
      const { name, accounts = [subject.accountId] } =
        channels[subject.channel];
      await requireImage(aws, subject, tools);
      return Promise.all(
        accounts.map(accountId =>
          parameterOf(
            { ...subject, storeAccountId: accountId, name, owner },
            aws,
            tools,
          ),
        ),
      );
    },
  };
}

/** SSM goes on naming an AMI that is gone, and would not say so. */
async function requireImage(
  aws: AwsClients,
  { accountId, region, imageId }: PublishedChannel,
  { credentials }: PublisherTools,
): Promise<void> {
  if (imageId === undefined) return;
  const image = await aws
    .images(credentials, accountId, region)
    .describe(imageId);
  if (!image) throw new ImageGoneError({ accountId, region, imageId });
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
    owner,
  }: PublishedChannel & { storeAccountId: string; name: string; owner: string },
  aws: AwsClients,
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
    change: () =>
      imageId === undefined
        ? calls.delete(name)
        : calls.putImage(
            name,
            imageId,
            `The image of ${family} on ${channel}, kept by AMI Smoke Test (${owner})`,
          ),
    whenNotTaken: `SSM has accepted ${imageId} and not taken it: the AMI is not there, not available, or account ${storeAccountId} may not launch it`,
  };
}
