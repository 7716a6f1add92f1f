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

/**
 * Whether new pictures and lines may still come. Cleaning up brings none once the verdict is there, and lasts for days when
 * something cannot be removed.
 */
export function isCapturing(run: Pick<Run, 'stage' | 'verdict'>): boolean {
  if (run.stage === 'finished') return false;
  return run.stage !== 'cleaning-up' || run.verdict === undefined;
}
