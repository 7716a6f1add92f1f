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

import type { PromotionRequest } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ConflictError, InputError } from '@backstage/errors';
import type { PromotionTransaction, Stay } from '../database/PromotionStore';
import type { BuildSubject } from './gate/Gate';
import { areSame, inWords } from './words';

/** What is on a channel now. */
export async function here(
  held: PromotionTransaction,
  family: string,
  channel: string,
): Promise<Stay | undefined> {
  const [newest] = await held.stays(family, channel);
  return newest && newest.to === undefined ? newest : undefined;
}

/** @throws ConflictError that says who was faster, when something else is there than the asker saw */
export function requireExpected(
  { expected, channel }: PromotionRequest,
  before: Stay | undefined,
): void {
  if (expected === undefined || expected === (before?.buildId ?? null)) return;
  throw new ConflictError(
    before
      ? `Somebody was faster: ${before.by} has put the build ${
          before.buildId
        } on '${channel}' at ${inWords(
          before.from,
        )}. Look again before you replace it`
      : `'${channel}' is empty by now: somebody has taken the build away. Look again`,
  );
}

/** @throws InputError when the images were never on the channel */
export async function requireStay(
  held: PromotionTransaction,
  { family, buildId, images }: BuildSubject,
  channel: string,
): Promise<void> {
  const stays = await held.stays(family, channel);
  if (stays.some(stay => areSame(stay.images, images))) return;
  throw new InputError(
    `body.rollBack: the build ${buildId} was never on '${channel}', so there is no way back to it: promote it`,
  );
}
