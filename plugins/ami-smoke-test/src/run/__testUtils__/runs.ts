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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A run as its page is given it, online and on its way, with what matters to a test. */
export function aRunOfPage(fields: Partial<Run> = {}): Run {
  return {
    id: 'bcd423a5-ccf4-4c4a-9eae-42486b0fa6ef',
    buildId: 'f1d04757-e8c7-4539-9552-c1a48e86066c',
    image: {
      accountId: '123456789012',
      region: 'us-east-1',
      imageId: 'ami-0bf638b9b9c77ed45',
    },
    instanceType: 't3.micro',
    stage: 'booting',
    cleanup: 'clean',
    createdAt: '2026-11-22T12:00:00.000Z',
    onlineAt: '2026-11-22T12:00:01.000Z',
    checks: [],
    screenshots: 0,
    consoleBytes: 0,
    filmStrip: [],
    family: 'web-base',
    profile: 'default',
    build: {
      id: 'f1d04757-e8c7-4539-9552-c1a48e86066c',
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      profile: 'default',
      source: 'api',
      images: [{ region: 'us-east-1', imageId: 'ami-0bf638b9b9c77ed45' }],
      createdBy: 'ci',
      createdAt: '2026-11-22T12:00:00.000Z',
      status: 'running',
      runs: [],
    },
    stages: [{ stage: 'queued', at: '2026-11-22T12:00:00.000Z' }],
    frames: [],
    attempts: [],
    notices: [],
    resources: [],
    budgetMs: 45_000,
    evidence: true,
    ...fields,
  };
}
