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

/**
 * Lets only so many machines be in their boot phase at once: the processor time of booting is what makes boots slow for everyone.
 * First come, first served.
 */
export class BootGate {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  /**
   * Waits for a place.
   *
   * @param signal - who waits leaves the queue when it aborts, and is rejected with its reason
   * @returns gives the place back; calling it again does nothing
   */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    return new Promise((enter, reject) => {
      const waiting = { enter, reject };
      this.#waiting.push(waiting);
      signal?.addEventListener('abort', () => {
        const index = this.#waiting.indexOf(waiting);
        if (index >= 0) {
          this.#waiting.splice(index, 1);
          reject(signal.reason);
        }
      });
      this.#admit();
    });
  }

  /** Turns away everyone who waits. */
  close(error: Error) {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(error);
    }
  }

  #admit() {
    if (this.#free === 0) {
      return;
    }
    const next = this.#waiting.shift();
    if (next) {
      this.#free -= 1;
      next.enter(this.#leaveOnce());
    }
  }

  #leaveOnce(): () => void {
    let left = false;
    return () => {
      if (!left) {
        left = true;
        this.#free += 1;
        this.#admit();
      }
    };
  }
}

interface Waiting {
  enter(leave: () => void): void;
  reject(error: Error): void;
}
