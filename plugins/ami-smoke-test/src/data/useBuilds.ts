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

import type { ListBuildsQuery } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import {
  keepPreviousData,
  queryOptions,
  usePrefetchQuery,
  useQuery,
} from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { pollOfList } from './polling';
import { questions } from './questions';

/** A page of the history, newest first; the last one stays while another is on its way. */
export function useBuilds(query: ListBuildsQuery) {
  const client = useApi(amiSmokeTestApiRef);
  const options = queryOptions({
    queryKey: questions.builds(query),
    queryFn: ({ signal }) => client.listBuilds(query, { signal }),
  });
  // On its way while the page is laid out, and not only after that.
  usePrefetchQuery(options);
  return useQuery({
    ...options,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollOfList(state),
  });
}
