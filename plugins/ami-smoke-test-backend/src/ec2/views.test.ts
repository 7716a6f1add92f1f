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

import { toStatusCheck } from './views';

describe('toStatusCheck', () => {
  it.each([
    ['ok', 'ok', 'ok'],
    ['ok', 'impaired', 'impaired'],
    ['impaired', 'impaired', 'host-impaired'],
    ['ok', 'something-new', 'insufficient-data'],
  ] as const)(
    'takes the host %s and the instance %s for %s',
    (system, instance, expected) => {
      expect(
        toStatusCheck({
          SystemStatus: { Status: system },
          InstanceStatus: { Status: instance as 'ok' },
        }),
      ).toBe(expected);
    },
  );

  it('knows that one which EC2 says nothing of is young', () => {
    expect(toStatusCheck(undefined)).toBe('initializing');
  });
});
