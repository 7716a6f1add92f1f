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

import type { AmiSmokeTestApi } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { amiSmokeTestApiRef } from '../api';
import { isLasting } from './errors';

/** How often a question is asked again that got no answer, before an error is shown. */
const RETRIES = 2;

/** One cache for each client: the tab, the card and the pages share what they know. */
const caches = new WeakMap<AmiSmokeTestApi, QueryClient>();

function cacheOf(client: AmiSmokeTestApi): QueryClient {
  const known = caches.get(client);
  if (known) return known;
  const cache = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => !isLasting(error) && failures < RETRIES,
        // Else a browser that is offline asks nothing, and so nobody learns that what is shown is old.
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { networkMode: 'always' },
    },
  });
  caches.set(client, cache);
  return cache;
}

/** What every entry into our pages stands in: it gives the hooks of this room their cache. */
export function PagesProvider(props: { children: ReactNode }) {
  const cache = cacheOf(useApi(amiSmokeTestApiRef));
  return (
    <QueryClientProvider client={cache}>{props.children}</QueryClientProvider>
  );
}
