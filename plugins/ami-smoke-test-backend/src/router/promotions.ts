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
  listActsQuerySchema,
  promotionRequestSchema,
  type PromotionResult,
  revocationRequestSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Router } from 'express';
import { callerOf, subjectOf } from '../access/caller';
import { audited } from './audited';
import { requireOpen } from './requireOpen';
import type { RouterOptions } from './RouterOptions';

/** `/promotions` and `/revocations`: promote, roll back, revoke, and what was decided before. */
export function addPromotionRoutes(
  router: Router,
  options: RouterOptions,
): void {
  const {
    promotions,
    channels,
    builds,
    access,
    promotionAccess,
    httpAuth,
    auditor,
    closed,
  } = options;

  router.get('/promotions', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const query = listActsQuerySchema.parse(request.query);
    await access.requireBuild(caller, 'read', query.family);
    response.json(await channels.acts(query));
  });

  router.post('/promotions', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const body = promotionRequestSchema.parse(request.body);
    const { buildId, channel, rollBack, dryRun } = body;
    const result = await audited(
      auditor,
      {
        eventId: rollBack ? 'promotion-roll-back' : 'promotion-create',
        request,
        meta: { buildId, channel, dryRun },
      },
      async () => {
        const { family } = await builds.record(buildId);
        const target = { family, channel };
        await promotionAccess.require(caller, 'promote', target);
        requireOpen(closed);
        return told(await promotions.promote(body, subjectOf(caller)));
      },
    );
    response.json(result);
  });

  router.post('/revocations', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const body = revocationRequestSchema.parse(request.body);
    const { buildId, reason, leaveEmpty, dryRun } = body;
    const result = await audited(
      auditor,
      {
        eventId: 'build-revoke',
        request,
        meta: { buildId, reason, leaveEmpty, dryRun },
      },
      async () => {
        const { family } = await builds.record(buildId);
        await promotionAccess.require(caller, 'revoke', { family });
        requireOpen(closed);
        return told(await promotions.revoke(body, subjectOf(caller)));
      },
    );
    response.json(result);
  });
}

/** A result, and what of it stands in the audit log. */
function told(result: PromotionResult) {
  const { outcome, acts } = result;
  return { result, meta: { outcome, acts: acts.map(({ id }) => id) } };
}
