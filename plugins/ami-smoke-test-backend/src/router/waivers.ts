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

import { waiverRequestSchema } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NotFoundError } from '@backstage/errors';
import type { Router } from 'express';
import { callerOf, subjectOf } from '../access/caller';
import { audited } from './audited';
import { requireOpen } from './requireOpen';
import type { RouterOptions } from './RouterOptions';

/** `/waivers`: let a build pass a rule of a channel's gate for a time, and end that. */
export function addWaiverRoutes(router: Router, options: RouterOptions): void {
  const {
    promotions,
    promotionStore,
    builds,
    promotionAccess,
    httpAuth,
    auditor,
    closed,
  } = options;

  router.post('/waivers', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const body = waiverRequestSchema.parse(request.body);
    const { buildId, channel } = body;
    const waiver = await audited(
      auditor,
      { eventId: 'waiver-create', request, meta: { ...body } },
      async () => {
        const { family } = await builds.record(buildId);
        await promotionAccess.require(caller, 'waive', { family, channel });
        requireOpen(closed);
        const result = await promotions.waive(body, subjectOf(caller));
        return { result, meta: { waiverId: result.id } };
      },
    );
    response.status(201).json(waiver);
  });

  router.delete('/waivers/:waiverId', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const { waiverId } = request.params;
    const waiver = await audited(
      auditor,
      { eventId: 'waiver-withdraw', request, meta: { waiverId } },
      async () => {
        const given = await promotionStore.waiver(waiverId);
        if (!given) throw new NotFoundError(`There is no waiver ${waiverId}`);
        const { family, channel } = given;
        await promotionAccess.require(caller, 'waive', { family, channel });
        requireOpen(closed);
        return {
          result: await promotions.withdraw(waiverId, subjectOf(caller)),
        };
      },
    );
    response.json(waiver);
  });
}
