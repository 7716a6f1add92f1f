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
import type { CheckProgress } from '../checks/CheckProgress';
import type { Outcome } from '../run/outcomes';

/** Where the budget is spent. */
const WAY_OUT =
  '. Either the image has not run its user data, or not to its end, or its console is not the serial port, or the instance type gives no console log, or budgetSeconds of the check is too short';

/**
 * What the check of the image's files makes of a run that did not pass: files that are named fail it, also while the service
 * answers. What is not known is nobody's fault, and counts only when nothing else is.
 *
 * @param options - `isServing`: the service answered every check
 * @returns nothing when the service is what matters
 */
export function explainIntegrity(
  integrity: Pick<CheckProgress, 'passed' | 'isFinal' | 'unknown' | 'summary'>,
  { isServing }: { isServing: boolean },
): Outcome | undefined {
  if (integrity.passed) return undefined;
  const { name, detail } = integrity.summary;
  if (!integrity.unknown) {
    return { verdict: 'failed', reason: `${name}: ${detail}` };
  }
  return isServing
    ? {
        verdict: 'errored',
        reason: `The service answered, but it is not known whether the files of the image are as recorded: ${detail}${
          integrity.isFinal ? '' : WAY_OUT
        }`,
      }
    : undefined;
}
