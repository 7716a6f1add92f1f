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
  gateQuerySchema,
  type GateDecision,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { askOnce } from '../askOnce';
import type { Backend } from '../backend';
import { Conflict } from '../errors';
import { EXIT_REFUSED, EXIT_UNKNOWN } from '../exitCodes';
import { printDecision } from './printDecision';
import {
  couldNotTell,
  type Ending,
  type PromotionCommand,
} from './promotionCommand';
import { buildIdOf, NotTested, readTarget, type Target } from './target';

interface GateSettings {
  channel: string;
  target: Target;
  /** Of the one image that is named. */
  accountId?: string;
}

const EXIT_CODES = { allow: 0, deny: EXIT_REFUSED, unknown: EXIT_UNKNOWN };

/** `ami-smoke-test gate`: may an image, or a build, go to a channel? Whatever goes wrong is not a yes. */
export const gateCommand: PromotionCommand<GateSettings> = {
  read(read, env) {
    const target = readTarget(read, env);
    const accountId = read.checked(
      'account-id',
      gateQuerySchema.shape.accountId,
      '12 digits',
    );
    const isNamed = 'images' in target && target.images.length > 0;
    if (isNamed && !target.packer && !accountId) {
      read.required(
        'account-id',
        'the gate is about exactly one AMI: account, region and id',
      );
    }
    return {
      channel:
        read.channel('channel') ??
        read.required('channel', 'e.g. --channel production'),
      target,
      accountId,
    };
  },

  async run(settings, env, output) {
    const answer = await askOnce(settings, env, output, backend =>
      decide(backend, settings),
    );
    if ('problem' in answer) {
      return couldNotTell(this, answer.problem, output);
    }
    const decision = answer.given;
    if (decision instanceof Conflict) {
      return untested(decision.message, settings);
    }
    printDecision(decision, output);
    return {
      exitCode: EXIT_CODES[decision.decision] ?? EXIT_UNKNOWN,
      reason: decision.reasons.join(' '),
      json: decision,
    };

    function untested(reason: string, { channel }: GateSettings): Ending {
      output.line(`AMI Smoke Test: DENY for ${channel}`, text =>
        output.bold(output.red(text)),
      );
      output.line(`  ${reason}`);
      return {
        exitCode: EXIT_REFUSED,
        reason,
        json: {
          decision: 'deny',
          channel,
          images: [],
          rules: [],
          reasons: [reason],
        },
      };
    }
  },

  unknown: reason => ({
    decision: 'unknown',
    images: [],
    rules: [],
    reasons: [reason],
  }),
};

/** A build that nobody has tested is as good as denied. */
async function decide(
  backend: Backend,
  { channel, target, accountId }: GateSettings,
): Promise<GateDecision | NotTested> {
  if ('images' in target && !target.packer && accountId) {
    const [{ region, imageId }] = target.images;
    return backend.gate({ accountId, region, imageId, channel });
  }
  try {
    return await backend.gateOfBuild(await buildIdOf(backend, target), channel);
  } catch (error) {
    if (error instanceof NotTested) return error;
    throw error;
  }
}
