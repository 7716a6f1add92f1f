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

import type { RunSummary } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What wants attention comes first. */
const INTEREST = ['failed', 'errored', 'cancelled', undefined, 'passed'];

/** Runs with those first that want attention; then by region and instance type, so that none jumps about. */
export function inOrderOfInterest<
  T extends Pick<RunSummary, 'verdict' | 'image' | 'instanceType'>,
>(runs: T[]): T[] {
  return [...runs].sort(
    (a, b) =>
      INTEREST.indexOf(a.verdict) - INTEREST.indexOf(b.verdict) ||
      a.image.region.localeCompare(b.image.region) ||
      a.instanceType.localeCompare(b.instanceType),
  );
}
