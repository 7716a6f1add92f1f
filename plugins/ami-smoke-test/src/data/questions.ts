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
  ListActsQuery,
  ListBuildsQuery,
  PromotionRequest,
  RevocationRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** The names of the questions in the cache; everything about a build begins with `builds`, `runs` or `families`, about channels with `promotion`. */
export const questions = {
  lists: () => ['builds', 'list'] as const,
  builds: (query: ListBuildsQuery) => ['builds', 'list', query] as const,
  build: (buildId: string) => ['builds', 'one', buildId] as const,
  run: (runId: string) => ['runs', runId] as const,
  console: (runId: string) => ['console', runId] as const,
  screenTexts: (runId: string) => ['screen-texts', runId] as const,
  screenshotUrl: (runId: string, offsetMs: number, size: string) =>
    ['screenshot-url', runId, offsetMs, size] as const,
  comparison: (runId: string, other: string | undefined) =>
    ['comparison', runId, other] as const,
  families: () => ['families'] as const,
  ledger: () => ['ledger'] as const,
  promotion: () => ['promotion'] as const,
  channels: (family: string | undefined) =>
    ['promotion', 'channels', family] as const,
  gate: (buildId: string, channel: string) =>
    ['promotion', 'gate', buildId, channel] as const,
  acts: (query: Pick<ListActsQuery, 'family' | 'channel'>) =>
    ['promotion', 'acts', query] as const,
  plan: (request: PromotionRequest | RevocationRequest) =>
    ['promotion', 'plan', request] as const,
  cookie: () => ['cookie'] as const,
};
