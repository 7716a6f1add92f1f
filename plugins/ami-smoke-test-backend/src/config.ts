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

import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { signatureSchema } from '@ami-smoke-test/diagnosis';
import { z } from 'zod';
import { checkSchema, portsOf } from './checks/specs';
import { guestContradictions } from './guest/contradictions';
import { guestSchema } from './guest/settings';
import { promotionContradictions, promotionSchema } from './promotion/policy';

export type {
  CheckSpec,
  HttpCheckSpec,
  IntegrityCheckSpec,
  TcpCheckSpec,
} from './checks/specs';

const seconds = (minimum: number, maximum: number) =>
  z.number().min(minimum).max(maximum);

/** The article's schedule: every second to 15 s, then every 15 s to 300 s. */
const DEFAULT_SCREENSHOTS = [
  { everySeconds: 1, untilSeconds: 15 },
  { everySeconds: 15, untilSeconds: 300 },
];

const profileSchema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/, 'must be 12 digits, quoted'),
  /** Whose images may be tested: account ids, or `self` for the profile's own account. */
  imageOwners: z
    .array(z.string().regex(/^(self|\d{12})$/, 'must be `self` or 12 digits'))
    .min(1)
    .default(['self']),
  /** Where images may be tested, and in which network. */
  regions: z
    .record(
      z.string(),
      z.strictObject({
        /** Tried in this order when one has no capacity. */
        subnets: z.array(z.string().startsWith('subnet-')).min(1),
        securityGroups: z.array(z.string().startsWith('sg-')).default([]),
        /** A security group for each run, which lets the checks' ports in from these blocks of addresses. */
        freshSecurityGroup: z
          .strictObject({
            from: z.array(z.union([z.cidrv4(), z.cidrv6()])).min(1),
          })
          .optional(),
        /** What a verification of the profile launches. */
        knownGoodImage: z
          .string()
          .regex(
            /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/,
            'must be an AMI id, e.g. `ami-0abcdef1234567890`',
          )
          .optional(),
      }),
    )
    .refine(regions => Object.keys(regions).length > 0, 'must name a region')
    .check(({ value: regions, issues }) => {
      for (const [region, network] of Object.entries(regions)) {
        if (network.securityGroups.length > 0) continue;
        if (network.freshSecurityGroup) continue;
        issues.push({
          code: 'custom',
          input: network,
          path: [region, 'securityGroups'],
          message:
            'must name a security group, unless `freshSecurityGroup: { from: [...] }` is there',
        });
      }
    }),
  /** Each image is tested on each of these. */
  instanceTypes: z.array(z.string().min(1)).min(1),
  /** Tried in this order when no subnet has capacity for the run's own instance type. */
  fallbackInstanceTypes: z.array(z.string().min(1)).max(20).default([]),
  /** The address of the instance that the checks are sent to. */
  address: z.enum(['public', 'private', 'ipv6']).default('public'),
  keyPair: z.boolean().default(true),
  /** Given to the instance instead of the dead-man switch: as it is, or together with the probe. */
  userData: z
    .string()
    .max(16 * 1024)
    .optional(),
  /** Whether an instance is told, through user data, to shut itself down when everything else has failed. */
  deadManSwitch: z.boolean().default(true),
  screenshots: z
    .array(
      z.strictObject({
        everySeconds: seconds(0.5, 3600),
        untilSeconds: seconds(0.5, 7200),
      }),
    )
    .default(DEFAULT_SCREENSHOTS),
  consoleEverySeconds: seconds(1, 600).default(5),
  checks: z.array(checkSchema).min(1),
  /** How often a check asks. */
  checkEverySeconds: seconds(0.1, 60).default(0.25),
  budgets: z
    .strictObject({
      /** From RunInstances until EC2 says `running`. */
      onlineSeconds: seconds(5, 3600).default(300),
      /** From online until every check has passed. */
      serviceSeconds: seconds(5, 7200).default(300),
    })
    .prefault({}),
  /** Whether a boot of which nothing more will come ends the waiting. */
  failFast: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** For how long it must have stood still. */
      graceSeconds: seconds(0, 7200).default(15),
      /** Whether text that was read from a screenshot is enough. */
      screen: z.boolean().default(false),
    })
    .prefault({}),
  /** From when on a boot that passed gets a warning. */
  bootTime: z
    .strictObject({
      /** After so long in any case; 80 % of `budgets.serviceSeconds` when it is missing. */
      warnAfterSeconds: seconds(1, 7200).optional(),
      /** Above so many times what is usual. */
      warnAboveUsual: z.number().min(1).max(100).default(1.5),
    })
    .prefault({}),
  /** What is looked at inside the instance. */
  guest: guestSchema,
  /** What a caller may change. */
  overridable: z.array(z.enum(['instanceTypes', 'budget'])).default([]),
  /** The instance types that a caller may ask for, when it may. */
  allowedInstanceTypes: z.array(z.string()).default([]),
  /** Further tags on everything that is made. */
  tags: z.record(z.string(), z.string()).default({}),
});

/** Named settings of a run, as an administrator wrote them; copied into each build that uses them. */
export type Profile = z.infer<typeof profileSchema>;

const configSchema = z.strictObject({
  owner: z
    .string()
    .regex(
      /^[\w.-]{1,63}$/,
      'must be 1 to 63 letters, digits, `.`, `_` or `-`',
    ),
  secret: z.string().min(16).optional(),
  access: z
    .array(
      z.strictObject({
        subject: z.string().min(1),
        permissions: z
          .array(
            z.enum([
              'create',
              'read',
              'cancel',
              'pin',
              'evidence',
              'ledger',
              'gate',
              'promote',
              'revoke',
              'waive',
            ]),
          )
          .min(1),
        families: z.array(z.string().min(1)).min(1).default(['*']),
        /** To which channels it may promote, and for whose gate it may give waivers. */
        channels: z.array(z.string().min(1)).min(1).default(['*']),
      }),
    )
    .default([]),
  archive: z.strictObject({
    s3: z.strictObject({
      bucket: z.string().min(3).max(63),
      region: z.string().min(1),
      prefix: z
        .string()
        .regex(/^[\w.\-/]*$/)
        .transform(prefix => prefix.replace(/^\/+|\/+$/g, ''))
        .default('ami-smoke-test'),
      /** Whose bucket it is; the main account's credentials without. */
      accountId: z
        .string()
        .regex(/^\d{12}$/)
        .optional(),
      endpoint: z.url().optional(),
      forcePathStyle: z.boolean().default(false),
      serverSideEncryption: z
        .enum(['AES256', 'aws:kms', 'none'])
        .default('AES256'),
      kmsKeyId: z.string().optional(),
    }),
  }),
  ec2: z
    .strictObject({
      /** For an EC2 that is not AWS's, as the local EC2. */
      endpoint: z.url().optional(),
      /** Which part of AWS's request buckets we may use. */
      requestShare: z.number().gt(0).max(1).default(0.5),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** How many runs may have an instance at once, per account and region. */
      runsPerRegion: z.number().int().min(1).max(5000).default(20),
      /** How many bytes may wait in the database for S3: of one run, and of all. */
      waitingMegabytesPerRun: z.number().min(1).default(64),
      waitingMegabytes: z.number().min(1).default(2048),
    })
    .prefault({}),
  /** Which finished builds are removed, with their evidence. */
  retention: z
    .strictObject({
      enabled: z.boolean().default(true),
      maxAgeDays: z.number().min(1).max(36_500).default(180),
      /** The newest of each family stay, whatever their age. */
      keepBuildsPerFamily: z.number().int().min(1).max(100_000).default(50),
      /** What else stays. */
      keep: z
        .array(z.enum(['failed', 'pinned', 'promoted']))
        .default(['pinned', 'promoted']),
      everyMinutes: z.number().min(1).max(10_080).default(60),
    })
    .prefault({}),
  reaper: z
    .strictObject({
      everyMinutes: z.number().min(0.1).max(1440).default(10),
      /** How long after its tag says so a thing that the ledger does not know counts as nobody's. */
      graceMinutes: z.number().min(0).max(10_080).default(60),
      mode: z.enum(['remove', 'report']).default('remove'),
    })
    .prefault({}),
  diagnosis: z
    .strictObject({
      /** Of which runs text is read from screenshots. */
      readScreens: z.enum(['failed', 'always', 'never']).default('failed'),
      /** Beside those that come with the diagnosis. */
      signatures: z.array(signatureSchema).default([]),
    })
    .prefault({}),
  promotion: promotionSchema,
  redact: z
    .array(z.string().refine(isPattern, 'must be a regular expression'))
    .default([]),
  profiles: z
    .record(
      // With `profile:` before it, it is what its verifications are stored under.
      z
        .string()
        .regex(
          /^[\w.-]{1,55}$/,
          'must be 1 to 55 letters, digits, `.`, `_` or `-`',
        ),
      profileSchema,
    )
    .refine(all => Object.keys(all).length > 0, 'must name a profile'),
});

/** EC2 lets a security group have so many rules, unless the account has asked for more; one is for one port and one block. */
const MOST_RULES = 60;

/** What no single setting of a profile shows to be wrong; asked of the config only, never of a copy in the database. */
function contradictionsOf(name: string, profile: Profile): string[] {
  const setting = `amiSmokeTest.profiles.${name}`;
  const ports = portsOf(profile).length;
  const tooMany = Object.entries(profile.regions).flatMap(
    ([region, { freshSecurityGroup }]) => {
      const blocks = new Set(freshSecurityGroup?.from).size;
      return ports * blocks > MOST_RULES
        ? [
            `${setting}.regions.${region}.freshSecurityGroup.from: makes ${
              ports * blocks
            } rules (${ports} ports of the checks from ${blocks} blocks), and a security group has at most ${MOST_RULES}: name fewer or larger blocks`,
          ]
        : [];
    },
  );
  const own = profile.fallbackInstanceTypes.filter(type =>
    profile.instanceTypes.includes(type),
  );
  const problems = [...tooMany, ...guestContradictions(setting, profile)];
  return own.length > 0
    ? [
        ...problems,
        `${setting}.fallbackInstanceTypes: has ${own.join(
          ', ',
        )}, which \`instanceTypes\` has, too: a run that fell back to it would test the same type again, and its own not at all. Leave it out of one of the two`,
      ]
    : problems;
}

/** The section `amiSmokeTest` of the app config. */
export type SmokeTestConfig = z.infer<typeof configSchema>;

/** Who launches: this installation among all that share an account. */
export interface Installation {
  /** Its id, on everything that it makes. */
  owner: string;
  /** What the key pairs are derived from; there when a profile uses them. */
  secret?: string;
}

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

/**
 * Reads the section `amiSmokeTest`.
 *
 * @throws InputError that names every key that is wrong, and how
 */
export function readSmokeTestConfig(root: Config): SmokeTestConfig {
  const section = root.getOptional('amiSmokeTest');
  if (section === undefined) {
    throw new InputError(
      'The config has no section `amiSmokeTest`: add one with at least `owner`, `archive.s3` and one of `profiles` (see the README)',
    );
  }
  const result = configSchema.safeParse(section);
  if (!result.success) {
    const problems = result.error.issues.map(
      issue => `amiSmokeTest.${issue.path.join('.')}: ${issue.message}`,
    );
    throw new InputError(`The config is wrong: ${problems.join('; ')}`);
  }
  const { profiles, promotion } = result.data;
  const contradictions = [
    ...Object.entries(profiles).flatMap(([name, profile]) =>
      contradictionsOf(name, profile),
    ),
    ...promotionContradictions(promotion, profiles),
  ];
  if (contradictions.length > 0) {
    throw new InputError(`The config is wrong: ${contradictions.join('; ')}`);
  }
  const needsKeys = Object.entries(result.data.profiles).find(
    ([, profile]) => profile.keyPair,
  );
  if (needsKeys && !result.data.secret) {
    throw new InputError(
      `amiSmokeTest.secret: is missing; the key pairs of profile '${needsKeys[0]}' are derived from it. Set a random text of 16 or more characters, or \`keyPair: false\` in the profiles`,
    );
  }
  return result.data;
}

/** Reads a profile back from where it was copied to. */
export function parseProfile(json: unknown): Profile {
  return profileSchema.parse(json);
}
