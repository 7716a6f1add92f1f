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
import { Ec2Error } from '../wire/Ec2Error';
import { Fate } from './FaultPlan';

/** What can be done to an instance from outside. */
export interface Interfered {
  terminate(reason?: StateReason): void;
  stop(): void;
  reassignAddress(): void;
}

/** Brings about what a fault plan has in store for an instance. */
export class Interference {
  readonly #fate: Fate;
  readonly #launchedMs = performance.now();
  readonly #timers: NodeJS.Timeout[] = [];

  /** @param fate - of an instance that is launched now */
  constructor(fate: Fate) {
    this.#fate = fate;
  }

  begin(interfered: Interfered): void {
    const { terminate, stop, reassignAddress } = this.#fate;
    if (terminate) {
      this.#at(terminate.atMs, () => interfered.terminate(terminate.reason));
    }
    if (stop) this.#at(stop.atMs, () => interfered.stop());
    if (reassignAddress) {
      this.#at(reassignAddress.atMs, () => interfered.reassignAddress());
    }
  }

  /** Nothing more is done to it. */
  end(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  /** @throws Ec2Error when no screenshot is to be had */
  checkScreenshot(): void {
    const { noScreenshot } = this.#fate;
    if (!noScreenshot) return;
    const { fromMs, untilMs = Infinity, code, status } = noScreenshot;
    const sinceMs = performance.now() - this.#launchedMs;
    if (sinceMs < fromMs || sinceMs >= untilMs) return;
    throw new Ec2Error(code, 'The screenshot is not available.', status);
  }

  /** How long after it was written the console can be read. */
  get consoleLateMs(): number | undefined {
    return this.#fate.consoleLateMs;
  }

  /** What can be read of a console. */
  cut(output: Buffer): Buffer {
    const { consoleCutBytes } = this.#fate;
    return consoleCutBytes === undefined
      ? output
      : output.subarray(Math.max(0, output.length - consoleCutBytes));
  }

  #at(atMs: number, happen: () => void): void {
    this.#timers.push(setTimeout(happen, atMs));
  }
}
