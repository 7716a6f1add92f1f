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
  /** The finding that stands, and since when: observed, and as an offset; and when the console did not say it yet. */
  #standing:
    | { id: string; sinceMs: number; offsetMs: number; notBeforeMs: number }
    | undefined;
  /** The offset of the reading before. */
  #lookedAtMs = 0;

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
    const notBeforeMs = this.#lookedAtMs;
    const offsetMs = this.#offsetMs();
    this.#lookedAtMs = offsetMs;
    const fatal = await this.#run.diagnosis.look();
    if (!live || !failFast.enabled || !fatal) {
      this.#standing = undefined;
      return;
    }
    if (this.#standing?.id !== fatal.id) {
      this.#standing = {
        id: fatal.id,
        sinceMs: this.#observed.spentMs,
        offsetMs,
        notBeforeMs,
      };
    }
    const stoodMs = this.#observed.spentMs - this.#standing.sinceMs;
    if (stoodMs < failFast.graceSeconds * 1000) return;
    if (!(await this.#hasAnswered(this.#standing))) this.#end(fatal);
  }

  /**
   * What answers lives, whatever it has written. A check that passes is not asked again, so one that may have passed after the
   * finding counts; a wrong answer comes again and again, so it has to have come since the finding was read.
   */
  async #hasAnswered(standing: {
    offsetMs: number;
    notBeforeMs: number;
  }): Promise<boolean> {
    const { journal } = this.#run;
    const { checks } = journal.run;
    const hasPassed = checks.some(
      ({ passedAtMs = -1 }) => passedAtMs >= standing.notBeforeMs,
    );
    if (hasPassed) return true;
    const overNetwork = checks
      .filter(({ type }) => type !== 'integrity')
      .map(({ name }) => name);
    const attempts = await journal.attempts();
    return attempts.some(
      ({ check, outcome, lastOffsetMs }) =>
        outcome === 'wrong-answer' &&
        overNetwork.includes(check) &&
        lastOffsetMs >= standing.offsetMs,
    );
  }

  #offsetMs(): number {
    const { onlineAt } = this.#run.journal.run;
    return this.#run.clock.now() - (onlineAt?.getTime() ?? 0);
  }
}
