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

import type {
  PromotionRequest,
  RevocationRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { questions } from './questions';

/** A plan is looked at while it is fresh, and never kept: it is only true of this moment. */
const FRESH = { staleTime: 0, gcTime: 0 };

/** What a promotion or a roll-back would do: a dry run; none while there is no request. */
export function usePromotionPlan(request: PromotionRequest | undefined) {
  const client = useApi(amiSmokeTestApiRef);
  return useQuery({
    ...FRESH,
    queryKey: request ? questions.plan(request) : ['no-plan'],
    queryFn: ({ signal }) =>
      client.promote({ ...request!, dryRun: true }, { signal }),
    enabled: request !== undefined,
  });
}

/** What a revocation would do, channel by channel: a dry run. */
export function useRevocationPlan(request: RevocationRequest) {
  const client = useApi(amiSmokeTestApiRef);
  return useQuery({
    ...FRESH,
    queryKey: questions.plan(request),
    queryFn: ({ signal }) =>
      client.revoke({ ...request, dryRun: true }, { signal }),
  });
}
