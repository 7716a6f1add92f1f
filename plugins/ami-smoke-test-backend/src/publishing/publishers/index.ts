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

import type { Publisher } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { SmokeTestConfig } from '../../config';
import type { ChannelConfig } from '../../promotion/policy';
import { AwsClients } from '../aws/AwsClients';
import { deprecation } from './deprecation';
import { disabling } from './disabling';
import { launchPermissions } from './launchPermissions';
import { ssmParameter } from './ssmParameter';
import { tags } from './tags';

/**
 * The built-in publishers that the config asks for, in the order in which they have to be: SSM takes only what its account may
 * launch, and what is disabled loses its launch permissions.
 */
export function createPublishers(
  config: Pick<SmokeTestConfig, 'owner' | 'ec2' | 'promotion'>,
): Publisher[] {
  const { channels, publishing } = config.promotion;
  const aws = new AwsClients({
    ec2: config.ec2.endpoint,
    ssm: publishing.ssmEndpoint,
    sts: publishing.stsEndpoint,
  });
  const installation = { aws, owner: config.owner };

  /** What the channels that have a setting have there. */
  function partOf<K extends keyof ChannelConfig['publish']>(setting: K) {
    return Object.fromEntries(
      Object.entries(channels).flatMap(([name, { publish }]) =>
        publish[setting] ? [[name, publish[setting]]] : [],
      ),
    ) as Record<string, NonNullable<ChannelConfig['publish'][K]>>;
  }

  return [
    launchPermissions(partOf('launchPermissions'), installation),
    tags(Object.keys(partOf('tags')), installation),
    ssmParameter(partOf('ssmParameter'), installation),
    deprecation(partOf('deprecation'), installation),
    disabling(Object.keys(partOf('disableRevoked')), installation),
  ].filter(publisher => publisher.channels.length > 0);
}
