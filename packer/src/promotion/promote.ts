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
  promotionRequestSchema,
  type PromotionRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '../backend';
import { readWaiting, type Waiting } from '../settings';
import type { SettingsReader } from '../SettingsReader';
import { carryOut, type Deed } from './carryOut';
import type { PromotionCommand } from './promotionCommand';
import type { ChannelAct } from './publishing';
import { buildIdOf, readTarget, type Target } from './target';

interface PromoteSettings extends Waiting {
  channel: string;
  target: Target;
  reason?: string;
  expected?: string | null;
  dryRun: boolean;
}

/** `ami-smoke-test promote`: puts a build on a channel, if its gate allows it. */
export const promoteCommand: PromotionCommand<PromoteSettings> = {
  read: (read, env) => ({
    ...readWaiting(read),
    channel:
      read.channel('channel') ??
      read.required('channel', 'e.g. --channel production'),
    target: readTarget(read, env),
    reason: readReason(read),
    expected: readExpected(read),
    dryRun: read.isOn('dry-run'),
  }),

  run: (settings, env, output) =>
    carryOut(promotion(settings), settings, env, output),
};

/** The promotion of a build, or of the build that has made some images. */
export function promotion({
  target,
  ...request
}: Omit<PromotionRequest, 'buildId'> & { target: Target }): Deed {
  const { channel, reason, expected, dryRun } = request;
  // A request whose answer was lost is about the same build.
  let buildId: string | undefined;
  return {
    done: `PROMOTED to ${channel}`,
    async act(backend) {
      buildId ??= await buildIdOf(backend, target);
      return backend.promote({ buildId, channel, reason, expected, dryRun });
    },
    standing: backend => standingOf(backend, buildId!, channel),
  };
}

/** What a build has put on a channel. */
export async function standingOf(
  backend: Backend,
  buildId: string,
  channel: string,
): Promise<ChannelAct[]> {
  const { family, runs } = await backend.getBuild(buildId);
  const images = new Map(runs.map(({ image }) => [image.imageId, image]));
  return [{ type: 'promotion', family, channel, images: [...images.values()] }];
}

/** Why, for the history. */
export function readReason(read: SettingsReader): string | undefined {
  return read.checked(
    'reason',
    promotionRequestSchema.shape.reason.unwrap(),
    'some words, and not more than the history takes',
  );
}

function readExpected(read: SettingsReader): string | null | undefined {
  return read.text('expected') === 'none' ? null : read.uuid('expected');
}
