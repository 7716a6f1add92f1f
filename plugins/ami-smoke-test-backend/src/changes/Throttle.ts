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

/** Calls back at once for the first call about something, and once more at the end of each pause in which there were others. */
export class Throttle {
  readonly #pauseMs: number;
  readonly #callback: (id: string) => void;
  readonly #pauses = new Map<
    string,
    { timer: NodeJS.Timeout; again: boolean }
  >();

  constructor(pauseMs: number, callback: (id: string) => void) {
    this.#pauseMs = pauseMs;
    this.#callback = callback;
  }

  call(id: string): void {
    const pause = this.#pauses.get(id);
    if (pause) {
      pause.again = true;
      return;
    }
    this.#pauses.set(id, {
      again: false,
      timer: setTimeout(() => this.#end(id), this.#pauseMs),
    });
    this.#callback(id);
  }

  /** Ends every pause now. */
  stop(): void {
    for (const [id, { timer, again }] of this.#pauses) {
      clearTimeout(timer);
      if (again) this.#callback(id);
    }
    this.#pauses.clear();
  }

  #end(id: string): void {
    const again = this.#pauses.get(id)?.again;
    this.#pauses.delete(id);
    if (again) this.call(id);
  }
}
