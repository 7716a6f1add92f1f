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

import { endingOf } from './endings';

describe('endingOf', () => {
  it.each([
    [
      'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
      'image',
      /^$/,
    ],
    ['Server.InsufficientInstanceCapacity: No room', 'capacity', /^$/],
    ['Server.InsufficientVolumeCapacity: No room', 'capacity', /^$/],
    [
      'Client.InternalError: Client error on launch',
      'other',
      /may not use the key.*iam\/smoke-test\.json/,
    ],
    [
      'Client.InvalidKMSKey.InvalidState: The key is disabled',
      'other',
      /the key is enabled/,
    ],
    [
      'Client.VolumeLimitExceeded: Volume limit exceeded',
      'other',
      /Service Quotas/,
    ],
    ['InstanceLimitExceeded: Too many', 'other', /Service Quotas/],
    ['Client.VcpuLimitExceeded: Too many', 'other', /Service Quotas/],
    ['Client.InvalidSnapshot.NotFound: No snapshot', 'other', /share it/],
    [
      'Client.UserInitiatedShutdown: User initiated shutdown',
      'other',
      /CloudTrail/,
    ],
    ['Server.SpotInstanceTermination: Spot', 'other', /took the machine back/],
    ['Server.InternalError: Internal error on launch', 'other', /run it again/],
  ])('knows who ended it: %s', (stateReason, by, wayOut) => {
    const ending = endingOf({ stateReason });
    expect(ending.by).toBe(by);
    expect(ending.wayOut ?? '').toMatch(wayOut);
  });

  it('blames nobody for what it does not know', () => {
    expect(endingOf({})).toEqual({ by: 'other' });
    expect(endingOf({ stateReason: 'Client.SomethingNew: ?' })).toEqual({
      by: 'other',
    });
  });
});
