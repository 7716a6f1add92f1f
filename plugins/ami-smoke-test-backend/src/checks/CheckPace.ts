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

/** A question costs a process a tenth of a millisecond or two: all of them together no more than a quarter of a core. */
const QUESTIONS_PER_SECOND = 1_000;

/** How often the checks of all runs of this process ask: as often as they are meant to, until there are too many of them. */
export class CheckPace {
  #asking = 0;

  /**
   * So many checks begin to ask.
   *
   * @returns to be called when they have ended
   */
  enter(checks: number): () => void {
    this.#asking += checks;
    return () => {
      this.#asking -= checks;
    };
  }

  /** The time between two questions of one check, in ms. */
  everyMs(meantMs: number): number {
    return Math.max(meantMs, (this.#asking * 1000) / QUESTIONS_PER_SECOND);
  }
}
