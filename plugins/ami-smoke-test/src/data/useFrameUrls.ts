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

import { useApi } from '@backstage/core-plugin-api';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { amiSmokeTestApiRef } from '../api';
import { questions } from './questions';

/** Tells where the full frames of a run are, for whoever loads them before they are seen. */
export function useFrameUrls(
  runId: string,
): (offsetMs: number) => Promise<string> {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  return useCallback(
    offsetMs =>
      cache.fetchQuery({
        queryKey: questions.screenshotUrl(runId, offsetMs, 'full'),
        queryFn: () => client.screenshotUrl(runId, offsetMs, 'full'),
        staleTime: Infinity,
      }),
    [client, cache, runId],
  );
}
