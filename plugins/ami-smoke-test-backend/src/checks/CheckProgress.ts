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

import type {
  CheckAttempts,
  CheckSummary,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Answer, Check } from './Check';

/** Of the entries of a check whose answers change all the time, the first and the last half are kept. */
const MOST_ENTRIES = 100;
/** So often it is told that a check turned; that it passed is told always. */
const MOST_TURNS = 100;
const LONGEST_DETAIL = 500;

/** What a check has been answered so far: attempts with the same outcome, one after another, are one entry. */
export class CheckProgress {
  readonly check: Check;
  readonly #entries: CheckAttempts[];
  #summary: CheckSummary;
  #outcome: Answer['outcome'] | undefined;
  #isFinal = false;
  #turns = 0;

  /** Continues where an earlier process left off. */
  constructor(
    check: Check,
    before: { summary?: CheckSummary; attempts: CheckAttempts[] },
  ) {
    this.check = check;
    this.#entries = before.attempts.filter(entry => entry.check === check.name);
    this.#summary = before.summary ?? {
      name: check.name,
      type: check.type,
      target: check.target,
      state: 'waiting',
      detail: 'not asked yet',
      attempts: 0,
    };
  }

  get summary(): CheckSummary {
    return this.#summary;
  }

  get attempts(): CheckAttempts[] {
    return this.#entries;
  }

  get passed(): boolean {
    return this.#summary.state === 'passed';
  }

  /** Whether anything else than what it was answered last can come. */
  get isFinal(): boolean {
    return this.passed || this.#isFinal;
  }

  /**
   * It cannot be known: a check of the image that had no answer says nothing about the image. What is asked over the network is
   * answered by silence as well.
   */
  get unknown(): boolean {
    const isOfImage = this.check.type === 'integrity';
    return isOfImage && !this.passed && this.#outcome !== 'wrong-answer';
  }

  /** The machine itself was heard, whatever the service said. */
  get heard(): boolean {
    return this.#entries.some(entry => entry.outcome !== 'silent');
  }

  /**
   * Takes an answer in.
   *
   * @returns whether the check turned, and that is to be told: its outcome is another than before
   */
  add({ outcome, final, ...answer }: Answer, offsetMs: number): boolean {
    if (this.passed) return false;
    this.#outcome = outcome;
    this.#isFinal = Boolean(final);
    const detail = answer.detail.slice(0, LONGEST_DETAIL);
    const last = this.#entries.at(-1);
    const same = last?.outcome === outcome && last.detail === detail;
    if (same) {
      last.count += 1;
      last.lastOffsetMs = offsetMs;
    } else {
      this.#entries.push({
        check: this.check.name,
        outcome,
        detail,
        count: 1,
        firstOffsetMs: offsetMs,
        lastOffsetMs: offsetMs,
      });
      this.#turns += 1;
      this.#forget();
    }
    const passed = outcome === 'passed';
    this.#summary = {
      ...this.#summary,
      state: passed ? 'passed' : 'waiting',
      detail,
      attempts: this.#summary.attempts + 1,
      ...(passed && { passedAtMs: offsetMs }),
    };
    return !same && (passed || this.#turns <= MOST_TURNS);
  }

  /** Lets an entry from the middle go when there are too many; rather one of silence, as what was heard counts. */
  #forget(): void {
    if (this.#entries.length <= MOST_ENTRIES) return;
    const half = MOST_ENTRIES / 2;
    const silent = this.#entries.findIndex(
      (entry, index) => index >= half && entry.outcome === 'silent',
    );
    const last = this.#entries.length - 1;
    this.#entries.splice(silent >= half && silent < last ? silent : half, 1);
  }

  /** Its budget is spent. */
  giveUp(): void {
    if (this.passed) return;
    this.#summary = { ...this.#summary, state: 'failed' };
  }
}
