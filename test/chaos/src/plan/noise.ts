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

import type { FaultPlan } from '@ami-smoke-test/local-ec2';

/** What EC2 and the way to it do to any call now and then. */
export function planNoise(seed: string): FaultPlan {
  return {
    description: 'Now and then, whoever calls',
    seed,
    calls: [
      { probability: 0.01, do: { throttle: true } },
      { probability: 0.01, do: { error: { code: 'InternalError' } } },
      {
        probability: 0.005,
        do: {
          error: { code: 'ServiceUnavailable', status: 503, when: 'after' },
        },
      },
      { probability: 0.005, do: { reset: 'before' } },
      { probability: 0.005, do: { reset: 'after' } },
      { probability: 0.01, do: { delayMs: 1_500 } },
      { probability: 0.003, do: { hang: 'after', ms: 6_000 } },
    ],
  };
}
