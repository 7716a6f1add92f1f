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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Request, Router } from 'express';
import { callerOf, subjectOf } from '../access/caller';
import { audited } from './audited';
import type { RouterOptions } from './RouterOptions';

/** `/builds/:buildId/pin`: keeps a build from retention, or leaves it to it again. */
export function addPinRoutes(router: Router, options: RouterOptions): void {
  const { builds, access, httpAuth, auditor } = options;

  router.put('/builds/:buildId/pin', async (request, response) => {
    response.json(
      await changed(request, 'build-pin', (buildId, subject) =>
        builds.pin(buildId, subject),
      ),
    );
  });

  router.delete('/builds/:buildId/pin', async (request, response) => {
    response.json(
      await changed(request, 'build-unpin', buildId => builds.unpin(buildId)),
    );
  });

  async function changed(
    request: Request,
    eventId: string,
    change: (buildId: string, subject: string) => Promise<Build>,
  ): Promise<Build> {
    const caller = await callerOf(httpAuth, request);
    const { buildId } = request.params;
    return audited(
      auditor,
      { eventId, request, meta: { buildId } },
      async () => {
        const { family } = await builds.record(buildId);
        await access.requireBuild(caller, 'pin', family);
        return { result: await change(buildId, subjectOf(caller)) };
      },
    );
  }
}
