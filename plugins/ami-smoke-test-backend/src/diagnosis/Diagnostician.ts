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

import { isDeepStrictEqual } from 'node:util';
import type {
  Diagnosis,
  Finding,
  NewBuildEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  type BootRecord,
  type Catalogue,
  examineInTurns,
  guestFindings,
  readGuestReport,
} from '@ami-smoke-test/diagnosis';
import type { ConsoleLog, ConsoleRecorder } from '../capture/ConsoleRecorder';
import type { Profile, SmokeTestConfig } from '../config';
import type { RunRecord } from '../database/records';
import { isVerification } from '../database/verifications';
import { isInterruption, type Outcome } from '../run/outcomes';
import type { RunTools } from '../run/RunTools';
import type { LookPace } from './LookPace';
import type { Screens } from './Screens';
import { inWords, type Summary, summaryOf } from './summary';

/** A verdict waits no longer for the last of the console, and for text to be read from screens. */
const VERDICT_WAITS_MS = 5_000;
/** Nor does the end of a run, when everything that it made is gone. */
const END_WAITS_MS = 30_000;

/** What earlier runs tell of this one. */
export interface History {
  /** What the last good run of the family showed as well: its findings' ids. */
  lastGoodFindings(run: RunRecord): Promise<string[]>;
  /** Whether the boot took longer than it should. */
  bootTimeFindings(run: RunRecord): Promise<Finding[]>;
}

/** What a diagnostician needs beside its run. */
export interface DiagnosisTools {
  catalogue: Catalogue;
  /** Of which runs the screens are read. */
  readScreens: SmokeTestConfig['diagnosis']['readScreens'];
  history: History;
  pace: LookPace;
}

/**
 * Says of one run what its console and its screens tell, and writes it down whenever that has changed. What goes wrong with that is
 * a notice, said once, and changes no verdict. All is made from what is stored: whoever resumes the run goes on.
 */
export class Diagnostician {
  readonly #run: RunTools;
  readonly #console: ConsoleRecorder;
  readonly #screens: Screens;
  readonly #tools: DiagnosisTools;
  #lastGood: Promise<string[]> | undefined;
  /** What the last diagnosis was made of, and what came of it. */
  #seen = '';
  #written = '';
  #fatal: { onConsole?: Finding; onScreen?: Finding } = {};
  #failed = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(
    run: RunTools,
    parts: { console: ConsoleRecorder; screens: Screens },
    tools: DiagnosisTools,
  ) {
    this.#run = run;
    this.#console = parts.console;
    this.#screens = parts.screens;
    this.#tools = tools;
  }

  /**
   * Looks at a boot that is under way.
   *
   * @returns after which finding nothing more can come, as things stand; on a screen only where the profile allows that
   */
  async look(): Promise<Finding | undefined> {
    return this.#quietly(async () => {
      const record = await this.#record();
      if (this.#isNews(record)) {
        if (!this.#tools.pace.isFree) return undefined;
        await this.#write(record);
      }
      return this.#fatal.onConsole ?? (await this.#fatalOnScreen());
    });
  }

  /** The outcome of a run, with what went wrong before how that was noticed. */
  async explain(outcome: Outcome): Promise<Outcome> {
    const { verdict, reason } = outcome;
    if (verdict === 'passed') await this.#diagnose(outcome);
    if (verdict !== 'failed') return outcome;
    await this.#atMost(
      VERDICT_WAITS_MS,
      Promise.all([this.#readConsole(), this.#readScreens(outcome)]),
    );
    await this.#diagnose(outcome);
    const { run } = this.#run.journal;
    // What a known-good image is started for is the network, and that is told of.
    if (isVerification(run)) return outcome;
    return { verdict, reason: inWords(run, reason) };
  }

  /** Looks once more, with what came after the verdict; the reading of the screens goes on by itself. */
  async update(): Promise<void> {
    void this.#readScreens(this.#run.journal.run);
    await this.#diagnose();
  }

  /** Looks for the last time. */
  async finish(): Promise<void> {
    const screens = this.#readScreens(this.#run.journal.run);
    await this.#atMost(END_WAITS_MS, screens);
    this.#screens.end();
    await this.#diagnose();
  }

  async #diagnose(outcome?: Outcome): Promise<void> {
    await this.#quietly(async () => {
      const record = await this.#record(outcome);
      if (this.#isNews(record)) await this.#write(record);
    });
  }

  async #fatalOnScreen(): Promise<Finding | undefined> {
    const { failFast } = this.#run.journal.run.profile;
    if (!failFast.screen || this.#tools.readScreens === 'never') {
      return undefined;
    }
    // For the next look: a screen takes a second to be read.
    void this.#screens.readStanding().catch(() => {});
    return (await this.#screens.standing()) ? this.#fatal.onScreen : undefined;
  }

  async #record(
    outcome: Partial<Outcome> = this.#run.journal.run,
  ): Promise<BootRecord> {
    const { run } = this.#run.journal;
    const log = await this.#console.log();
    const isDecided = outcome.verdict !== undefined;
    return {
      console: log.text,
      offsetOfLine: log.offsetOfLine,
      screens: await this.#screens.texts(),
      standstill: isDecided ? await this.#screens.standstill() : undefined,
      service: serviceOf(run, outcome),
      lastGood: await this.#showedWhenGood(run),
      further: [
        ...reportedByGuest(log, run.profile),
        ...(outcome.verdict === 'passed'
          ? await this.#tools.history.bootTimeFindings(run)
          : []),
      ],
    };
  }

  #isNews(record: BootRecord): boolean {
    return gistOf(record) !== this.#seen;
  }

  /** Diagnoses what is known, and writes down what has changed by that. */
  async #write(record: BootRecord): Promise<void> {
    const { catalogue, pace } = this.#tools;
    const began = performance.now();
    const examination = await examineInTurns(record, catalogue);
    const diagnosis = examination.diagnosis();
    const fatal = (screens: boolean) => {
      const finding = examination.fatalFinding({ screens });
      // What was no end there is none here.
      const isKnown = finding && record.lastGood?.includes(finding.id);
      return isKnown ? undefined : finding;
    };
    this.#fatal = { onConsole: fatal(false), onScreen: fatal(true) };
    pace.took(performance.now() - began);
    this.#seen = gistOf(record);
    const written = JSON.stringify(diagnosis);
    if (written === this.#written || isEmpty(diagnosis)) return;
    await this.#run.journal.diagnose(
      diagnosis,
      changeOf(this.#run.journal.run, diagnosis),
    );
    this.#written = written;
  }

  async #showedWhenGood(run: RunRecord): Promise<string[]> {
    this.#lastGood ??= this.#tools.history.lastGoodFindings(run);
    return this.#lastGood;
  }

  /** What came since the last reading: the last words of a service, as a rule. */
  async #readConsole(): Promise<void> {
    const { instanceId, onlineAt } = this.#run.journal.run;
    if (!instanceId || !onlineAt) return;
    await this.#console.read({ instanceId, onlineAt }, { latest: true });
  }

  /** Goes on by itself when nobody waits for it. */
  async #readScreens({ verdict }: Partial<Outcome>): Promise<void> {
    const { readScreens } = this.#tools;
    const hasFailed = verdict === 'failed' || verdict === 'errored';
    if (readScreens === 'always' || (readScreens === 'failed' && hasFailed)) {
      // It only fails when this process's part in the run ends, which whoever drives the run finds out.
      await this.#screens.read().catch(() => {});
    }
  }

  async #atMost(ms: number, task: Promise<unknown>): Promise<void> {
    const enough = new AbortController();
    const signal = AbortSignal.any([enough.signal, this.#run.interrupted]);
    const patience = this.#run.clock.sleep(ms, signal).catch(() => {});
    await Promise.race([task, patience]).finally(() => enough.abort());
  }

  /** One after the other: an older diagnosis never replaces a newer one. */
  async #quietly<T>(task: () => Promise<T>): Promise<T | undefined> {
    const turn = this.#queue.then(task);
    this.#queue = turn.then(
      () => {},
      () => {},
    );
    try {
      return await turn;
    } catch (error) {
      if (isInterruption(error)) throw error;
      if (!this.#failed) {
        this.#failed = true;
        await this.#run.journal.notice(
          `The boot could not be diagnosed: ${(error as Error).message}`,
        );
      }
      return undefined;
    }
  }
}

/** What the machine's own report on its console tells. */
function reportedByGuest(log: ConsoleLog, { guest }: Profile): Finding[] {
  const report = readGuestReport(log.text);
  return guestFindings(report, guest.expect).map(finding => {
    const { evidence } = finding;
    const offsetMs = evidence.line && log.offsetOfLine(evidence.line);
    return { ...finding, evidence: { ...evidence, offsetMs } };
  });
}

/** What makes a record another one: logs and texts only ever grow. */
function gistOf(record: BootRecord): string {
  const { console = '', screens = [], standstill, service, further } = record;
  return JSON.stringify([
    console.length,
    screens.length,
    standstill,
    service,
    further,
  ]);
}

function serviceOf(
  { checks }: RunRecord,
  { verdict }: Partial<Outcome>,
): BootRecord['service'] {
  // A run may fail by its files although its service answered.
  const asked = checks.filter(({ type }) => type !== 'integrity');
  const answered =
    asked.length > 0 && asked.every(({ state }) => state === 'passed');
  if (verdict === 'passed' || answered) return 'answered';
  return verdict === 'failed' ? 'silent' : 'unknown';
}

function isEmpty(diagnosis: Diagnosis): boolean {
  const { furthestStage, findings, standstill, lastLines } = diagnosis;
  return (
    !furthestStage &&
    !standstill &&
    findings.length === 0 &&
    lastLines.length === 0
  );
}

/** What is told when a boot has come further, or something else went wrong than was thought. */
function changeOf(
  { id, furthestStage, headline }: Pick<RunRecord, 'id' | keyof Summary>,
  diagnosis: Diagnosis,
): NewBuildEvent[] {
  const now = summaryOf(diagnosis);
  if (isDeepStrictEqual(now, { furthestStage, headline })) return [];
  return [{ type: 'diagnosis', runId: id, ...now, message: inWords(now) }];
}
