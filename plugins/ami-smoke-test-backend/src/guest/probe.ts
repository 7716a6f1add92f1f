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

import { integrityOf } from '../checks/specs';
import type { Profile } from '../config';
import { probeOnLinux } from './probeOnLinux';
import { probeOnWindows } from './probeOnWindows';

/** Of the check's budget the machine has this part: what it could not do by then it says in time. */
const SHARE_OF_BUDGET = 0.8;
/** For a probe that reads no files. */
const SHORT_SECONDS = 60;

/** Whether the instances of a profile report about themselves. */
export function isProbed(profile: Profile): boolean {
  const { guest, userData } = profile;
  return (
    integrityOf(profile) !== undefined ||
    (guest.probe ?? userData === undefined)
  );
}

/** The commands of the probe, for a shell or PowerShell. */
export function probeOf(
  profile: Profile,
  options: { isWindows: boolean },
): string {
  const integrity = integrityOf(profile);
  const settings = {
    verifyFiles: integrity !== undefined,
    untilSeconds: integrity
      ? integrity.budgetSeconds * SHARE_OF_BUDGET
      : SHORT_SECONDS,
  };
  return options.isWindows ? probeOnWindows(settings) : probeOnLinux(settings);
}
