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

import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** The fleet, and below it every page but the entity's. */
export const rootRouteRef = createRouteRef({ id: 'ami-smoke-test' });

/** One build: its runs, or its run when there is one. The bridge prints this address. */
export const buildRouteRef = createSubRouteRef({
  id: 'ami-smoke-test/build',
  parent: rootRouteRef,
  path: '/builds/:buildId',
});

/** One run: the boot player. */
export const runRouteRef = createSubRouteRef({
  id: 'ami-smoke-test/run',
  parent: rootRouteRef,
  path: '/runs/:runId',
});

/** One run beside another one: `?with=` names it, else it is the last good one. */
export const comparisonRouteRef = createSubRouteRef({
  id: 'ami-smoke-test/comparison',
  parent: rootRouteRef,
  path: '/runs/:runId/comparison',
});

/** The tab on a family's catalog page. */
export const entityContentRouteRef = createRouteRef({
  id: 'ami-smoke-test/entity-content',
});

/** Where the tab with the channels is below a family's catalog page, unless the app says otherwise. */
export const CHANNELS_TAB = 'ami-smoke-test-channels';

/** The tab with the channels on a family's catalog page. */
export const entityChannelsRouteRef = createRouteRef({
  id: 'ami-smoke-test/entity-channels',
});
