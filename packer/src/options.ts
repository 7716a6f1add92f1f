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
  },
  region: {
    env: 'AMI_SMOKE_TEST_REGION',
    value: 'region',
    repeatable: true,
    help: 'a region: where the template will make an image (preflight), or in which the profile is verified (profile verify; default: all of its); repeatable',
  },
  'image-id': {
    env: 'AMI_SMOKE_TEST_IMAGE_ID',
    value: 'ami-id',
    help: "launch this image, which boots, instead of the region's knownGoodImage; takes one --region, unless the profile has only one",
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
  'quiet',
  'verbose',
];

/** What `preflight` can be told. */
export const PREFLIGHT_OPTIONS: OptionName[] = [...SHARED, 'region'];

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
