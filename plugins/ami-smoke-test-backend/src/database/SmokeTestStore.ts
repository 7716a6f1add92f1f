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
  BuildEvent,
  Diagnosis,
  ListBuildsQuery,
  NewBuildEvent,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  AttemptsRecord,
  BuildRecord,
  CheckChanges,
  Claim,
  ClaimedRun,
  ConsoleChunk,
  ExpiredBuild,
  FamilyRecord,
  LedgerRecord,
  Network,
  NewBuild,
  ObjectRecord,
  PassRecord,
  PrintedFrame,
  RetentionPolicy,
  RunChanges,
  RunRecord,
  NewFrame,
  ScreenshotRecord,
} from './records';

/** A filter of the history; `families` is what the asker may see (everything when it is missing). */
export type BuildFilter = Omit<ListBuildsQuery, 'cursor' | 'limit'> & {
  families?: string[];
};

/** Events that this process has written and committed; none for what else has changed of a build. */
export interface WrittenEvents {
  buildId: string;
  types: BuildEvent['type'][];
}

/** Another process drives the run now: whoever sees this stops, and touches nothing more. */
export class ClaimLostError extends Error {
  readonly name = 'ClaimLostError';

  constructor(claim: Claim) {
    super(`Run ${claim.runId} is no longer held in epoch ${claim.epoch}`);
  }
}

/**
 * Builds, runs, their evidence and the ledger. Every method that takes a `Claim` writes only while the run is in that
 * epoch, and throws `ClaimLostError` otherwise; events are written in the transaction of what they tell.
 */
export interface SmokeTestStore {
  /** From now on tells what this process has written, after each commit; the listener must not throw. */
  onEvents(listener: (written: WrittenEvents) => void): void;

  /**
   * Accepts a build. Posted again under the same key it gives the first answer.
   *
   * @throws ConflictError when the key belongs to another body
   */
  acceptBuild(
    build: NewBuild,
  ): Promise<{ build: BuildRecord; created: boolean }>;
  /**
   * The build that was accepted under the key, without accepting one.
   *
   * @throws ConflictError when the key belongs to another body
   */
  findAccepted(key: string, bodyHash: string): Promise<BuildRecord | undefined>;
  getBuild(buildId: string): Promise<BuildRecord | undefined>;
  /** Every family that has a build: what an asker's wildcards and conditions are resolved against. */
  families(): Promise<string[]>;
  /** Everything that builds are kept under: the families, and what `verificationFamily` says of the profiles that were verified. */
  histories(): Promise<string[]>;
  /**
   * How each family stands that has a build, in the order of their names.
   *
   * @param only - those to be told of; all when it is missing
   */
  familyOverviews(only?: string[]): Promise<FamilyRecord[]>;
  /** Newest first. */
  listBuilds(
    filter: BuildFilter,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: BuildRecord[]; nextCursor?: string }>;
  /** The `seq` of the last event of each of the builds that there are. */
  lastEvents(buildIds: string[]): Promise<Map<string, number>>;
  eventsAfter(
    buildId: string,
    seq: number,
    limit: number,
  ): Promise<BuildEvent[]>;
  /** Asks whoever drives the build's runs to stop; a finished build stays as it is. */
  requestCancel(buildId: string): Promise<void>;
  /**
   * Pins a build, so that retention keeps it; who pinned it first stays.
   *
   * @returns the build, if there is one
   */
  pin(buildId: string, by: string): Promise<BuildRecord | undefined>;
  unpin(buildId: string): Promise<BuildRecord | undefined>;

  getRun(runId: string): Promise<RunRecord | undefined>;
  runsOf(buildIds: string[]): Promise<RunRecord[]>;
  screenshotsOf(runId: string): Promise<ScreenshotRecord[]>;
  /**
   * The offsets of a few frames of each run that tell how its boot went: spread evenly over the pictures that differ, so that a
   * cursor that blinks for minutes takes no more room than it should, and always with the last frame. A run without pictures has
   * none.
   */
  filmStripsOf(runIds: string[]): Promise<Map<string, number[]>>;
  /** The frames of a run that is not finished, with their prints, by offset; none of a finished one. */
  printedFramesOf(runId: string): Promise<PrintedFrame[]>;
  screenTextsOf(runId: string): Promise<ScreenText[]>;
  /** What is known of the boots of these runs; a run of which nothing is known yet is missing. */
  diagnosesOf(runIds: string[]): Promise<Map<string, Diagnosis>>;
  consoleOf(runId: string): Promise<ConsoleChunk[]>;
  attemptsOf(runId: string): Promise<AttemptsRecord[]>;
  /** Without bodies. */
  objectsOf(runId: string): Promise<ObjectRecord[]>;
  /** One object, with its body while it waits for S3. */
  objectOf(runId: string, path: string): Promise<ObjectRecord | undefined>;
  noticesOf(runId: string): Promise<{ at: Date; message: string }[]>;
  /** Whether a run in this network has passed before: then the checks can reach it. */
  hasPassed(network: Network): Promise<boolean>;
  /** The newest run that passed in this network. */
  lastPass(network: Network): Promise<PassRecord | undefined>;

  /**
   * The newest run of the family that passed and is of an earlier build: in the same region on the same instance type, else in the
   * same region, else anywhere.
   */
  findLastGood(
    run: Pick<RunRecord, 'family' | 'image' | 'instanceType' | 'createdAt'>,
  ): Promise<RunRecord | undefined>;
  /**
   * The newest runs that passed, are of earlier builds and were like this one: of the same family and profile, in the same region on
   * the same instance type. Only the last few hundred passes of the family are looked at.
   */
  goodRunsLike(
    run: Pick<
      RunRecord,
      'family' | 'profileName' | 'image' | 'instanceType' | 'createdAt'
    >,
    limit: number,
  ): Promise<RunRecord[]>;

  /**
   * Claims runs that nobody drives: those whose lease has run out first, then queued ones as far as the cap of each account
   * and region allows; the caps hold exactly, because they are counted under a lock.
   *
   * A queued run that was cancelled is given whatever the cap: its driver looks at `cancelRequestedAt` and launches nothing.
   */
  claimRuns(options: {
    worker: string;
    leaseMs: number;
    runsPerRegion: number;
    limit: number;
  }): Promise<ClaimedRun[]>;
  /**
   * Renews a worker's leases in one statement; what is missing from the answer was lost.
   *
   * @param options - with `claims`, only those: a run that the worker has given up on, or whose claim it never heard of because
   * the answer was lost, is then free for others when its lease runs out
   */
  renewLeases(options: {
    worker: string;
    leaseMs: number;
    claims?: Claim[];
  }): Promise<{ runId: string; epoch: number; cancelRequested: boolean }[]>;
  /** How many workers hold a lease that has not run out; 1 when none does. */
  liveWorkers(): Promise<number>;
  /** Hands runs over: another worker may claim them at once. */
  releaseLeases(claims: Claim[]): Promise<void>;

  /**
   * Changes the run, tells what happened, and settles the build when this was its last verdict or its end. The first verdict
   * stands with its reason: a later one, and its event, is left out. Entering `finished` ends the lease.
   */
  updateRun(
    claim: Claim,
    changes: RunChanges,
    events?: NewBuildEvent[],
  ): Promise<void>;
  /** Does nothing about offsets that there is a screenshot for: evidence is written once. */
  addScreenshots(claim: Claim, frames: NewFrame[]): Promise<void>;
  /** Adds what a reading added to the log. */
  addConsole(
    claim: Claim,
    chunk: ConsoleChunk,
    event: NewBuildEvent,
  ): Promise<void>;
  /** Does nothing when there is a text for this offset. */
  addScreenText(claim: Claim, text: ScreenText): Promise<void>;
  /** Replaces what is known of the boot, and tells what happened. */
  saveDiagnosis(
    claim: Claim,
    diagnosis: Diagnosis,
    events: NewBuildEvent[],
  ): Promise<void>;
  /**
   * Writes attempts of the run's checks, those of each check in their order from its first on, and changes what else is known of
   * the checks with them. The entries of a check never get fewer.
   */
  saveAttempts(
    claim: Claim,
    attempts: AttemptsRecord[],
    changes: CheckChanges,
  ): Promise<void>;
  /** Writes an object's row, replacing one of the same path. */
  putObject(claim: Claim, object: ObjectRecord): Promise<void>;

  /** How many bytes wait for S3. */
  waitingBytes(runId?: string): Promise<number>;
  /** Objects that wait for S3, oldest first and without the first `skip` of them; their bodies are not read. */
  waitingObjects(limit: number, skip?: number): Promise<ObjectRecord[]>;
  /**
   * Uploads objects while no other process does: two that put versions of one object could leave the older one.
   *
   * @param upload - is given a way to confirm that it is still alone, which throws when it may not be: to be asked before each
   * put or deletion
   * @param options - `heldMs`: after so long without a confirmation another process may upload; a minute when left out
   * @returns what the upload gives; nothing, without having begun it, when another process is uploading
   */
  uploadAlone<T>(
    upload: (confirm: () => Promise<void>) => Promise<T>,
    options?: { heldMs?: number },
  ): Promise<T | undefined>;
  /** The object is in S3 now; no-op when its content has changed since. */
  markStored(object: ObjectRecord): Promise<void>;

  /**
   * Lets the oldest builds of a family expire that the policy does not keep: from then on no other method knows them or what
   * belongs to them.
   *
   * @returns how many
   */
  expireBuilds(
    family: string,
    policy: RetentionPolicy,
    limit: number,
  ): Promise<number>;
  /** Builds that have expired and are still stored, the earliest first and without the first `skip` of them. */
  expiredBuilds(limit: number, skip: number): Promise<ExpiredBuild[]>;
  /**
   * Removes what waits for S3 of expired builds, while nobody uploads.
   *
   * @returns false, with nothing removed, when somebody is uploading
   */
  forgetWaiting(builds: ExpiredBuild[]): Promise<boolean>;
  /**
   * Removes an expired build with all that belongs to it.
   *
   * @returns false when something that it made is not seen gone after all: then it stays for now
   */
  removeExpired(buildId: string): Promise<boolean>;
  /**
   * Does a part of retention while no other process does.
   *
   * @param action - is given a way to confirm that it is still alone, as in `uploadAlone`
   * @param options - as in `uploadAlone`
   * @returns what the action gives; nothing, without having begun it, when another process is at it
   */
  retainAlone<T>(
    action: (confirm: () => Promise<void>) => Promise<T>,
    options?: { heldMs?: number },
  ): Promise<T | undefined>;

  ledgerOf(runId: string): Promise<LedgerRecord[]>;
  /** Everything that is not seen gone. */
  openLedger(): Promise<LedgerRecord[]>;
  /** Writes down what is about to be made; the same token again gives the row that there is. */
  intend(
    claim: Claim,
    entry: Pick<LedgerRecord, 'kind' | 'request' | 'token' | 'resourceId'> & {
      state?: 'intended' | 'exists';
    },
  ): Promise<LedgerRecord>;
  settle(
    claim: Claim,
    ledgerId: string,
    changes: Pick<LedgerRecord, 'state'> &
      Partial<Pick<LedgerRecord, 'resourceId' | 'proof'>>,
  ): Promise<void>;

  /**
   * The id of the installation that used this database first.
   *
   * @param owner - ours, remembered when nobody's is
   */
  rememberOwner(owner: string): Promise<string>;
}
