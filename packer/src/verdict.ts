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

import { linkOf, type Watched } from './BuildWatch';
import { printHeadline } from './diagnose/printDiagnosis';
import type { Output } from './output';
import { labelsOf } from './progress';
import type { Settings } from './settings';

/** Prints how a build ended: the verdict, why, each run of several, what went wrong in those that failed, and where to read more. */
export function printVerdict(
  { verdict, reason, build, diagnoses }: Watched,
  settings: Pick<Settings, 'url'>,
  output: Output,
) {
  const paint = { passed: output.green, failed: output.red }[
    verdict as 'passed'
  ];
  output.line(`AMI Smoke Test: ${verdict.toUpperCase()}`, text =>
    output.bold((paint ?? output.yellow)(text)),
  );
  output.line(`  ${reason}`);
  if (!build) return;
  const labels = labelsOf(build);
  for (const run of build.runs) {
    if (labels.has(run.id)) {
      output.line(
        `  [${labels.get(run.id)}] ${run.verdict ?? run.stage}: ${
          run.reason ?? ''
        }`,
      );
    }
    const diagnosis = diagnoses.get(run.id);
    if (diagnosis) printHeadline(diagnosis, output);
  }
  output.line(`  ${linkOf(build, settings)}`);
}
