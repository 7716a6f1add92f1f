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

import { integrityOf, portsOf } from '../checks/specs';
import type { Profile } from '../config';
import { combine, whyNotCombined } from './multipart';
import { probeOnLinux } from './probeOnLinux';
import { isProbed } from './probe';

/** EC2 takes no more: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MOST_USER_DATA_BYTES = 16 * 1024;

/** Why what a profile wants to know of the inside of its instances cannot be known, each with its way out. */
export function guestContradictions(
  setting: string,
  profile: Profile,
): string[] {
  const problems: string[] = [];
  const { checks, guest, userData } = profile;
  const integrity = integrityOf(profile);
  if (integrity && portsOf(profile).length === 0) {
    problems.push(
      `${setting}.checks: has nothing but \`integrity\`, which says nothing about the service: add a \`tcp\` or \`http\` check`,
    );
  }
  if (checks.filter(({ type }) => type === 'integrity').length > 1) {
    problems.push(`${setting}.checks: has \`integrity\` twice: leave one`);
  }
  if (integrity && guest.probe === false) {
    problems.push(
      `${setting}.guest.probe: is false, and the check \`integrity\` needs the probe: leave out one of the two`,
    );
  }
  if (userData === undefined || !isProbed(profile)) return problems;
  const wayOut = `put what it does into the image and leave \`userData\` out, or do without ${
    integrity ? 'the check `integrity`' : '`guest.probe`'
  }`;
  const why = whyNotCombined(userData);
  if (why) {
    problems.push(
      `${setting}.userData: ${why}, so that the probe cannot be added to it: ${wayOut}`,
    );
    return problems;
  }
  const probe = probeOnLinux({ verifyFiles: true, untilSeconds: 7200 });
  const size = Buffer.byteLength(combine(userData, probe));
  if (size > MOST_USER_DATA_BYTES) {
    problems.push(
      `${setting}.userData: has ${size} bytes together with the probe, and EC2 takes ${MOST_USER_DATA_BYTES}: shorten it, ${wayOut}`,
    );
  }
  return problems;
}
