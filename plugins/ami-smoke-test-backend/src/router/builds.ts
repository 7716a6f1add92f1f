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
  createBuildRequestSchema,
  listBuildsQuerySchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Router } from 'express';
import { callerOf, subjectOf } from '../access/caller';
import { audited } from './audited';
import type { RouterOptions } from './RouterOptions';

/** `/builds`: accept, list, show, cancel and run again. */
export function addBuildRoutes(router: Router, options: RouterOptions): void {
  const { builds, store, access, httpAuth, auditor } = options;

  router.post('/builds', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const body = createBuildRequestSchema.parse(request.body);
    const { family, entityRef, profile, images } = body;
    const { build, created } = await audited(
      auditor,
      { eventId: 'build-create', request, meta: { family, profile, images } },
      async () => {
        await access.requireCreate(caller, family, entityRef);
        const result = await builds.accept(body, subjectOf(caller));
        const meta = { buildId: result.build.id, created: result.created };
        return { result, meta };
      },
    );
    response.status(created ? 201 : 200).json(build);
  });

  router.get('/builds', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const query = listBuildsQuerySchema.parse(request.query);
    const families = await access.readableFamilies(caller, () =>
      store.families(),
    );
    response.json(await builds.list(query, families));
  });

  router.get('/builds/:buildId', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const { id, family } = await builds.record(request.params.buildId);
    await access.requireBuild(caller, 'read', family);
    response.json(await builds.get(id));
  });

  router.post('/builds/:buildId/cancel', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const { buildId } = request.params;
    const build = await audited(
      auditor,
      { eventId: 'build-cancel', request, meta: { buildId } },
      async () => {
        const { family } = await builds.record(buildId);
        await access.requireBuild(caller, 'cancel', family);
        return { result: await builds.cancel(buildId) };
      },
    );
    response.json(build);
  });

  router.post('/builds/:buildId/rerun', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const { buildId } = request.params;
    const build = await audited(
      auditor,
      { eventId: 'build-rerun', request, meta: { buildId } },
      async () => {
        const first = await builds.record(buildId);
        // The new build shows what the first one does, so whoever may not read that one may not repeat it.
        await access.requireBuild(caller, 'read', first.family);
        await access.requireCreate(caller, first.family, first.entityRef);
        const result = await builds.rerun(first, subjectOf(caller));
        return { result, meta: { rerunId: result.id } };
      },
    );
    response.status(201).json(build);
  });
}
