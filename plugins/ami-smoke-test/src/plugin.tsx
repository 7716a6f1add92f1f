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
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { PLUGIN_ID } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { RiFilmLine, RiSignpostLine } from '@remixicon/react';
import { amiSmokeTestApiFactory } from './api';
import { isAmiSmokeTestAvailable } from './entity';
import { loadPages } from './pages/loaders';
import {
  CHANNELS_TAB,
  entityChannelsRouteRef,
  entityContentRouteRef,
  rootRouteRef,
} from './routes';

const api = ApiBlueprint.make({
  params: defineParams => defineParams(amiSmokeTestApiFactory),
});

const page = PageBlueprint.make({
  params: {
    path: '/ami-smoke-test',
    title: 'Smoke tests',
    icon: <RiFilmLine />,
    routeRef: rootRouteRef,
    loader: () => loadPages().then(m => <m.Pages />),
  },
});

const entityContent = EntityContentBlueprint.make({
  name: 'history',
  params: {
    path: '/ami-smoke-test',
    title: 'Smoke tests',
    group: 'operation',
    icon: <RiFilmLine />,
    routeRef: entityContentRouteRef,
    filter: isAmiSmokeTestAvailable,
    loader: () =>
      import('./pages/EntityHistory').then(m => <m.EntityHistory />),
  },
});

const entityChannels = EntityContentBlueprint.make({
  name: 'channels',
  params: {
    path: `/${CHANNELS_TAB}`,
    title: 'Channels',
    group: 'deployment',
    icon: <RiSignpostLine />,
    routeRef: entityChannelsRouteRef,
    filter: isAmiSmokeTestAvailable,
    loader: () =>
      import('./pages/EntityChannels').then(m => <m.EntityChannels />),
  },
});

const entityCard = EntityCardBlueprint.make({
  name: 'latest-build',
  params: {
    type: 'content',
    filter: isAmiSmokeTestAvailable,
    loader: () => import('./pages/EntityCard').then(m => <m.EntityCard />),
  },
});

/** AMI smoke tests: the fleet, builds, runs and comparison, and two tabs and a card on image families. @public */
export default createFrontendPlugin({
  pluginId: PLUGIN_ID,
  title: 'Smoke tests',
  icon: <RiFilmLine />,
  info: { packageJson: () => import('../package.json') },
  extensions: [api, page, entityContent, entityChannels, entityCard],
  routes: {
    root: rootRouteRef,
    entityContent: entityContentRouteRef,
    entityChannels: entityChannelsRouteRef,
  },
});
