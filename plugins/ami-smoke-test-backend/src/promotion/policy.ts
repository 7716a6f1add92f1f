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

import { z } from 'zod';
import { sharedParameters } from '../publishing/sharedParameters';

/** What may stand in the name of an SSM parameter beside these placeholders. */
const PARAMETER_NAME =
  /^\/?([\w.-]|\{family\}|\{channel\})+(\/([\w.-]|\{family\}|\{channel\})+)*$/;

const accountIdSchema = z
  .string()
  .regex(/^\d{12}$/, 'must be 12 digits, quoted');

const publishSchema = z.strictObject({
  /** `ami-smoke-test:channel:<channel>: <family>` on the image and its snapshots, and why it was revoked. */
  tags: z.boolean().default(true),
  /** A parameter of the data type `aws:ec2:image` in each region. */
  ssmParameter: z
    .strictObject({
      name: z
        .string()
        .max(500)
        .regex(
          PARAMETER_NAME,
          'must be a name of SSM parameters: letters, digits, `.`, `-`, `_`, with `/` between its parts, and {family} and {channel}',
        )
        .refine(
          name => name.includes('{family}'),
          'must have {family} in it: each family has a parameter of its own',
        )
        .default('/ami-smoke-test/{family}/{channel}'),
      /** In whose Parameter Store; that of the image's account when it is missing. */
      accounts: z.array(accountIdSchema).min(1).optional(),
    })
    .optional(),
  /** Who else may launch what is on the channel. */
  launchPermissions: z
    .strictObject({ accounts: z.array(accountIdSchema).min(1) })
    .optional(),
  /** What has left every channel is deprecated so much later; what was revoked, at once. */
  deprecation: z
    .strictObject({ afterDays: z.number().min(0).max(3650) })
    .optional(),
  /** Whether what was revoked is disabled, so that nobody can launch it: AWS takes all its launch permissions away with that. */
  disableRevoked: z.boolean().default(false),
});

const channelSchema = z.strictObject({
  description: z.string().max(200).optional(),
  /** Of which families builds may be here: names, or patterns with `*`. */
  families: z.array(z.string().min(1)).min(1).default(['*']),
  /** Which runs each image must have passed: all instance types of the profile unless some are named. */
  requires: z
    .array(
      z.strictObject({
        profile: z.string().min(1),
        instanceTypes: z.array(z.string().min(1)).min(1).optional(),
      }),
    )
    .min(1),
  /** In which regions a build must have an image. */
  regions: z.array(z.string().min(1)).default([]),
  maxAgeDays: z.number().gt(0).max(3650).default(30),
  /** Findings as severe as this, or more, are in the way; `none`: none is. */
  blockSeverity: z.enum(['info', 'warning', 'error', 'none']).default('error'),
  /** The channel on which a build must have been before, and for how long. */
  after: z
    .strictObject({
      channel: z.string().min(1),
      hours: z.number().min(0).max(8760).default(0),
    })
    .optional(),
  /** `owners`: of those who are permitted only the owners of the family's entity. */
  promoters: z.enum(['permitted', 'owners']).default('permitted'),
  /** What is here is tested again and again. */
  retest: z
    .strictObject({
      everyHours: z.number().min(0.001).max(8760),
      /** The first that the channel requires when it is missing. */
      profile: z.string().min(1).optional(),
      onFailure: z.enum(['notify', 'roll-back']).default('notify'),
    })
    .optional(),
  /** Who is told, beside the owner of the family's entity. */
  notify: z
    .array(
      z
        .string()
        .regex(
          /^(user|group):[\w.-]+\/[\w.-]+$/i,
          'must be the ref of a user or group, e.g. `group:default/release`',
        ),
    )
    .default([]),
  publish: publishSchema.prefault({}),
});

/** A channel's part of the config. */
export type ChannelConfig = z.infer<typeof channelSchema>;

/** The section `amiSmokeTest.promotion`. */
export const promotionSchema = z
  .strictObject({
    /** In the order in which they are shown. */
    channels: z
      .record(
        z
          .string()
          .regex(
            /^[a-z0-9]+([-_.][a-z0-9]+)*$/,
            'must be small letters and digits, with single `-`, `_` or `.` between them',
          )
          .max(63),
        channelSchema,
      )
      .default({}),
    maxWaiverDays: z.number().min(1).max(365).default(30),
    publishing: z
      .strictObject({
        /** How often AWS is read again although nothing has changed here. */
        everySeconds: z.number().min(1).max(86_400).default(300),
        /** What is done about what somebody has changed in AWS: `report` shows it and leaves it. */
        drift: z.enum(['mend', 'report']).default('mend'),
        /** For an SSM that is not AWS's. */
        ssmEndpoint: z.url().optional(),
        /** For an STS that is not AWS's. */
        stsEndpoint: z.url().optional(),
      })
      .prefault({}),
  })
  .prefault({});

/** {@inheritDoc promotionSchema} */
export type PromotionConfig = z.infer<typeof promotionSchema>;

/** The parts of profiles that channels refer to. */
type Profiles = Record<
  string,
  { instanceTypes: string[]; regions: Record<string, unknown> }
>;

/** What is wrong in the channels beyond their form; each names its key. */
export function promotionContradictions(
  { channels }: PromotionConfig,
  profiles: Profiles,
): string[] {
  const wrong = Object.entries(channels).flatMap(([name, channel]) => {
    const setting = `amiSmokeTest.promotion.channels.${name}`;
    return [
      ...wrongProfiles(setting, channel, profiles),
      ...wrongRegions(setting, channel, profiles),
      ...wrongPredecessor(setting, name, channels),
    ];
  });
  return [...wrong, ...sharedParameters(channels)];
}

function wrongProfiles(
  setting: string,
  { requires, retest }: ChannelConfig,
  profiles: Profiles,
): string[] {
  const names = Object.keys(profiles).join(', ');
  const unknown = (key: string, profile: string) =>
    `${setting}.${key}: there is no profile '${profile}'; amiSmokeTest.profiles has: ${names}`;
  const required = requires.flatMap(({ profile, instanceTypes }, index) => {
    const key = `requires.${index}`;
    if (!Object.hasOwn(profiles, profile)) {
      return [unknown(`${key}.profile`, profile)];
    }
    const tested = profiles[profile].instanceTypes;
    const untested = (instanceTypes ?? []).filter(
      type => !tested.includes(type),
    );
    return untested.length > 0
      ? [
          `${setting}.${key}.instanceTypes: ${untested.join(
            ', ',
          )} would never be tested; the profile '${profile}' has: ${tested.join(
            ', ',
          )}`,
        ]
      : [];
  });
  const again = retest?.profile;
  return again !== undefined && !Object.hasOwn(profiles, again)
    ? [...required, unknown('retest.profile', again)]
    : required;
}

function wrongRegions(
  setting: string,
  { requires, regions }: ChannelConfig,
  profiles: Profiles,
): string[] {
  return regions.flatMap(region =>
    requires
      .filter(
        ({ profile }) =>
          Object.hasOwn(profiles, profile) &&
          !Object.hasOwn(profiles[profile].regions, region),
      )
      .map(
        ({ profile }) =>
          `${setting}.regions: no image can be tested in ${region}, because the profile '${profile}' has no network there`,
      ),
  );
}

function wrongPredecessor(
  setting: string,
  name: string,
  channels: Record<string, ChannelConfig>,
): string[] {
  const before = channels[name].after?.channel;
  if (before === undefined) return [];
  if (!Object.hasOwn(channels, before)) {
    return [
      `${setting}.after.channel: there is no channel '${before}'; amiSmokeTest.promotion.channels has: ${Object.keys(
        channels,
      ).join(', ')}`,
    ];
  }
  const seen = new Set<string>();
  for (
    let at: string | undefined = before;
    at !== undefined && !seen.has(at);
    at = channels[at]?.after?.channel
  ) {
    if (at === name) {
      return [
        `${setting}.after.channel: '${name}' would come after itself, so nothing could ever get there`,
      ];
    }
    seen.add(at);
  }
  return [];
}
