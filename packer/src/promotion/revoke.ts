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

import type { Backend } from '../backend';
import { readWaiting, type Waiting } from '../settings';
import { carryOut } from './carryOut';
import { readReason } from './promote';
import type { PromotionCommand } from './promotionCommand';
import { buildIdOf, readTarget, type Target } from './target';

interface RevokeSettings extends Waiting {
  target: Target;
  reason: string;
  leaveEmpty: boolean;
  dryRun: boolean;
}

/** `ami-smoke-test revoke`: takes a build off every channel, for good. */
export const revokeCommand: PromotionCommand<RevokeSettings> = {
  read: read => ({
    ...readWaiting(read),
    target: readTarget(read),
    reason:
      readReason(read) ??
      read.required('reason', 'say why in some words, for the history'),
    leaveEmpty: read.isOn('leave-empty'),
    dryRun: read.isOn('dry-run'),
  }),

  run({ target, reason, leaveEmpty, dryRun, ...settings }, env, output) {
    const deed = {
      done: 'REVOKED',
      act: async (backend: Backend) =>
        backend.revoke({
          buildId: await buildIdOf(backend, target),
          reason,
          leaveEmpty,
          dryRun,
        }),
    };
    return carryOut(deed, settings, env, output);
  },
};
