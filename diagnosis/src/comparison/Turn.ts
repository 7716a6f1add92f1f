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

/** Some milliseconds of looking at text. */
const CHARACTERS = 64 * 1024;

/** Says when it is time to let other requests have their turn. */
export class Turn {
  #left = CHARACTERS;

  /** @param characters - looked at since it was asked last */
  isOver(characters: number): boolean {
    // An empty line is work, too.
    this.#left -= characters + 1;
    if (this.#left > 0) return false;
    this.#left = CHARACTERS;
    return true;
  }
}
