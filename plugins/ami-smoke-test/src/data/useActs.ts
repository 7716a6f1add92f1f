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

import type { ListActsQuery } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { LIST_POLL_MS } from './polling';
import { questions } from './questions';

/** How many acts are asked for at a time. */
const PAGE_LENGTH = 20;

/** What was decided about a family's channels, newest first, page after page. */
export function useActs(query: Pick<ListActsQuery, 'family' | 'channel'>) {
  const client = useApi(amiSmokeTestApiRef);
  return useInfiniteQuery({
    queryKey: questions.acts(query),
    queryFn: ({ pageParam, signal }) =>
      client.listPromotionActs(
        { ...query, cursor: pageParam, limit: PAGE_LENGTH },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: LIST_POLL_MS,
  });
}
