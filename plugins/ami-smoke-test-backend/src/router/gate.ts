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
  buildGateQuerySchema,
  gateQuerySchema,
  type Image,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Router } from 'express';
import { callerOf } from '../access/caller';
import type { RouterOptions } from './RouterOptions';

/** `/gate` and `/builds/:buildId/gate`: may these images go to a channel? */
export function addGateRoutes(router: Router, options: RouterOptions): void {
  const { gate, promotionStore, builds, access, httpAuth } = options;

  router.get('/gate', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const { channel, ...image } = gateQuerySchema.parse(request.query);
    await access.requireGate(caller, await familyOf(image), channel);
    response.json(await gate.ofImage({ ...image, channel }));
  });

  router.get('/builds/:buildId/gate', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const { channel } = buildGateQuerySchema.parse(request.query);
    const { id, family } = await builds.record(request.params.buildId);
    await access.requireGate(caller, family, channel);
    response.json(await gate.ofBuild(id, channel));
  });

  /** An image that was promoted or revoked is known for good; else by the build that has tested it. */
  async function familyOf(image: Image): Promise<string | undefined> {
    const [promoted] = await promotionStore.promotedImages([image]);
    return promoted?.family ?? (await promotionStore.buildOf(image))?.family;
  }
}
