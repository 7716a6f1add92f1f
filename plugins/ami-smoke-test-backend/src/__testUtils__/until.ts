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

import { setTimeout as sleep } from 'node:timers/promises';

/** Shorter than a test may take, so that its error is the one that is seen. */
const PATIENCE_MS = 45_000;

/**
 * Asks until the answer is good.
 *
 * @throws with the last answer, when none was good for so long
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  good: (answer: T) => boolean = Boolean,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(
        `Not so in ${PATIENCE_MS / 1000} s; the last answer: ${JSON.stringify(
          answer,
        )}`,
      );
    }
    await sleep(20);
  }
}
