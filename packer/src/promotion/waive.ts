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
  waivableRuleSchema,
  type WaivableRule,
  type Waiver,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { randomUUID } from 'node:crypto';
import { askOnce } from '../askOnce';
import type { Backend } from '../backend';
import { Conflict } from '../errors';
import { EXIT_REFUSED } from '../exitCodes';
import { nameOf } from '../SettingsReader';
import { readReason } from './promote';
import {
  couldNotTell,
  NOT_DONE,
  PERHAPS_DONE,
  type PromotionCommand,
} from './promotionCommand';
import { buildIdOf, readTarget, type Target } from './target';

type WaiveSettings =
  | { withdraw: string }
  | {
      channel: string;
      target: Target;
      rule: WaivableRule;
      reason: string;
      expiresAt: string;
    };

/** `ami-smoke-test waive`: lets a build pass a rule of a gate for some time, or ends that. */
export const waiveCommand: PromotionCommand<WaiveSettings> = {
  read(read) {
    const withdraw = read.uuid('withdraw');
    if (withdraw) return { withdraw };
    return {
      channel:
        read.channel('channel') ??
        read.required('channel', 'e.g. --channel production'),
      target: readTarget(read),
      rule:
        read.oneOf('rule', waivableRuleSchema.options) ??
        (read.required('rule', 'e.g. --rule evidence-age') as WaivableRule),
      reason:
        readReason(read) ??
        read.required('reason', 'say why in some words, for the history'),
      expiresAt:
        read.instant('expires') ??
        read.required('expires', 'e.g. --expires 7d'),
    };
  },

  async run(settings, env, output) {
    const answer = await askOnce(settings, env, output, backend =>
      waive(backend, settings).catch((error: Error) => {
        if (error instanceof Conflict) return error;
        throw error;
      }),
    );
    if ('problem' in answer) {
      // Only the backend knows its limit and its clock.
      const problem = answer.problem.replace(
        'body.expiresAt',
        nameOf('expires'),
      );
      const title = answer.refused ? NOT_DONE : PERHAPS_DONE;
      return couldNotTell(this, problem, output, title);
    }
    const waiver = answer.given;
    if (waiver instanceof Conflict) {
      const { message: reason } = waiver;
      output.line('AMI Smoke Test: REFUSED', output.red);
      output.line(`  ${reason}`);
      const json = { outcome: 'refused', exitCode: EXIT_REFUSED, reason };
      return { exitCode: EXIT_REFUSED, reason, json };
    }
    const { id, rule, channel, buildId, expiresAt, by, withdrawn } = waiver;
    output.line(
      `AMI Smoke Test: ${
        withdrawn ? 'WAIVER WITHDRAWN' : 'WAIVED'
      }, ${rule} on ${channel}`,
      text => output.bold(output.green(text)),
    );
    output.line(`  build ${buildId}`);
    output.line(`  until ${expiresAt}, by ${by}: ${waiver.reason}`);
    output.line(
      withdrawn
        ? `  withdrawn at ${withdrawn.at} by ${withdrawn.by}`
        : `  To end it before: ami-smoke-test waive --withdraw ${id}`,
    );
    return { exitCode: 0, reason: waiver.reason, json: waiver };
  },
};

async function waive(
  backend: Backend,
  settings: WaiveSettings,
): Promise<Waiver> {
  if ('withdraw' in settings) return backend.withdrawWaiver(settings.withdraw);
  const { channel, target, rule, reason, expiresAt } = settings;
  const buildId = await buildIdOf(backend, target);
  // It is sent again when its answer is lost: the key makes that no second waiver.
  const key = randomUUID();
  return backend.waive({ key, buildId, channel, rule, reason, expiresAt });
}
