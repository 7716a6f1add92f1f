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

import type { CheckPace } from '../checks/CheckPace';
import type { Installation } from '../config';
import type { ObjectRecord } from '../database/records';
import type { Ec2 } from '../ec2/Ec2';
import type { Clock } from './clock';
import type { RunJournal } from './RunJournal';

/** An instance that runs and can be asked. */
export interface Online {
  instanceId: string;
  address: string;
  /** The zero of every offset. */
  onlineAt: Date;
}

/** Where captures go, and come from. */
export interface Evidence {
  /**
   * Keeps an object, in S3 or, while S3 cannot take it, in the row; beyond the bounds it says what is lost.
   *
   * @throws JournalError
   */
  keep(
    object: Pick<ObjectRecord, 'path' | 'contentType'> & { body: Buffer },
  ): Promise<ObjectRecord | { lost: string }>;
  /**
   * An object that was kept.
   *
   * @throws NotFoundError when there is none, ArchiveUnavailableError when S3 cannot give it now
   */
  read(path: string): Promise<Buffer>;
}

/** What everybody who works on one run is handed. */
export interface RunTools {
  /** What is known of the run, and where its progress is written down. */
  readonly journal: RunJournal;
  readonly ec2: Ec2;
  readonly clock: Clock;
  /** Shared by all runs of this process. */
  readonly pace: CheckPace;
  readonly installation: Installation;
  /** Aborted when this process must stop driving the run: its claim was lost, or is to be handed over. */
  readonly interrupted: AbortSignal;
  /** Aborted, besides, when somebody cancelled the run; its cleanup goes on. */
  readonly stopped: AbortSignal;
  /** Throws unless the run is still ours; asked immediately before each call that changes AWS or reaches the instance. */
  assertHeld(): void;
  /** Takes what was captured to the archive; the row that it gives is the caller's to write down. */
  readonly evidence: Evidence;
}
