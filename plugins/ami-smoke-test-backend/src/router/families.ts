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

/** `/families`: how each image family stands that the caller may see. */
export function addFamilyRoutes(router: Router, options: RouterOptions): void {
  const { families, store, access, httpAuth } = options;

  router.get('/families', async (request, response) => {
    const caller = await callerOf(httpAuth, request);
    const readable = await access.readableFamilies(caller, () =>
      store.families(),
    );
    const evidence = await access.allowedFamilies(caller, 'evidence');
    response.json(await families.list(readable, evidence));
  });
}
