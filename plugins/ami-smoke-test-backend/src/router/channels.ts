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

import { listChannelsQuerySchema } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Router } from 'express';
import { type Caller, callerOf } from '../access/caller';
import type { RouterOptions } from './RouterOptions';

/** `/channels`: what is where, of the families that the caller may see. */
export function addChannelRoutes(router: Router, options: RouterOptions): void {
  const { channels, store, access, promotionAccess, httpAuth } = options;

  router.get('/channels', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const query = listChannelsQuerySchema.parse(request.query);
    const families = await familiesFor(caller, query.family);
    const may = await promotionAccess.mayOf(caller);
    response.json(await channels.list(query, families, may));
  });

  /** One that is asked for by its name may have no build yet. */
  async function familiesFor(caller: Caller, family: string | undefined) {
    if (family === undefined) {
      return access.readableFamilies(caller, () => store.families());
    }
    await access.requireBuild(caller, 'read', family);
    return [family];
  }
}
