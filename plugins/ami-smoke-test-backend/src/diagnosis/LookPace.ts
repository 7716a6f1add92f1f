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

/** Boots that are under way may take such a part of a processor, all of a process together. */
const SHARE = 0.1;

/** Says when a boot that is under way may be looked at: with a thousand runs at once, each waits for its turn. */
export class LookPace {
  #freeAt = 0;

  get isFree(): boolean {
    return performance.now() >= this.#freeAt;
  }

  /** A look took so long. */
  took(ms: number): void {
    this.#freeAt = performance.now() + ms / SHARE;
  }
}
