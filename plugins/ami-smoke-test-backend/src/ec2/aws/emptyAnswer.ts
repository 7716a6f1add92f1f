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

import type { ApiName } from '../apis';
import { Ec2Error } from '../Ec2Error';

/** EC2 said yes and left out what was asked for; the next answer may have it. */
export function emptyAnswer(operation: ApiName, how: string): Ec2Error {
  return new Ec2Error({
    errorClass: 'transient',
    code: 'EmptyAnswer',
    operation,
    message: `The answer ${how}`,
  });
}
