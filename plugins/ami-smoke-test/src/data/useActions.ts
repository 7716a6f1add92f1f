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
import {
  type QueryClient,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { questions } from './questions';
import { refresh } from './refresh';

/** Stops a build. */
export function useCancelBuild() {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (buildId: string) => client.cancelBuild(buildId),
    onSettled: () => refreshBuilds(cache),
  });
}

/** Tests the images of a build once more; gives the new build. */
export function useRerunBuild() {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (buildId: string) => client.rerunBuild(buildId),
    onSettled: () => refreshBuilds(cache),
  });
}

/** Keeps a build whatever its age, or leaves it to retention again. */
export function usePinBuild() {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ buildId, pinned }: { buildId: string; pinned: boolean }) =>
      pinned ? client.pinBuild(buildId) : client.unpinBuild(buildId),
    onSettled: () => refreshBuilds(cache),
  });
}

/** Nobody waits for this: an action is done when the backend says so, not when every page has heard of it. */
function refreshBuilds(cache: QueryClient): void {
  for (const queryKey of [['builds'], ['runs'], questions.families()]) {
    refresh(cache, queryKey);
  }
}
