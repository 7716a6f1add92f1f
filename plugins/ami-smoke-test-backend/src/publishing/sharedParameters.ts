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

import type { ChannelConfig } from '../promotion/policy';

type Parameters = Pick<ChannelConfig['publish'], 'ssmParameter'>;

/**
 * Channels that would keep one and the same parameter, and change it back and forth for ever; each names the key of the second one.
 *
 * @param channels - what each publishes
 */
export function sharedParameters(
  channels: Record<string, { publish: Parameters }>,
): string[] {
  const kept = Object.entries(channels).flatMap(([channel, { publish }]) =>
    publish.ssmParameter ? [{ channel, ...publish.ssmParameter }] : [],
  );
  const nameOf = ({ channel, name }: (typeof kept)[number]) =>
    name.replaceAll('{channel}', channel);
  return kept.flatMap((one, at) =>
    kept
      .slice(0, at)
      .filter(other => nameOf(other) === nameOf(one) && mayMeet(other, one))
      .map(
        other =>
          `amiSmokeTest.promotion.channels.${
            one.channel
          }.publish.ssmParameter.name: '${
            other.channel
          }' keeps the parameter ${nameOf(one)}, too; put {channel} in it`,
      ),
  );
}

/** Without accounts it is that of the image, which may be any. */
function mayMeet(
  one: { accounts?: string[] },
  other: { accounts?: string[] },
): boolean {
  if (!one.accounts || !other.accounts) return true;
  return one.accounts.some(account => other.accounts?.includes(account));
}
