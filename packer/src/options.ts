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

/** One thing that a user can set: a flag, and its environment variable for where a flag is in the way. */
export interface SettingOption {
  env: string;
  /** What its value looks like; a switch has none. */
  value?: string;
  repeatable?: boolean;
  help: string;
  /** To the commands of promotion, where it means something else. */
  promotionHelp?: string;
}

/** Every setting, by the name of its flag. */
export const OPTIONS = {
  url: {
    env: 'AMI_SMOKE_TEST_URL',
    value: 'url',
    help: "the Backstage backend's base URL, e.g. https://backstage.example.com; required",
  },
  family: {
    env: 'AMI_SMOKE_TEST_FAMILY',
    value: 'name',
    help: 'the image family that this template builds, e.g. web-base; required',
    promotionHelp: 'the image family, e.g. web-base',
  },
  profile: {
    env: 'AMI_SMOKE_TEST_PROFILE',
    value: 'name',
    help: "the smoke test's profile, one of those that the administrator of Backstage made (default: default)",
  },
  manifest: {
    env: 'AMI_SMOKE_TEST_MANIFEST',
    value: 'file',
    help: "the manifest post-processor's output (default: packer-manifest.json)",
  },
  entity: {
    env: 'AMI_SMOKE_TEST_ENTITY',
    value: 'ref',
    help: 'the catalog entity of the family (default: resource:default/<family>)',
  },
  'instance-type': {
    env: 'AMI_SMOKE_TEST_INSTANCE_TYPE',
    value: 'type',
    repeatable: true,
    help: "test on this instance type instead of the profile's, where the profile allows it; repeatable",
  },
  budget: {
    env: 'AMI_SMOKE_TEST_BUDGET',
    value: 'duration',
    help: "how long the service may take to answer, instead of the profile's, where the profile allows it, e.g. 10m",
  },
  'token-command': {
    env: 'AMI_SMOKE_TEST_TOKEN_COMMAND',
    value: 'command',
    help: 'a shell command that prints a Backstage token',
  },
  'oidc-audience': {
    env: 'AMI_SMOKE_TEST_OIDC_AUDIENCE',
    value: 'audience',
    help: "the audience of a token minted from GitHub's OIDC (default: backstage-ami-smoke-test)",
  },
  'connect-timeout': {
    env: 'AMI_SMOKE_TEST_CONNECT_TIMEOUT',
    value: 'duration',
    help: 'how long to keep trying when the backend has not answered once (default: 2m)',
  },
  image: {
    env: 'AMI_SMOKE_TEST_IMAGE',
    value: 'region:ami-id',
    repeatable: true,
    help: "test this image instead of what the manifest names; in a template the manifest must have the build's entry all the same, or else Packer is told 0 whatever the verdict; repeatable",
  },
  timeout: {
    env: 'AMI_SMOKE_TEST_TIMEOUT',
    value: 'duration',
    help: 'give up waiting for the verdict after this long, e.g. 20m (default: 30m)',
  },
  'on-errored': {
    env: 'AMI_SMOKE_TEST_ON_ERRORED',
    value: 'fail|warn',
    help: 'whether an errored test, which says nothing about the image, fails the Packer build (default: fail)',
  },
  json: {
    env: 'AMI_SMOKE_TEST_JSON',
    value: 'file',
    help: 'write the result for machines to this file',
    promotionHelp:
      'write the result for machines to this file; without a file it is printed, and all else goes to standard error',
  },
  region: {
    env: 'AMI_SMOKE_TEST_REGION',
    value: 'region',
    repeatable: true,
    help: 'a region: where the template will make an image (preflight), or in which the profile is verified (profile verify; default: all of its); repeatable',
    promotionHelp: 'where the image of --image-id is',
  },
  'image-id': {
    env: 'AMI_SMOKE_TEST_IMAGE_ID',
    value: 'ami-id',
    help: "launch this image, which boots, instead of the region's knownGoodImage; takes one --region, unless the profile has only one",
    promotionHelp: 'the image that it is about, instead of --build',
  },
  'account-id': {
    env: 'AMI_SMOKE_TEST_ACCOUNT_ID',
    value: '12 digits',
    help: 'the AWS account in which the image of --image-id was tested',
  },
  build: {
    env: 'AMI_SMOKE_TEST_BUILD',
    value: 'id',
    help: 'the build that it is about, with all of its images, as ami-smoke-test test prints it',
  },
  channel: {
    env: 'AMI_SMOKE_TEST_CHANNEL',
    value: 'name',
    help: 'the channel, one of those that the administrator of Backstage made, e.g. production; required',
  },
  'promote-to': {
    env: 'AMI_SMOKE_TEST_PROMOTE_TO',
    value: 'channel',
    help: 'promote what has passed to this channel; with preflight: whether that will be allowed',
  },
  reason: {
    env: 'AMI_SMOKE_TEST_REASON',
    value: 'text',
    help: 'why, for the history; required, but by promote',
  },
  expected: {
    env: 'AMI_SMOKE_TEST_EXPECTED',
    value: 'id|none',
    help: 'the build that must be on the channel until now; with another one there, nothing is done (default: any)',
  },
  'dry-run': {
    env: 'AMI_SMOKE_TEST_DRY_RUN',
    help: 'change nothing; print what would be done, and what would change in AWS',
  },
  'no-wait': {
    env: 'AMI_SMOKE_TEST_NO_WAIT',
    help: 'do not wait until AWS shows it',
  },
  'publish-timeout': {
    env: 'AMI_SMOKE_TEST_PUBLISH_TIMEOUT',
    value: 'duration',
    help: 'how long to wait until AWS shows it, before the exit code is 3 (default: 60s)',
  },
  'leave-empty': {
    env: 'AMI_SMOKE_TEST_LEAVE_EMPTY',
    help: 'leave the channels that it is on empty, instead of going back to the last good build of each',
  },
  rule: {
    env: 'AMI_SMOKE_TEST_RULE',
    value: 'rule',
    help: 'the rule of the gate that the waiver is for: required-runs, evidence-age, findings, regions or previous-channel',
  },
  expires: {
    env: 'AMI_SMOKE_TEST_EXPIRES',
    value: 'duration|instant',
    help: 'until when the waiver holds, e.g. 12h, 7d or 2027-01-31T12:00:00Z',
  },
  withdraw: {
    env: 'AMI_SMOKE_TEST_WITHDRAW',
    value: 'id',
    help: 'withdraw this waiver, instead of giving one',
  },
  quiet: { env: 'AMI_SMOKE_TEST_QUIET', help: 'print only the verdict' },
  verbose: {
    env: 'AMI_SMOKE_TEST_VERBOSE',
    help: 'print every frame, console reading and stage',
  },
} satisfies Record<string, SettingOption>;

/** The name of a setting's flag. */
export type OptionName = keyof typeof OPTIONS;

const SHARED: OptionName[] = [
  'url',
  'family',
  'profile',
  'manifest',
  'instance-type',
  'budget',
  'token-command',
  'oidc-audience',
  'connect-timeout',
  'json',
];

/** What `test` can be told. */
export const TEST_OPTIONS: OptionName[] = [
  ...SHARED,
  'entity',
  'image',
  'timeout',
  'on-errored',
  'promote-to',
  'no-wait',
  'publish-timeout',
  'quiet',
  'verbose',
];

/** What `preflight` can be told. */
export const PREFLIGHT_OPTIONS: OptionName[] = [
  ...SHARED,
  'region',
  'promote-to',
];

const CONNECTION: OptionName[] = [
  'url',
  'token-command',
  'oidc-audience',
  'connect-timeout',
  'json',
];

/** What `profile verify` can be told. */
export const VERIFY_OPTIONS: OptionName[] = [
  ...CONNECTION,
  'profile',
  'region',
  'image-id',
  'timeout',
  'quiet',
  'verbose',
];

/** What `profile list` can be told. */
export const PROFILES_OPTIONS: OptionName[] = CONNECTION;

/** Which images it is about: those of a build, one, or what the calling Packer build has made. */
const SUBJECT: OptionName[] = ['build', 'image-id', 'region'];

const PUBLISHED: OptionName[] = ['dry-run', 'no-wait', 'publish-timeout'];

/** What the commands of promotion can be told. */
export const PROMOTION_OPTIONS = {
  gate: ['channel', ...SUBJECT, 'account-id', 'manifest', ...CONNECTION],
  promote: [
    'channel',
    ...SUBJECT,
    'manifest',
    'reason',
    'expected',
    ...PUBLISHED,
    ...CONNECTION,
  ],
  'roll-back': [
    'channel',
    'family',
    'build',
    'reason',
    ...PUBLISHED,
    ...CONNECTION,
  ],
  revoke: [...SUBJECT, 'reason', 'leave-empty', ...PUBLISHED, ...CONNECTION],
  waive: [
    'channel',
    ...SUBJECT,
    'rule',
    'reason',
    'expires',
    'withdraw',
    ...CONNECTION,
  ],
  channels: ['family', ...CONNECTION],
} satisfies Record<string, OptionName[]>;

/** A command of promotion. */
export type PromotionCommandName = keyof typeof PROMOTION_OPTIONS;
