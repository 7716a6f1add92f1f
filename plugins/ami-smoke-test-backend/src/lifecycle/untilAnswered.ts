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

import { isEc2Error, isUndecided } from '../ec2/Ec2Error';
import type { RunContext } from './RunContext';

/** For how long an answer is waited for, by sending the same request again. */
const UNANSWERED_MS = 120_000;
const RETRY_MS = 2_000;

/**
 * Sends a request to EC2 until it has answered: what hangs, is reset, throttled or not known yet may be answered otherwise the
 * next time. The request must be one that can be sent twice.
 *
 * @throws Ec2Error what EC2 refused, or its last trouble when that went on for two minutes
 */
export async function untilAnswered<Answer>(
  run: RunContext,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const deadline = run.clock.now() + UNANSWERED_MS;
  let unanswered = false;
  for (;;) {
    run.assertHeld();
    try {
      return await send();
    } catch (error) {
      if (!isUndecided(error) || run.clock.now() > deadline) {
        throw unanswered && isEc2Error(error) ? error.sentAgain() : error;
      }
      unanswered ||= error.afterUnanswered || isEc2Error(error, 'transient');
      await run.clock.sleep(RETRY_MS, run.stopped);
    }
  }
}
