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
import { createChecks } from '../checks/Check';
import type { RunContext } from './RunContext';
import type { Online } from './waitForOnline';

/**
 * How many questions of one check may wait for an answer at once. A machine that boots swallows the first ones; the next must
 * not wait for their time-outs, or the verdict would. They are spread evenly over the time that one may take.
 */
const QUESTIONS_IN_THE_AIR = 8;
/** How often the progress is written down; a resumed run repeats no more than this of its budget. */
const SAVE_EVERY_MS = 2_000;
/** A longer pause between two ticks was not spent observing. */
const LONGEST_TICK_MS = 1_000;

/** How the checks stood when the asking ended. */
export interface Answers {
  /** Every check passed. */
  passed: boolean;
  progress: CheckProgress[];
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
  const { profile, checks: summaries } = run.journal.run;
  const attempts = await run.journal.attempts();
  const progress = createChecks(profile.checks).map(
    check =>
      new CheckProgress(check, {
        summary: summaries.find(({ name }) => name === check.name),
        attempts,
      }),
  );
  const offset = () => Math.max(0, run.clock.now() - online.onlineAt.getTime());
  const budget = new ObservedTime(run);
  const asking = new AbortController();
  const everyone = AbortSignal.any([signal, asking.signal]);

  let failure: unknown;
  let saved = run.clock.now();
  const save = async () => {
    saved = run.clock.now();
    await run.journal.saveAttempts(progress.flatMap(one => one.attempts));
    await run.journal.update({
      observedMs: budget.spentMs,
      checks: progress.map(one => one.summary),
    });
  };

  const answered = new Set<CheckProgress>(progress.filter(one => one.passed));
  const inTheAir = new Map<CheckProgress, number>();
  const askedAt = new Map<CheckProgress, number>();
  let wake = () => {};

  const isDue = (one: CheckProgress) => {
    const waiting = inTheAir.get(one) ?? 0;
    const spread = one.check.timeoutMs / QUESTIONS_IN_THE_AIR;
    const since = run.clock.now() - (askedAt.get(one) ?? 0);
    return waiting === 0 || (waiting < QUESTIONS_IN_THE_AIR && since >= spread);
  };

  const ask = async (one: CheckProgress) => {
    askedAt.set(one, run.clock.now());
    inTheAir.set(one, (inTheAir.get(one) ?? 0) + 1);
    try {
      run.assertHeld();
      const answer = await one.check.ask(online.address, everyone);
      answered.add(one);
      if (one.add(answer, offset())) {
        await run.journal.update({}, [turned(run, one)]);
      }
    } catch (error) {
      if (!asking.signal.aborted) failure ??= error;
    } finally {
      inTheAir.set(one, (inTheAir.get(one) ?? 1) - 1);
      if (one.passed || failure) wake();
    }
  };

  try {
    for (;;) {
      if (failure) throw failure;
      signal.throwIfAborted();
      const waiting = progress.filter(one => !one.passed);
      if (waiting.length === 0) return { passed: true, progress };
      const wholeRound = progress.every(one => answered.has(one));
      if (
        budget.spentMs >= profile.budgets.serviceSeconds * 1000 &&
        wholeRound
      ) {
        waiting.forEach(one => one.giveUp());
        return { passed: false, progress };
      }
      for (const one of waiting) if (isDue(one)) void ask(one);
      if (run.clock.now() - saved >= SAVE_EVERY_MS) await save();
      const woken = new Promise<void>(resolve => {
        wake = resolve;
      });
      await Promise.race([
        woken,
        run.clock.sleep(profile.checkEverySeconds * 1000, everyone),
      ]);
      budget.tick();
    }
  } finally {
    asking.abort(new Error('The asking has ended'));
    if (!run.interrupted.aborted) await save();
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

class ObservedTime {
  readonly #clock: RunContext['clock'];
  #last: number;
  spentMs: number;

  constructor(run: RunContext) {
    this.#clock = run.clock;
    this.#last = run.clock.now();
    this.spentMs = run.journal.run.observedMs;
  }

  tick(): void {
    const now = this.#clock.now();
    this.spentMs += Math.min(now - this.#last, LONGEST_TICK_MS);
    this.#last = now;
  }
}
