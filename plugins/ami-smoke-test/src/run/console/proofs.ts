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

import type { Diagnosis } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** The lines of the log that the findings rest on, by number, each with the title of what it proves. */
export function proofsOf(
  diagnosis: Pick<Diagnosis, 'findings'> | undefined,
): ReadonlyMap<number, string> {
  const proofs = new Map<number, string>();
  for (const { title, evidence } of diagnosis?.findings ?? []) {
    const { source, line } = evidence;
    // The weightiest finding comes first, and names the line.
    if (source === 'console' && line !== undefined && !proofs.has(line)) {
      proofs.set(line, title);
    }
  }
  return proofs;
}
