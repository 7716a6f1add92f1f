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

import { StateReason } from '../state/resources';
import type { Fate } from './Faults';

/** What can be done to an instance from outside. */
export interface Interfered {
  terminate(reason?: StateReason): void;
  stop(): void;
}

/** Brings an instance's fate about. */
export class Interference {
  readonly #fate: Fate;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(fate: Fate) {
    this.#fate = fate;
  }

  /** The instance is launched now. */
  begin(interfered: Interfered): void {
    for (const effect of this.#fate) {
      if ('terminate' in effect) {
        const { atMs, reason } = effect.terminate;
        this.#at(atMs, () => interfered.terminate(reason));
      } else {
        this.#at(effect.stop.atMs, () => interfered.stop());
      }
    }
  }

  /** Nothing more is done to it. */
  end(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  #at(atMs: number, happen: () => void): void {
    this.#timers.push(setTimeout(happen, atMs));
  }
}
