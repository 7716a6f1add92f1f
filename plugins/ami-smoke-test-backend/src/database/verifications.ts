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

/** No family can be called so: its name has no colon. */
const PREFIX = 'profile:';

/** What the families of verifications are like, for SQL. */
export const VERIFICATION_PATTERN = `${PREFIX}%`;

/** What the verifications of a profile are stored under, in the place of a family. */
export function verificationFamily(profileName: string): string {
  return `${PREFIX}${profileName}`;
}

/** Whether a build or run is the verification of a profile, by what stands in the place of its family. */
export function isVerification({ family }: { family: string }): boolean {
  return family.startsWith(PREFIX);
}
