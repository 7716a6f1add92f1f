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

/** Something that is done no more often than once in a while. */
export interface Paced {
  /** Wants it done: at once when it was not for a while, else when that while is over, however often it is wanted until then. */
  call(): void;
  /** Forgets what is still wanted. */
  stop(): void;
}

/** Does something no more often than every so many ms. */
export function paced(pauseMs: number, work: () => void): Paced {
  let doneAt = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return {
    call() {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        doneAt = Date.now();
        work();
      }, Math.max(0, doneAt + pauseMs - Date.now()));
    },
    stop() {
      clearTimeout(waiting);
      waiting = undefined;
    },
  };
}
