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

import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { LIMITS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NotFoundError } from '@backstage/errors';
import type { Request, Response, Router } from 'express';
import { callerOf } from '../access/caller';
import { zip } from '../archive/zip';
import type { EvidenceObject } from '../builds/RunReader';
import type { RunRecord } from '../database/records';
import type { RouterOptions } from './RouterOptions';

/** The paths that a browser's cookie is enough for: those that an `<img>` asks for. */
export const COOKIE_PATHS = ['/runs/:runId/screenshots'];

/** `/runs/:runId/…`: what the machine showed. Needs a permission of its own, because a picture cannot be redacted. */
export function addEvidenceRoutes(
  router: Router,
  options: RouterOptions,
): void {
  const { runs, access, httpAuth } = options;

  async function runFor(
    request: Request,
    credentials?: { cookie: boolean },
  ): Promise<RunRecord> {
    const caller = await callerOf(httpAuth, request, credentials);
    const run = await runs.record(request.params.runId);
    await access.requireBuild(caller, 'evidence', run.family);
    return run;
  }

  router.get(
    '/runs/:runId/screenshots/:offsetMs',
    async (request, response) => {
      const run = await runFor(request, { cookie: true });
      const screenshot = await runs.screenshot(
        run,
        Number(request.params.offsetMs),
        request.query.size === 'thumbnail' ? 'thumbnail' : 'full',
      );
      await sendUnchanging(request, response, screenshot);
    },
  );

  router.get('/runs/:runId/console', async (request, response) => {
    const run = await runFor(request);
    const { from, limit } = request.query;
    // What a machine wrote is never to be taken for a page.
    response.set('x-content-type-options', 'nosniff');
    response.set('cache-control', 'private, no-store');
    response.vary('accept');
    if (request.accepts(['json', 'text']) === 'text') {
      response.attachment(`console-${run.id}.log`).type('text/plain');
      response.send(await runs.consoleText(run));
      return;
    }
    response.json(
      await runs.console(run, {
        from: Number(from ?? 1),
        limit: Number(limit ?? LIMITS.consoleLines),
      }),
    );
  });

  router.get('/runs/:runId/screen-texts', async (request, response) => {
    const run = await runFor(request);
    response.set('cache-control', 'private, no-store');
    response.json({ items: await runs.screenTexts(run) });
  });

  router.get('/runs/:runId/archive', async (request, response) => {
    const run = await runFor(request);
    const objects = await runs.objects(run);
    if (objects.length === 0) {
      throw new NotFoundError(`Nothing is archived of the run ${run.id} yet`);
    }
    const file = zip(objects);
    // Until the first object is open an error can still be told.
    await once(file, 'readable');
    response.set('cache-control', 'private, no-store');
    response.attachment(`${run.id}.zip`).type('application/zip');
    await pipeline(file, response);
  });
}

/** Sends an object that is written once: a browser that has it need never ask again. */
async function sendUnchanging(
  request: Request,
  response: Response,
  object: EvidenceObject,
): Promise<void> {
  const headers = {
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    etag: `"${object.sha256}"`,
  };
  if (request.header('if-none-match')?.includes(headers.etag)) {
    response.status(304).set(headers).end();
    return;
  }
  // Before any header is set: an error must not be kept for a year.
  const body = await object.open();
  response.set(headers).type(object.contentType);
  response.set('content-length', String(object.size));
  await pipeline(body, response);
}
