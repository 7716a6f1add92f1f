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
  createBuildRequestSchema,
  familySchema,
  imageIdSchema,
  regionSchema,
  type BuildImage,
  type Overrides,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { SettingsReader, type Flags, type Problem } from './SettingsReader';

/** How Backstage is reached. */
export interface Connection {
  url: string;
  tokenCommand?: string;
  oidcAudience: string;
  connectTimeoutMs: number;
}

/** Whether, and for how long, it is waited until AWS shows what was decided. */
export interface Waiting {
  wait: boolean;
  publishTimeoutMs: number;
}

/** Everything that the user decides about a smoke test. */
export interface Settings extends Connection, Waiting {
  family: string;
  profile: string;
  manifest: string;
  entityRef?: string;
  overrides?: Overrides;
  images: BuildImage[];
  imageId?: string;
  timeoutMs: number;
  onErrored: 'fail' | 'warn';
  /** The channel that what passed is promoted to. */
  promoteTo?: string;
  json?: string;
  regions: string[];
  quiet: boolean;
  verbose: boolean;
}

/**
 * Reads the settings. A field that a problem is about holds a default or '', so that only the others may be used.
 *
 * @param needs - `family`: whether there must be one; `true` unless it is said
 */
export function readSettings(
  flags: Flags,
  env: NodeJS.ProcessEnv,
  needs = { family: true },
): { settings: Settings; problems: Problem[] } {
  const read = new SettingsReader(flags, env);
  const settings: Settings = {
    ...readConnection(read),
    family:
      read.checked(
        'family',
        familySchema,
        'letters, digits and single - _ .',
      ) ??
      (needs.family ? read.required('family', 'e.g. --family web-base') : ''),
    profile: read.text('profile') ?? 'default',
    manifest: read.text('manifest') ?? 'packer-manifest.json',
    entityRef: read.checked(
      'entity',
      createBuildRequestSchema.shape.entityRef.unwrap(),
      'a full reference like resource:default/web-base',
    ),
    overrides: read.overrides(),
    images: read.images(),
    imageId: read.checked(
      'image-id',
      imageIdSchema,
      'an AMI id like ami-0abcdef1234567890',
    ),
    timeoutMs: read.duration('timeout') ?? 30 * 60_000,
    onErrored: read.oneOf('on-errored', ['fail', 'warn']) ?? 'fail',
    promoteTo: read.channel('promote-to'),
    ...readWaiting(read),
    json: read.text('json'),
    regions: read.list('region', regionSchema, 'a region like eu-central-1'),
    quiet: read.isOn('quiet'),
    verbose: read.isOn('verbose'),
  };
  const budgetMs = (settings.overrides?.budgetSeconds ?? 0) * 1000;
  if (budgetMs >= settings.timeoutMs) {
    read.complain(
      'timeout',
      'is not longer than --budget, so no verdict could arrive in time; give it some minutes more',
    );
  }
  return { settings, problems: read.problems };
}

/** The settings of every command that asks the backend. */
export function readConnection(read: SettingsReader): Connection {
  return {
    url: read.url(),
    tokenCommand: read.text('token-command'),
    oidcAudience: read.text('oidc-audience') ?? 'backstage-ami-smoke-test',
    connectTimeoutMs: read.duration('connect-timeout') ?? 2 * 60_000,
  };
}

/** The settings of every command that changes what is on a channel. */
export function readWaiting(read: SettingsReader): Waiting {
  return {
    wait: !read.isOn('no-wait'),
    publishTimeoutMs: read.duration('publish-timeout') ?? 60_000,
  };
}
