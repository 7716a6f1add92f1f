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
  AuthorizeResult,
  type AuthorizePermissionRequest,
} from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { useQuery } from '@tanstack/react-query';
import { isLasting } from './errors';
import { LIST_POLL_MS } from './polling';

/** A policy does not change while a page is looked at; this is how old its decision may be, in ms. */
const STALE_MS = 60_000;

/** What is known of whether the reader may do something. Neither allowed nor refused: it is being asked, or could not be. */
export interface Permitted {
  allowed: boolean;
  refused: boolean;
  loading: boolean;
  /** Why it could not be asked. */
  error: unknown;
  /** Asks once more. */
  retry: () => void;
}

/**
 * Asks whether the reader may do something; unlike Backstage's `usePermission` it tells a refusal from an outage.
 *
 * @param request - nothing while it is not known what to ask about
 */
export function usePermitted(
  request: AuthorizePermissionRequest | undefined,
): Permitted {
  const permissions = useApi(permissionApiRef);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [
      'permission',
      request?.permission.name,
      request && 'resourceRef' in request ? request.resourceRef : undefined,
    ],
    queryFn: async () => {
      const { result } = await permissions.authorize(request!);
      return result;
    },
    enabled: request !== undefined,
    staleTime: STALE_MS,
    refetchInterval: ({ state }) =>
      state.error && !isLasting(state.error) ? LIST_POLL_MS : false,
  });
  return {
    allowed: data === AuthorizeResult.ALLOW,
    refused: data !== undefined && data !== AuthorizeResult.ALLOW,
    loading: isPending,
    error: data === undefined ? error : undefined,
    retry: () => void refetch(),
  };
}
