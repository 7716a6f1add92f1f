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

import { CheckProgress } from '../checks/CheckProgress';
import { type Asked, createChecks } from '../checks/Check';
import { ObservedTime } from './ObservedTime';
import type { RunContext } from './RunContext';
import { orAborted } from '../run/orAborted';
import type { Online } from '../run/RunTools';

/**
 * How many questions of one check may wait for an answer at once. A machine that boots swallows the first ones; the next must
 * not wait for their time-outs, or the verdict would. They are spread evenly over the time that one may take.
 */
const QUESTIONS_IN_THE_AIR = 8;
/**
 * How often the progress is written down: a killed process's successor repeats no more than this of its budget. What takes long
 * is written down less often.
 */
const SAVE_EVERY_MS = 2_000;
const SAVE_EVERY_AT_MOST_MS = 10_000;
/** Of the time that was spent. */
const SAVE_EVERY_SHARE = 0.05;

/** How the checks stood when the asking ended. */
export interface Answers {
  /** Every check passed. */
  passed: boolean;
  progress: CheckProgress[];
}

/** The asking of one process. */
class Inquiry {
  readonly #run: RunContext;
  readonly #online: Online;
  readonly #asked: Asked;
  readonly #progress: CheckProgress[];
  readonly #observed: ObservedTime;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  /** Those that this process has had an answer to. */
  readonly #answered: Set<CheckProgress>;
  readonly #inTheAir = new Map<Promise<void>, CheckProgress>();
  readonly #askedAt = new Map<CheckProgress, number>();
  /** When the newest question was asked that has an answer. */
  readonly #newest = new Map<CheckProgress, number>();
  #savedAt: number;
  #failure: unknown;
  #wake = () => {};

  private constructor(
    run: RunContext,
    online: Online,
    progress: CheckProgress[],
    signal: AbortSignal,
  ) {
    this.#run = run;
    this.#online = online;
    this.#asked = {
      address: online.address,
      console: async () => (await run.console.log()).text,
    };
    this.#progress = progress;
    this.#signal = AbortSignal.any([signal, this.#ended.signal]);
    this.#answered = new Set(progress.filter(one => one.passed));
    this.#savedAt = run.clock.now();
    this.#observed = new ObservedTime(run.clock, run.journal.run.observedMs);
  }

  /** Goes on where an earlier process stopped. */
  static async resume(run: RunContext, online: Online, signal: AbortSignal) {
    const { profile, checks } = run.journal.run;
    const attempts = await run.journal.attempts();
    const progress = createChecks(profile.checks).map(check => {
      const summary = checks.find(({ name }) => name === check.name);
      return new CheckProgress(check, { summary, attempts });
    });
    return new Inquiry(run, online, progress, signal);
  }

  async untilAnswered(): Promise<Answers> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      this.#signal.throwIfAborted();
      const waiting = this.#progress.filter(one => !one.isFinal);
      if (this.#isDecided()) {
        const passed = this.#progress.every(one => one.passed);
        if (!passed) await this.#giveUp();
        return { passed, progress: this.#progress };
      }
      for (const one of waiting) if (this.#isDue(one)) this.#ask(one);
      if (this.#run.clock.now() - this.#savedAt >= this.#saveEveryMs) {
        await this.#save();
      }
      const pauseMs = this.#everyMs;
      await this.#pause(pauseMs);
      this.#observed.tick(pauseMs);
    }
  }

  /** Leaves no question in the air, and writes down how far it came. */
  async end(): Promise<void> {
    this.#ended.abort(new Error('The asking has ended'));
    await Promise.all(this.#inTheAir.keys());
    await this.#save();
  }

  get #everyMs(): number {
    const { checkEverySeconds } = this.#run.journal.run.profile;
    return this.#run.pace.everyMs(checkEverySeconds * 1000);
  }

  get #saveEveryMs(): number {
    const share = this.#observed.spentMs * SAVE_EVERY_SHARE;
    return Math.min(SAVE_EVERY_AT_MOST_MS, Math.max(SAVE_EVERY_MS, share));
  }

  /** Nothing is waited for any more, or one check has failed. What is unknown leaves the others their time. */
  #isDecided(): boolean {
    const over = this.#progress.filter(
      one => one.isFinal || this.#isSpent(one),
    );
    return (
      over.length === this.#progress.length ||
      over.some(one => !one.passed && !one.unknown)
    );
  }

  #isSpent({ check }: CheckProgress): boolean {
    const { serviceSeconds } = this.#run.journal.run.profile.budgets;
    return (
      this.#observed.spentMs >= (check.budgetMs ?? serviceSeconds * 1000) &&
      this.#progress.every(one => this.#answered.has(one))
    );
  }

  #isDue(one: CheckProgress): boolean {
    const waiting = [...this.#inTheAir.values()].filter(
      asked => asked === one,
    ).length;
    if (waiting === 0) return true;
    const spread = one.check.timeoutMs / QUESTIONS_IN_THE_AIR;
    const since = this.#run.clock.now() - (this.#askedAt.get(one) ?? 0);
    return waiting < QUESTIONS_IN_THE_AIR && since >= spread;
  }

  #ask(one: CheckProgress): void {
    this.#askedAt.set(one, this.#run.clock.now());
    const question = this.#question(one)
      .catch(error => {
        if (!this.#ended.signal.aborted) this.#failure ??= error;
      })
      .finally(() => {
        this.#inTheAir.delete(question);
        if (one.isFinal || this.#failure) this.#wake();
      });
    this.#inTheAir.set(question, one);
  }

  async #question(one: CheckProgress): Promise<void> {
    const run = this.#run;
    const asked = run.clock.now();
    run.assertHeld();
    // No check can hold the run, whatever it does with the signal.
    const answer = await orAborted(
      one.check.ask(this.#asked, this.#signal),
      this.#signal,
    );
    if (this.#ended.signal.aborted) return;
    this.#answered.add(one);
    // A question that timed out was asked before others that have been answered since: it tells nothing new.
    if (answer.outcome !== 'passed' && asked < (this.#newest.get(one) ?? 0)) {
      return;
    }
    this.#newest.set(one, asked);
    const offsetMs = run.clock.now() - this.#online.onlineAt.getTime();
    if (one.add(answer, Math.max(0, offsetMs))) {
      await run.journal.update({}, [turned(run, one)]);
      // While others are still asked, it is known at once that this one is answered.
      if (one.passed && this.#progress.some(({ passed }) => !passed)) {
        await this.#save();
      }
    }
  }

  async #giveUp(): Promise<void> {
    const waiting = this.#progress.filter(one => !one.passed);
    waiting.forEach(one => one.giveUp());
    await this.#run.journal.update(
      {},
      waiting.map(one => turned(this.#run, one)),
    );
  }

  /** Until it is time to ask again, or a check has passed. */
  async #pause(ms: number): Promise<void> {
    const woken = new Promise<void>(resolve => {
      this.#wake = resolve;
    });
    await Promise.race([woken, this.#run.clock.sleep(ms, this.#signal)]);
  }

  async #save(): Promise<void> {
    this.#savedAt = this.#run.clock.now();
    await this.#run.journal.saveAttempts(
      this.#progress.flatMap(one => one.attempts),
      {
        observedMs: Math.round(this.#observed.spentMs),
        checks: this.#progress.map(one => one.summary),
      },
    );
  }
}

/**
 * Asks all checks, side by side, until each has passed or the budget is spent. The budget is observed time: what passed while
 * nobody asked does not count, and it is not spent before every check was answered once by this process.
 */
export async function askUntilAnswered(
  run: RunContext,
  online: Online,
  signal: AbortSignal,
): Promise<Answers> {
  const inquiry = await Inquiry.resume(run, online, signal);
  const leave = run.pace.enter(run.journal.run.profile.checks.length);
  try {
    return await inquiry.untilAnswered();
  } finally {
    leave();
    await inquiry.end();
  }
}

function turned(run: RunContext, { summary }: CheckProgress) {
  return {
    type: 'check' as const,
    runId: run.journal.run.id,
    check: summary.name,
    state: summary.state,
    message: `${summary.name}: ${summary.detail}`,
  };
}
