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

import { Ec2Caller } from './Ec2Caller';

describe('Ec2Caller', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ends a call at its deadline, whatever becomes of the request, without an answer for good', async () => {
    const caller = new Ec2Caller({ share: () => 1 });
    const ended = caller
      .call('DescribeInstances', () => new Promise(() => {}))
      .catch(error => error);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await ended).toMatchObject({
      name: 'Ec2Error',
      errorClass: 'transient',
      code: 'DeadlineExceeded',
      message: expect.stringContaining('No answer within 10 s'),
    });
  });
});
