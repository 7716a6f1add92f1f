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

import type { WaivableRule } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ConflictError, InputError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import type {
  NewAct,
  PromotionTransaction,
  WaiverRecord,
} from '../database/PromotionStore';
import type { ChannelConfig, PromotionConfig } from './policy';
import { inWords } from './words';

const DAY_MS = 24 * 60 * 60 * 1000;

/** @throws InputError when the channel does not have such a rule: a waiver of it would help nobody */
export function requireAsked(
  rule: WaivableRule,
  channel: string,
  { after, blockSeverity }: ChannelConfig,
): void {
  const missing =
    (rule === 'previous-channel' && !after && 'after') ||
    (rule === 'findings' && blockSeverity === 'none' && 'blockSeverity');
  if (!missing) return;
  throw new InputError(
    `body.rule: nothing is to be waived, '${channel}' does not ask for ${rule} (amiSmokeTest.promotion.channels.${channel}.${missing})`,
  );
}

/** @throws InputError when a waiver would be over before it is given, or last for longer than the config lets it */
function requireExpiry(
  expiresAt: Date,
  now: Date,
  { maxWaiverDays }: Pick<PromotionConfig, 'maxWaiverDays'>,
): void {
  if (expiresAt <= now) {
    throw new InputError(
      `body.expiresAt: is over already; by the clock of the database it is ${now.toISOString()}`,
    );
  }
  const latest = new Date(now.getTime() + maxWaiverDays * DAY_MS);
  if (expiresAt > latest) {
    throw new InputError(
      `body.expiresAt: a waiver holds for ${maxWaiverDays} days at most (amiSmokeTest.promotion.maxWaiverDays): until ${inWords(
        latest,
      )}`,
    );
  }
}

/**
 * Gives a waiver, unless it was given under its key before: what is sent again because its answer was lost is no second one.
 *
 * @returns its id
 * @throws InputError; ConflictError when the key comes with something else than before
 */
export async function giveOnce(
  held: PromotionTransaction,
  asked: NewAct,
  config: Pick<PromotionConfig, 'maxWaiverDays'>,
): Promise<string> {
  const given = (await held.waivers(asked.family)).find(
    ({ id }) => id === asked.id,
  );
  if (!given) {
    requireExpiry(asked.expiresAt!, await held.now(), config);
    return (await held.addAct(asked)).id;
  }
  const whatOf = (waiver: NewAct | WaiverRecord) => [
    waiver.buildId,
    waiver.channel,
    waiver.rule,
    waiver.reason,
    waiver.by,
    waiver.expiresAt?.getTime(),
  ];
  if (isDeepStrictEqual(whatOf(given), whatOf(asked))) return given.id;
  throw new ConflictError(
    `body.key: it belongs to another waiver (of ${given.rule} on '${given.channel}', by ${given.by}); send what was sent then, or another key`,
  );
}
