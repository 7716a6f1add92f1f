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

import type { Request, Router } from 'express';
import { type Caller, callerOf } from '../access/caller';
import type { RunRecord } from '../database/records';
import type { RouterOptions } from './RouterOptions';

/** `/runs/:runId/comparison`: a run beside another one, or the last good one. */
export function addComparisonRoutes(
  router: Router,
  options: RouterOptions,
): void {
  const { runs, comparisons, access, httpAuth } = options;

  router.get('/runs/:runId/comparison', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const run = await readable(caller, request.params.runId);
    const other = await otherRun(request, caller, run);
    response.json(
      await comparisons.compare(run, other, {
        chosen: request.query.with === undefined ? 'last-good' : 'asked',
        maySeeEvidence: await access.allowedFamilies(caller, 'evidence'),
      }),
    );
  });

  async function readable(caller: Caller, runId: string): Promise<RunRecord> {
    const run = await runs.record(runId);
    await access.requireBuild(caller, 'read', run.family);
    return run;
  }

  async function otherRun(request: Request, caller: Caller, run: RunRecord) {
    const { with: asked } = request.query;
    return asked === undefined
      ? comparisons.lastGood(run)
      : readable(caller, String(asked));
  }
}
