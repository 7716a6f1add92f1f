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
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { questions } from './questions';
import { consoleOf } from './useConsole';
import { runOf } from './useRun';

/** Has a run asked for, and its log, that are about to be shown: they are on their way while the page is still being loaded and drawn. */
export function usePrefetchedRun(runId: string): void {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  // Not in an effect: there is none before the page is loaded.
  if (!cache.getQueryState(questions.run(runId))) {
    prefetch(runId, client, cache);
  }
}

/** What fails here is told where it is shown. */
async function prefetch(
  runId: string,
  client: AmiSmokeTestApi,
  cache: QueryClient,
): Promise<void> {
  await cache.prefetchQuery(runOf(runId, client));
  const run = cache.getQueryData(runOf(runId, client).queryKey);
  if (run?.evidence) await cache.prefetchQuery(consoleOf(runId, client, cache));
}
