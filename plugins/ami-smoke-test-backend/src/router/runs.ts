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

import type { Router } from 'express';
import { callerOf } from '../access/caller';
import type { RouterOptions } from './RouterOptions';

/** `/runs/:runId`: one run with all that is known, but not what its machine showed. */
export function addRunRoutes(router: Router, options: RouterOptions): void {
  const { runs, access, httpAuth } = options;

  router.get('/runs/:runId', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const run = await runs.record(request.params.runId);
    const [maySeeEvidence] = await Promise.all([
      access.allowedFamilies(caller, 'evidence'),
      access.requireBuild(caller, 'read', run.family),
    ]);
    response.json(await runs.describe(run, maySeeEvidence));
  });
}
