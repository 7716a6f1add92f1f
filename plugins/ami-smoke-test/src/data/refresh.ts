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

import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

/** What is asked once more when the answer that is on its way has come. */
const again = new WeakSet<Query>();

/**
 * Asks again for everything under a key that is shown. A question that is on its way is not broken off, because with changes that
 * come faster than answers no answer would ever come; but as that answer may be older than the change, it is asked once more then.
 */
export function refresh(cache: QueryClient, queryKey: QueryKey): void {
  for (const query of cache.getQueryCache().findAll({ queryKey })) {
    if (query.state.fetchStatus === 'idle') invalidate(cache, query);
    else if (!again.has(query)) invalidateTwice(cache, query);
  }
}

async function invalidateTwice(cache: QueryClient, query: Query) {
  again.add(query);
  await invalidate(cache, query);
  again.delete(query);
  await invalidate(cache, query);
}

/** Ends when the answer is there, also one that was on its way. */
function invalidate(cache: QueryClient, { queryKey }: Query): Promise<void> {
  return cache.invalidateQueries(
    { queryKey, exact: true },
    { cancelRefetch: false },
  );
}
