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
import { useQuery } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { pollOfComparison } from './polling';
import { questions } from './questions';

/**
 * A run beside another one; beside the last good one when none is named. While there is something to come of either it is asked
 * again now and then, and no signal makes it sooner, because the backend lays two whole logs side by side for each answer.
 */
export function useComparison(runId: string, other: string | undefined) {
  const client = useApi(amiSmokeTestApiRef);
  return useQuery({
    queryKey: questions.comparison(runId, other),
    queryFn: ({ signal }) => client.compareRun(runId, { with: other, signal }),
    staleTime: ({ state }) => pollOfComparison(state) || Infinity,
    refetchInterval: ({ state }) => pollOfComparison(state),
  });
}
