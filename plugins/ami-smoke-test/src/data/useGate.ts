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
import { questions } from './questions';

/** Whether a build may go to a channel; asked anew each time that somebody wants to know, and whenever something was decided. */
export function useGate(buildId: string, channel: string) {
  const client = useApi(amiSmokeTestApiRef);
  return useQuery({
    queryKey: questions.gate(buildId, channel),
    queryFn: ({ signal }) => client.gateOfBuild(buildId, channel, { signal }),
    staleTime: 0,
    gcTime: 0,
  });
}
