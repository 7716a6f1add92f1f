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

import type { Installation } from '../config';
import type { ConsoleRecorder } from '../capture/ConsoleRecorder';
import type { FilmRecorder } from '../capture/FilmRecorder';
import type { ObjectRecord } from '../database/records';
import type { Ec2 } from '../ec2/Ec2';
import type { RunLedger } from '../ledger/RunLedger';
import type { Clock } from './clock';
import type { RunJournal } from './RunJournal';

/** Where captures go. */
export interface Evidence {
  /**
   * Keeps an object, in S3 or, while S3 cannot take it, in the row; beyond the bounds it says what is lost.
   *
   * @throws JournalError
   */
  keep(
    object: Pick<ObjectRecord, 'path' | 'contentType'> & { body: Buffer },
  ): Promise<ObjectRecord | { lost: string }>;
}

/** What the recorders are handed, who are a part of the context that they record. */
export type Recorded = Omit<RunContext, 'console' | 'film'>;

/** All that a smoke test is handed: one run, and the world as interfaces. */
export interface RunContext {
  /** What is known of the run, and where its progress is written down. */
  readonly journal: RunJournal;
  readonly ledger: RunLedger;
  readonly console: ConsoleRecorder;
  readonly film: FilmRecorder;
  readonly ec2: Ec2;
  readonly clock: Clock;
  readonly installation: Installation;
  /** Aborted when this process must stop driving the run: its claim was lost, or is to be handed over. */
  readonly interrupted: AbortSignal;
  /** Aborted, besides, when somebody cancelled the run; its cleanup goes on. */
  readonly stopped: AbortSignal;
  /** Throws unless the run is still ours; asked immediately before each call that changes AWS or reaches the instance. */
  assertHeld(): void;
  /** Takes what was captured to the archive; the row that it gives is the caller's to write down. */
  readonly evidence: Evidence;
  /**
   * Writes the manifest from what is stored.
   *
   * @param options - `last`: nothing more will come, so what is in the folder and not stored is removed
   * @throws whatever went wrong; of the database's making, JournalError
   */
  seal(options: { last: boolean }): Promise<void>;
  /** Recordings that may still be in the air after the verdict. */
  readonly recordings: Set<Promise<void>>;
}
