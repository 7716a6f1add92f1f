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

import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/** Who calls: a user or a service. */
export type Caller = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

/**
 * Who sent the request.
 *
 * @param options - `cookie`: whether the browser's cookie is enough, as for pictures
 * @throws AuthenticationError when nobody is known
 */
export async function callerOf(
  httpAuth: HttpAuthService,
  request: Request,
  options: { cookie?: boolean } = {},
): Promise<Caller> {
  return httpAuth.credentials(request, {
    allow: ['user', 'service'],
    allowLimitedAccess: options.cookie,
  });
}

/** The service's subject, or the user's entity ref. */
export function subjectOf({ principal }: Caller): string {
  return principal.type === 'service'
    ? principal.subject
    : principal.userEntityRef;
}
