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

import type { InstanceView } from './Ec2';
import { moreQuota } from './wayOut';

/** Why an instance does not run any more, of what EC2 says of its state. */
export interface Ending {
  /** `image`: from within; `capacity`: AWS had no room for it after all; `other`: nobody asked the image. */
  by: 'image' | 'capacity' | 'other';
  /** What to do about it, where that is known. */
  wayOut?: string;
}

const RUN_AGAIN = 'That was not the image: run it again';

/**
 * AWS's codes of state reasons.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
 */
const ENDINGS: [reason: RegExp, ending: Ending][] = [
  [/^Client\.InstanceInitiatedShutdown\b/, { by: 'image' }],
  [/^(Server\.)?Insufficient\w*Capacity\b/, { by: 'capacity' }],
  [
    // The first is what EC2 most often says when it may not use a key.
    /^Client\.(InternalError|InvalidKMSKey)\b/,
    {
      by: 'other',
      wayOut:
        "Most often EC2 may not use the key that the image is encrypted with: see that the key is enabled, that its policy allows this account, and that the role has the statements with IMAGE_KMS_KEY_ARN in the backend plugin's iam/smoke-test.json",
    },
  ],
  [/^(Client\.)?\w+LimitExceeded\b/, { by: 'other', wayOut: moreQuota() }],
  [
    /^Client\.InvalidSnapshot\b/,
    {
      by: 'other',
      wayOut:
        'A snapshot of the image is gone, or not shared with this account: share it, or build the image again',
    },
  ],
  [
    /^Client\.(UserInitiated\w+|InstanceTerminated)\b/,
    {
      by: 'other',
      wayOut:
        'Somebody else in the account ended it (CloudTrail says who): keep them off what is tagged ami-smoke-test:owner, and run it again',
    },
  ],
  [
    /^Server\.Spot\w+/,
    { by: 'other', wayOut: `AWS took the machine back. ${RUN_AGAIN}` },
  ],
  [/^Server\./, { by: 'other', wayOut: RUN_AGAIN }],
];

/** Why an instance does not run any more. */
export function endingOf({
  stateReason = '',
}: Pick<InstanceView, 'stateReason'>): Ending {
  const known = ENDINGS.find(([reason]) => reason.test(stateReason));
  return known?.[1] ?? { by: 'other' };
}
