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

import { InputError } from '@backstage/errors';
import type { Request, Router } from 'express';
import { callerOf } from '../access/caller';
import { streamEvents } from './eventStream';
import type { RouterOptions } from './RouterOptions';

/** `/builds/:buildId/events`: the progress of a build, as server-sent events. */
export function addEventRoutes(router: Router, options: RouterOptions): void {
  const { builds, events, access, httpAuth, logger, shutdown } = options;

  router.get('/builds/:buildId/events', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const build = await builds.record(request.params.buildId);
    await access.requireBuild(caller, 'read', build.family);
    await streamEvents({
      response,
      after: lastSeen(request),
      isFinished: build.status === 'finished',
      read: (seq, limit) => events.read(build.id, seq, limit),
      untilMore: (seq, signal) => events.untilMore(build.id, seq, signal),
      logger,
      shutdown,
    });
  });
}

/** An `EventSource` that reconnects asks for its first URL again, and says in a header what it has seen since. */
function lastSeen(request: Request): number {
  const fromQuery = Number(request.query.after ?? 0);
  const header = request.header('last-event-id');
  if (!header) return fromQuery;
  const fromHeader = Number(header);
  if (!Number.isSafeInteger(fromHeader) || fromHeader < 0) {
    throw new InputError(
      `Last-Event-ID: must be the \`seq\` of an event, got '${header}'`,
    );
  }
  return Math.max(fromQuery, fromHeader);
}
