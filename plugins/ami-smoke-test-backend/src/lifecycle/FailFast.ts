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

import type { Finding } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { ObservedTime } from './ObservedTime';
import type { RunContext } from './RunContext';

/**
 * Looks after each reading of the console whether anything more can come of a boot. Only what is read again after the profile's
 * grace, and still says so, ends the waiting: a machine that goes on, or answers, has its whole budget.
 */
export class FailFast {
  /** Resolves with what the boot has ended in; never, when it has not. */
  readonly hopeless: Promise<Finding>;
  readonly #run: RunContext;
  readonly #observed: ObservedTime;
  #end: (finding: Finding) => void = () => {};
  /** The finding that stands, and since when: observed, and as an offset. */
  #standing: { id: string; sinceMs: number; offsetMs: number } | undefined;

  constructor(run: RunContext) {
    this.#run = run;
    this.#observed = new ObservedTime(run.clock, 0);
    this.hopeless = new Promise(resolve => {
      this.#end = resolve;
    });
  }

  /** @param reading - one that is not `live` shows how things were some minutes ago, and proves nothing */
  async look({ live }: { live: boolean }): Promise<void> {
    const { failFast, consoleEverySeconds } = this.#run.journal.run.profile;
    this.#observed.tick(consoleEverySeconds * 1000);
    const fatal = await this.#run.diagnosis.look();
    if (!live || !failFast.enabled || !fatal) {
      this.#standing = undefined;
      return;
    }
    if (this.#standing?.id !== fatal.id) {
      this.#standing = {
        id: fatal.id,
        sinceMs: this.#observed.spentMs,
        offsetMs: this.#offsetMs(),
      };
    }
    const { sinceMs, offsetMs } = this.#standing;
    const stoodMs = this.#observed.spentMs - sinceMs;
    if (stoodMs < failFast.graceSeconds * 1000) return;
    if (!this.#hasAnsweredSince(offsetMs)) this.#end(fatal);
  }

  /** What answers lives, whatever it has written. */
  #hasAnsweredSince(offsetMs: number): boolean {
    const { checks } = this.#run.journal.run;
    return checks.some(({ passedAtMs = -1 }) => passedAtMs >= offsetMs);
  }

  #offsetMs(): number {
    const { onlineAt } = this.#run.journal.run;
    return this.#run.clock.now() - (onlineAt?.getTime() ?? 0);
  }
}
