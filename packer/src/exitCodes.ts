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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** The command line or a setting is wrong. */
export const EXIT_USAGE = 1;

/** What the bridge could not know its image for: any other code would make Packer delete it. */
export const EXIT_NOT_TESTED = 0;

/** What ends in an error that Packer must not be told, because it would delete an image that its manifest does not keep. */
export const EXIT_UNTOLD = 0;

/** The gate denies it, or somebody else was there first. */
export const EXIT_REFUSED = 2;

/** It could not be found out, or AWS does not show it yet: no yes, and no no. */
export const EXIT_UNKNOWN = 3;

/** What `packer build` is told. */
export function exitCodeOf(
  verdict: Verdict,
  onErrored: 'fail' | 'warn',
): number {
  switch (verdict) {
    case 'passed':
      return 0;
    case 'failed':
      return 2;
    case 'errored':
      return onErrored === 'warn' ? 0 : 3;
    default:
      return 4;
  }
}
