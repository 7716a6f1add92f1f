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

import { verifyProfileRequestSchema } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Router } from 'express';
import { callerOf, subjectOf } from '../access/caller';
import { verificationFamily } from '../database/verifications';
import { audited } from './audited';
import type { RouterOptions } from './RouterOptions';

/** `/profiles`: which there are, and have one verified. */
export function addProfileRoutes(router: Router, options: RouterOptions): void {
  const { profiles, verifications, access, httpAuth, auditor } = options;

  router.get('/profiles', async (request, response) => {
    await access.requireProfiles(await callerOf(httpAuth, request));
    response.json(await profiles.list());
  });

  router.post('/profiles/:profile/verifications', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const body = verifyProfileRequestSchema.parse(request.body);
    const { profile } = request.params;
    const { regions, imageId } = body;
    const { build, created } = await audited(
      auditor,
      {
        eventId: 'profile-verify',
        request,
        meta: {
          profile,
          ...(regions && { regions }),
          ...(imageId && { imageId }),
        },
      },
      async () => {
        await access.requireCreate(caller, verificationFamily(profile));
        const result = await verifications.verify(
          profile,
          body,
          subjectOf(caller),
        );
        const meta = { buildId: result.build.id, created: result.created };
        return { result, meta };
      },
    );
    response.status(created ? 201 : 200).json(build);
  });
}
