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

/**
 * AMI Smoke Test for the legacy frontend system.
 *
 * @remarks
 * Prefer the default export of the package's root in the new one.
 *
 * @packageDocumentation
 */

import { PLUGIN_ID } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import type { JSX } from 'react';
import { amiSmokeTestApiFactory } from './api';
import {
  entityChannelsRouteRef,
  entityContentRouteRef,
  rootRouteRef,
} from './routes';

export { amiSmokeTestApiRef } from './api';
export { isAmiSmokeTestAvailable } from './entity';

/** The plugin for the legacy frontend system. @public */
export const amiSmokeTestPlugin = createPlugin({
  id: PLUGIN_ID,
  apis: [amiSmokeTestApiFactory],
  routes: {
    root: rootRouteRef,
    entityContent: entityContentRouteRef,
    entityChannels: entityChannelsRouteRef,
  },
});

/** Every page, for a route at `/ami-smoke-test`. @public */
export const AmiSmokeTestPage: () => JSX.Element = amiSmokeTestPlugin.provide(
  createRoutableExtension({
    name: 'AmiSmokeTestPage',
    component: () => import('./pages/LegacyPages').then(m => m.LegacyPages),
    mountPoint: rootRouteRef,
  }),
);

/** The tab of an image family, for an `EntityLayout.Route`. @public */
export const EntityAmiSmokeTestContent: () => JSX.Element =
  amiSmokeTestPlugin.provide(
    createRoutableExtension({
      name: 'EntityAmiSmokeTestContent',
      component: () =>
        import('./pages/EntityHistory').then(m => m.EntityHistory),
      mountPoint: entityContentRouteRef,
    }),
  );

/** The tab with an image family's channels, for an `EntityLayout.Route` at `/ami-smoke-test-channels`. @public */
export const EntityAmiSmokeTestChannels: () => JSX.Element =
  amiSmokeTestPlugin.provide(
    createRoutableExtension({
      name: 'EntityAmiSmokeTestChannels',
      component: () =>
        import('./pages/EntityChannels').then(m => m.EntityChannels),
      mountPoint: entityChannelsRouteRef,
    }),
  );

/** The card of an image family's overview. @public */
export const EntityAmiSmokeTestCard: () => JSX.Element =
  amiSmokeTestPlugin.provide(
    createComponentExtension({
      name: 'EntityAmiSmokeTestCard',
      component: {
        lazy: () => import('./pages/EntityCard').then(m => m.EntityCard),
      },
    }),
  );
