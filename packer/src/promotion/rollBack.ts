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
  familySchema,
  type PromotionResult,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '../backend';
import { Conflict, Refusal } from '../errors';
import { readWaiting, type Waiting } from '../settings';
import { carryOut } from './carryOut';
import { readReason, standingOf } from './promote';
import type { PromotionCommand } from './promotionCommand';

interface RollBackSettings extends Waiting {
  channel: string;
  family: string;
  /** Where to; where the channel was before when it is missing. */
  buildId?: string;
  reason: string;
  dryRun: boolean;
}

/** `ami-smoke-test roll-back`: puts what was on a channel before on it again. */
export const rollBackCommand: PromotionCommand<RollBackSettings> = {
  read: read => ({
    ...readWaiting(read),
    channel:
      read.channel('channel') ??
      read.required('channel', 'e.g. --channel production'),
    family:
      read.checked(
        'family',
        familySchema,
        'letters, digits and single - _ .',
      ) ?? read.required('family', 'e.g. --family web-base'),
    buildId: read.uuid('build'),
    reason:
      readReason(read) ??
      read.required('reason', 'say why in some words, for the history'),
    dryRun: read.isOn('dry-run'),
  }),

  run: (settings, env, output) =>
    carryOut(rollBack(settings), settings, env, output),
};

function rollBack({
  channel,
  family,
  reason,
  dryRun,
  ...to
}: RollBackSettings) {
  let { buildId } = to;
  let expected: string | null | undefined;
  return {
    done: `ROLLED BACK on ${channel}`,
    async act(backend: Backend): Promise<PromotionResult> {
      if (!buildId) {
        ({ buildId, expected } = await previousOf(backend, family, channel));
      }
      return backend.promote({
        buildId,
        channel,
        rollBack: true,
        reason,
        expected,
        dryRun,
      });
    },
    standing: (backend: Backend) => standingOf(backend, buildId!, channel),
  };
}

/** Where a roll-back goes to, and what it must find: a channel that has changed since goes back to somewhere else. */
async function previousOf(backend: Backend, family: string, channel: string) {
  const { channels, items } = await backend.listChannels({ family });
  if (!channels.some(policy => policy.channel === channel)) {
    throw new Refusal(
      `There is no channel ${channel}; there are: ${channels
        .map(policy => policy.channel)
        .join(', ')}.`,
    );
  }
  const state = items.find(
    item => item.family === family && item.channel === channel,
  );
  if (!state?.previous) {
    throw new Conflict(
      `No build of ${family} was on ${channel} before that it could go back to.`,
    );
  }
  return {
    buildId: state.previous.buildId,
    expected: state.build?.id ?? null,
  };
}
