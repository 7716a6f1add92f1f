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

import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

/** Tells whether one of some owners is the reader or a group of theirs; none is until that is known. */
export function useIsMine(): (owners: string[]) => boolean {
  const identity = useApi(identityApiRef);
  const { data } = useQuery({
    queryKey: ['ownership'],
    queryFn: async () => {
      const { ownershipEntityRefs } = await identity.getBackstageIdentity();
      return new Set(ownershipEntityRefs);
    },
    staleTime: Infinity,
  });
  return useCallback(owners => owners.some(owner => data?.has(owner)), [data]);
}
