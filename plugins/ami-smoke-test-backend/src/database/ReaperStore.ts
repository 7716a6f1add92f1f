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
import type { ReaperAction } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LedgerRecord, RunRecord } from './records';

/** An account and region. */
export interface Place {
  accountId: string;
  region: string;
}

/** A thing in AWS that no run looks after, as the reaper saw it. */
export interface NewFinding extends Place {
  kind: LedgerRecord['kind'];
  /** EC2's id; the token of what has none yet. */
  resourceId: string;
  name?: string;
  /** The run that its ledger row or its tag names. */
  runId?: string;
  why: string;
  action: ReaperAction;
  /** How it was seen gone, or what prevents its removal. */
  detail?: string;
}

/** A finding as it is stored. */
export interface FindingRecord extends NewFinding {
  id: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** When the reaper last looked somewhere, and why it could not if it could not. */
export interface LookRecord extends Place {
  lookedAt: Date;
  trouble?: string;
}

/** How far a run has come. */
export type RunState = Pick<RunRecord, 'id' | 'stage' | 'finishedAt'>;

/** What the database knows of things that were seen in AWS. */
export interface Known {
  /** The ledger's rows of the things, and all rows of the runs that the things name; each with its run as it was then. */
  rows: { entry: LedgerRecord; run: RunState }[];
  /** The runs that the things name, as far as there are any. */
  runs: Map<string, RunState>;
}

/** What the reaper reads and writes. */
export interface ReaperStore {
  /**
   * Does the work while no other process does it.
   *
   * @param options - `heldMs`: after so long without a confirmation the database gives the right to whoever asks next
   * @param work - is given a way to confirm that the right is still ours: it throws when it is not
   * @returns what the work gives; nothing, without having begun it, when another process is at it
   */
  alone<T>(
    options: { heldMs: number },
    work: (confirm: () => Promise<void>) => Promise<T>,
  ): Promise<T | undefined>;

  /** The database's clock. */
  now(): Promise<Date>;
  /** Where something may be because of us: the accounts and regions of open ledger rows and open findings. */
  places(): Promise<Place[]>;
  /** What is known of things: by their ids, and by the runs that they name. */
  known(
    place: Place,
    things: { resourceIds: string[]; runIds: string[] },
  ): Promise<Known>;
  /** The open ledger rows of runs that are finished: nobody looks after those any more. */
  abandoned(place: Place): Promise<LedgerRecord[]>;
  /** Changes a ledger row of a run that is finished, and no other. */
  settleAbandoned(
    ledgerId: string,
    changes: Pick<LedgerRecord, 'state'> &
      Partial<Pick<LedgerRecord, 'resourceId' | 'proof'>>,
  ): Promise<void>;

  /**
   * Writes down what was found.
   *
   * @returns what of it is new, or other than what was written down before
   */
  note(findings: NewFinding[]): Promise<NewFinding[]>;
  /** The findings in a place that are not done with. */
  openFindings(place: Place): Promise<FindingRecord[]>;
  /** Open findings, and those done with of late; newest first. */
  findings(): Promise<FindingRecord[]>;
  /** Forgets findings that were done with long ago. */
  forgetOldFindings(): Promise<void>;

  /** Writes down that a place was looked at, or why it could not be. */
  looked(place: Place, trouble?: string): Promise<void>;
  looks(): Promise<LookRecord[]>;
}
