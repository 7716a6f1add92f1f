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
  Build,
  RunSummary,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A run as the backend tells of it, with what matters to a test. */
export function aRun(fields: Partial<RunSummary> = {}): RunSummary {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    buildId: '22222222-2222-4222-8222-222222222222',
    image: {
      accountId: '123456789012',
      region: 'us-east-1',
      imageId: 'ami-0abcdef1234567890',
    },
    instanceType: 't3.micro',
    stage: fields.verdict ? 'finished' : 'booting',
    cleanup: 'pending',
    createdAt: '2026-11-22T12:00:00.000Z',
    checks: [],
    screenshots: 0,
    consoleBytes: 0,
    filmStrip: [],
    ...fields,
  };
}

/** A run that passed, whose checks were answered after so many ms each. */
export function aPass(...passedAtMs: number[]): RunSummary {
  return aRun({
    verdict: 'passed',
    checks: passedAtMs.map((time, index) => ({
      name: `check ${index}`,
      type: 'tcp',
      target: ':22',
      state: 'passed',
      detail: 'open',
      passedAtMs: time,
      attempts: 1,
    })),
  });
}

/** A build as the backend tells of it, with what matters to a test. */
export function aBuild(fields: Partial<Build> = {}): Build {
  return {
    id: '22222222-2222-4222-8222-222222222222',
    family: 'web-base',
    entityRef: 'resource:default/web-base',
    profile: 'default',
    source: 'packer',
    images: [{ region: 'us-east-1', imageId: 'ami-0abcdef1234567890' }],
    createdBy: 'packer',
    createdAt: '2026-11-22T12:00:00.000Z',
    status: fields.verdict ? 'finished' : 'running',
    runs: [],
    ...fields,
  };
}
