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

import { EXIT_USAGE } from './exitCodes';
import type { Output } from './output';
import type { Outcome } from './result';
import type { Problem } from './SettingsReader';

/**
 * Says what is wrong with the settings.
 *
 * @param so - what has not happened because of that, e.g. `nothing was tested`
 */
export function unusable(
  problems: Problem[],
  so: string,
  output: Output,
): Outcome {
  output.line(`AMI Smoke Test: wrong settings, ${so}`, output.red);
  for (const { field, message } of problems) {
    output.line(`  ✗ ${field} ${message}`);
  }
  output.line('  See ami-smoke-test --help.');
  return {
    outcome: 'usage' as const,
    exitCode: EXIT_USAGE,
    reason: problems.map(p => `${p.field} ${p.message}`).join('; '),
    problems,
  };
}
