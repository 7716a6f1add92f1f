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

import { NotAllowedError } from '@backstage/errors';
import { type Caller, subjectOf } from './caller';
import type { GrantedPermission } from './grants';

/** The policy does not give a user the permission, or a service's token is restricted to others. */
export function notPermitted(
  caller: Caller,
  permission: string,
): NotAllowedError {
  return new NotAllowedError(
    caller.principal.type === 'service'
      ? `The token of the service '${subjectOf(
          caller,
        )}' is restricted: its \`accessRestrictions\` in backend.auth.externalAccess do not allow the permission '${permission}'`
      : `The permission '${permission}' is not given to ${subjectOf(
          caller,
        )} by the permission policy`,
  );
}

/** No entry of `amiSmokeTest.access` lets a service do it: says which one would. */
export function notGranted(
  caller: Caller,
  wanted: GrantedPermission,
  { family, channel }: { family?: string; channel?: string } = {},
): NotAllowedError {
  const subject = subjectOf(caller);
  const onChannel = channel ? `, channels: ['${channel}']` : '';
  const entry = `{ subject: '${subject}', permissions: [${wanted}], families: ['${
    family ?? '…'
  }']${onChannel} }`;
  return new NotAllowedError(
    `amiSmokeTest.access does not let the service '${subject}' do '${wanted}'${
      family ? ` with the family '${family}'` : ''
    }${whereOf(channel)}: an administrator can add \`${entry}\` to it`,
  );
}

function whereOf(channel: string | undefined): string {
  if (channel === undefined) return '';
  return channel === '*' ? ' on all channels' : ` on the channel '${channel}'`;
}
