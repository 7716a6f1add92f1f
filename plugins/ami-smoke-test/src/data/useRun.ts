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
import { queryOptions, useQuery } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { pollOfRun } from './polling';
import { questions } from './questions';

/** One run with all that is known of it; asked again and again until it is finished: seldom when only its cleanup is left. */
export function useRun(runId: string) {
  const client = useApi(amiSmokeTestApiRef);
  return useQuery({
    ...runOf(runId, client),
    refetchInterval: ({ state }) => pollOfRun(state),
  });
}

/** How a run is asked for. */
export function runOf(runId: string, client: AmiSmokeTestApi) {
  return queryOptions({
    queryKey: questions.run(runId),
    queryFn: ({ signal }) => client.getRun(runId, { signal }),
  });
}
