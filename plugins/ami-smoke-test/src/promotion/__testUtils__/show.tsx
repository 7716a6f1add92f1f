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
  ChannelList,
  GateDecision,
  PromotionRequest,
  PromotionResult,
  RevocationRequest,
  WaiverRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import type { ReactElement } from 'react';
import { amiSmokeTestApiRef } from '../../api';
import { PagesProvider } from '../../data';
import { rootRouteRef } from '../../routes';
import { aDecision, aList, anAct, aPublication, aWaiver } from './channels';

/** What a backend would answer; each test changes what it is about. */
export function aBackend(list: ChannelList = aList()) {
  return {
    listChannels: jest.fn(async () => list),
    listPromotionActs: jest.fn(
      async (_query: { channel?: string; cursor?: string }) => ({
        items: [anAct()],
        nextCursor: undefined as string | undefined,
      }),
    ),
    gateOfBuild: jest.fn(
      async (_buildId: string, channel: string): Promise<GateDecision> =>
        aDecision(undefined, channel),
    ),
    promote: jest.fn(
      async (request: PromotionRequest): Promise<PromotionResult> => ({
        outcome: request.dryRun ? 'planned' : 'done',
        acts: [],
        decision: aDecision(),
        publications: [aPublication({ state: 'pending' })],
      }),
    ),
    revoke: jest.fn(
      async (request: RevocationRequest): Promise<PromotionResult> => ({
        outcome: request.dryRun ? 'planned' : 'done',
        acts: [],
        publications: [],
      }),
    ),
    waive: jest.fn(async (_request: WaiverRequest) => aWaiver()),
    withdrawWaiver: jest.fn(async (_waiverId: string) => aWaiver()),
  };
}

/** Shows something of the pages that talks to this backend. */
export async function show(
  backend: Partial<ReturnType<typeof aBackend>>,
  element: ReactElement,
) {
  await renderInTestApp(
    <TestApiProvider
      apis={[[amiSmokeTestApiRef, backend as unknown as AmiSmokeTestApi]]}
    >
      <PagesProvider>{element}</PagesProvider>
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/ami-smoke-test': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

/** An answer that is an error, as the client throws it. */
export function aRefusal(
  statusCode: number,
  message: string,
  decision?: GateDecision,
): Error {
  const error = { name: 'ConflictError', message };
  return Object.assign(new Error(message), {
    statusCode,
    body: { error, decision },
  });
}
