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
  AmiSmokeTestApi,
  PromotionRequest,
  RevocationRequest,
  WaiverRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import {
  type QueryClient,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { questions } from './questions';
import { refresh } from './refresh';

/** Promotes a build, or rolls a channel back to one. */
export function usePromote() {
  return useDecision((client, request: PromotionRequest) =>
    client.promote(request),
  );
}

/** Revokes a build. */
export function useRevoke() {
  return useDecision((client, request: RevocationRequest) =>
    client.revoke(request),
  );
}

/** Lets a build pass a rule for a while. */
export function useWaive() {
  return useDecision((client, request: WaiverRequest) => client.waive(request));
}

/** Ends a waiver. */
export function useWithdrawWaiver() {
  return useDecision((client, waiverId: string) =>
    client.withdrawWaiver(waiverId),
  );
}

/** Whatever came of it, what is shown is asked for again: of a conflict, too. */
function useDecision<Request, Result>(
  decide: (client: AmiSmokeTestApi, request: Request) => Promise<Result>,
) {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (request: Request) => decide(client, request),
    onSettled: () => refreshPromotion(cache),
  });
}

function refreshPromotion(cache: QueryClient): void {
  for (const queryKey of [questions.promotion(), ['builds'], ['runs']]) {
    refresh(cache, queryKey);
  }
}
