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
  Diagnosis,
  NewBuildEvent,
  ScreenText,
  Stage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type {
  AttemptsRecord,
  CheckChanges,
  Claim,
  ClaimedRun,
  ConsoleChunk,
  NewFrame,
  ObjectRecord,
  PrintedFrame,
  RunChanges,
  RunRecord,
  ScreenshotRecord,
} from '../database/records';
import { summaryOf } from '../diagnosis/summary';
import { journalled, type Outcome } from './outcomes';
import { NO_METER, type RunMeter } from './RunMeter';

const STAGES: Stage[] = [
  'queued',
  'launching',
  'booting',
  'probing',
  'collecting',
  'cleaning-up',
  'finished',
];

const STAGE_WORDS: Record<Stage, string> = {
  queued: 'Waiting for its turn',
  launching: 'Launching',
  booting: 'Waiting until it is online',
  probing: 'Watching it boot',
  collecting: 'Collecting the last evidence',
  'cleaning-up': 'Cleaning up',
  finished: 'Finished',
};

/** What is known of a run, and the only way to write its progress down: each entry names the claim that it belongs to. */
export class RunJournal {
  readonly claim: Claim;
  readonly #store: SmokeTestStore;
  readonly #meter: RunMeter;
  #run: RunRecord;

  constructor(
    store: SmokeTestStore,
    claimed: ClaimedRun,
    meter: RunMeter = NO_METER,
  ) {
    this.#store = store;
    this.#meter = meter;
    this.#run = claimed.run;
    this.claim = { runId: claimed.runId, epoch: claimed.epoch };
  }

  get run(): Readonly<RunRecord> {
    return this.#run;
  }

  /** Enters a stage; one that the run has been in is not entered again. */
  async enter(stage: Stage): Promise<void> {
    if (STAGES.indexOf(stage) <= STAGES.indexOf(this.#run.stage)) return;
    await this.update({ stage }, [
      {
        type: 'stage',
        stage,
        runId: this.#run.id,
        message: STAGE_WORDS[stage],
      },
    ]);
    if (stage === 'launching') this.#meter.launching(this.#run);
  }

  async decide(outcome: Outcome): Promise<void> {
    await this.update(outcome, [
      {
        type: 'run-verdict',
        verdict: outcome.verdict,
        runId: this.#run.id,
        message: `${outcome.verdict}: ${outcome.reason}`,
      },
    ]);
    this.#meter.decided(this.#run, outcome.verdict);
  }

  /** Tells what went wrong without ending the run. */
  async notice(message: string): Promise<void> {
    await this.update({}, [{ type: 'notice', runId: this.#run.id, message }]);
  }

  async update(changes: RunChanges, events: NewBuildEvent[] = []) {
    await journalled(() => this.#store.updateRun(this.claim, changes, events));
    this.#run = { ...this.#run, ...changes };
  }

  async screenshots(): Promise<ScreenshotRecord[]> {
    return journalled(() => this.#store.screenshotsOf(this.#run.id));
  }

  async addScreenshots(frames: NewFrame[]): Promise<void> {
    await journalled(() => this.#store.addScreenshots(this.claim, frames));
    for (const { screenshot } of frames) {
      this.#meter.filmed(this.#run, screenshot);
    }
  }

  async console(): Promise<ConsoleChunk[]> {
    return journalled(() => this.#store.consoleOf(this.#run.id));
  }

  async addConsole(chunk: ConsoleChunk, event: NewBuildEvent): Promise<void> {
    await journalled(() => this.#store.addConsole(this.claim, chunk, event));
  }

  async attempts(): Promise<AttemptsRecord[]> {
    return journalled(() => this.#store.attemptsOf(this.#run.id));
  }

  async saveAttempts(
    attempts: AttemptsRecord[],
    progress: CheckChanges,
  ): Promise<void> {
    await journalled(() =>
      this.#store.saveAttempts(this.claim, attempts, progress),
    );
    this.#run = { ...this.#run, ...progress };
  }

  async printedFrames(): Promise<PrintedFrame[]> {
    return journalled(() => this.#store.printedFramesOf(this.#run.id));
  }

  async screenTexts(): Promise<ScreenText[]> {
    return journalled(() => this.#store.screenTextsOf(this.#run.id));
  }

  async addScreenText(text: ScreenText): Promise<void> {
    await journalled(() => this.#store.addScreenText(this.claim, text));
  }

  /** Writes down what is known of the boot now. */
  async diagnose(diagnosis: Diagnosis, events: NewBuildEvent[]): Promise<void> {
    await journalled(() =>
      this.#store.saveDiagnosis(this.claim, diagnosis, events),
    );
    this.#run = { ...this.#run, ...summaryOf(diagnosis) };
  }

  async putObject(object: ObjectRecord): Promise<void> {
    await journalled(() => this.#store.putObject(this.claim, object));
  }

  /** Whether a run whose instance is reached in the same way has passed before. */
  async networkIsProven(): Promise<boolean> {
    const { image, networkHash } = this.#run;
    return journalled(() =>
      this.#store.hasPassed({
        accountId: image.accountId,
        region: image.region,
        networkHash,
      }),
    );
  }
}
