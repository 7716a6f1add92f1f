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
  BootStage,
  BuildImage,
  CheckAttempts,
  CheckSummary,
  Cleanup,
  Headline,
  Image,
  Lineage,
  NewBuildEvent,
  Overrides,
  PackerBuild,
  ResourceKind,
  Source,
  Stage,
  StageEntry,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { FramePrint } from '@ami-smoke-test/diagnosis';
import type { Profile } from '../config';

/** A build as it is stored. Instants are dates, durations milliseconds. */
export interface BuildRecord {
  id: string;
  /** An image family, or what `verificationFamily` says of a profile. */
  family: string;
  /** None of a verification. */
  entityRef?: string;
  profileName: string;
  source: Source;
  /** The build that this one repeats. */
  rerunOf?: string;
  packer?: PackerBuild;
  lineage?: Lineage;
  /** What its caller changed of the profile: a re-run asks for the same again. */
  overrides?: Overrides;
  images: BuildImage[];
  createdBy: string;
  createdAt: Date;
  status: 'running' | 'finished';
  verdict?: Verdict;
  reason?: string;
  verdictAt?: Date;
  finishedAt?: Date;
  /** Who wants it kept, whatever its age. */
  pinned?: { by: string; at: Date };
}

/** A build that retention removes, with what there is of it in the archive. */
export interface ExpiredBuild {
  id: string;
  family: string;
  verdict?: Verdict;
  createdAt: Date;
  runs: Pick<RunRecord, 'id' | 'image' | 'archiveFolder'>[];
}

/** Which builds retention removes. */
export interface RetentionPolicy {
  /** Builds that were accepted less than so many days ago stay. */
  maxAgeDays: number;
  /** So many builds of a family stay, the newest. */
  keepBuildsPerFamily: number;
  /** What else stays. */
  keep: ('failed' | 'pinned' | 'promoted')[];
}

/** How a family stands. */
export interface FamilyRecord {
  family: string;
  /** Its newest build. */
  latest: BuildRecord;
  /** How many of its builds are running. */
  running: number;
  regions: RegionRecord[];
  /** When its last build that passed was found to. */
  lastPassedAt?: Date;
  /** When the first build after that was found to be failed. */
  failingSince?: Date;
}

/** The way from here to the instances of a profile: see `networkHash`. */
export interface Network {
  accountId: string;
  region: string;
  networkHash: string;
}

/** A run that has passed. */
export interface PassRecord {
  runId: string;
  buildId: string;
  at: Date;
}

/** What the newest build with a verdict in a region said there. */
export interface RegionRecord {
  region: string;
  verdict: Verdict;
  at: Date;
  runId: string;
  imageId: string;
}

/** A build to accept, with the runs it was planned into. */
export interface NewBuild {
  family: string;
  entityRef?: string;
  profileName: string;
  /** Copied, so that a later edit of the config changes nothing under way. */
  profile: Profile;
  source: Source;
  rerunOf?: string;
  packer?: PackerBuild;
  lineage?: Lineage;
  overrides?: Overrides;
  images: BuildImage[];
  createdBy: string;
  /** The same build has the same key… */
  key: string;
  /** …and the same body: a hash of what was asked for. */
  bodyHash: string;
  /** Their ids are made by whoever plans them, because the folder in the archive is named after the run. */
  runs: {
    id: string;
    image: Image;
    instanceType: string;
    archiveFolder: string;
  }[];
}

/** A run as it is stored. */
export interface RunRecord {
  id: string;
  buildId: string;
  family: string;
  profileName: string;
  profile: Profile;
  /** Of the way to its instance: a run that passed proves it for all that have the same. */
  networkHash: string;
  image: Image;
  instanceType: string;
  stage: Stage;
  stages: StageEntry[];
  verdict?: Verdict;
  reason?: string;
  cleanup: Cleanup;
  createdAt: Date;
  launchedAt?: Date;
  onlineAt?: Date;
  verdictAt?: Date;
  finishedAt?: Date;
  instanceId?: string;
  availabilityZone?: string;
  address?: string;
  /** For how long its checks were really being asked, over all processes that drove it. */
  observedMs: number;
  checks: CheckSummary[];
  screenshots: number;
  consoleBytes: number;
  /** `s3://bucket/folder/` */
  archiveFolder: string;
  /** How far the boot came, as far as is known yet. */
  furthestStage?: BootStage;
  /** What most likely went wrong, as far as is known yet. */
  headline?: Headline;
  /** When somebody asked for it to be cancelled. */
  cancelRequestedAt?: Date;
  /** Counts the claims; every write says which claim it belongs to. */
  epoch: number;
}

/** What a run's driver changes of it. */
export type RunChanges = Partial<
  Pick<
    RunRecord,
    | 'stage'
    | 'verdict'
    | 'reason'
    | 'cleanup'
    | 'launchedAt'
    | 'onlineAt'
    | 'instanceId'
    | 'instanceType'
    | 'availabilityZone'
    | 'address'
    | 'observedMs'
    | 'checks'
  >
>;

/** What changes of a run while its checks are asked. */
export type CheckChanges = Required<Pick<RunChanges, 'observedMs' | 'checks'>>;

/** The proof that a write belongs to the claim that holds the run. */
export interface Claim {
  runId: string;
  epoch: number;
}

/** A run that a worker has claimed. */
export interface ClaimedRun extends Claim {
  run: RunRecord;
}

/** A screenshot, or why there is none. */
export interface ScreenshotRecord {
  offsetMs: number;
  takenAtMs?: number;
  path?: string;
  thumbnailPath?: string;
  sha256?: string;
  bytes?: number;
  missing?: string;
}

/** A screenshot, and how it looks, roughly: two that look alike have prints that are alike. */
export interface PrintedFrame {
  offsetMs: number;
  path: string;
  sha256: string;
  print: FramePrint;
}

/** A screenshot with its files, and what is told of it. */
export interface NewFrame {
  screenshot: ScreenshotRecord;
  /** Forgotten when the run is finished. */
  print?: FramePrint;
  objects: ObjectRecord[];
  event: NewBuildEvent;
}

/** Redacted text that one console reading added. */
export interface ConsoleChunk {
  offsetMs: number;
  text: string;
}

/** An object of a run's folder: in S3, or waiting here for S3. */
export interface ObjectRecord {
  runId: string;
  path: string;
  contentType: string;
  sha256: string;
  size: number;
  /** Present while it waits. */
  body?: Buffer;
}

/** A thing that a run made or means to make. */
export interface LedgerRecord {
  id: string;
  runId: string;
  accountId: string;
  region: string;
  kind: ResourceKind;
  /** The exact request, to be sent again verbatim; nothing for what AWS makes along with an instance. */
  request?: unknown;
  /** What the request is found by when its answer was lost: the client token or the name. */
  token: string;
  resourceId?: string;
  state: 'intended' | 'exists' | 'refused' | 'gone';
  intendedAt: Date;
  goneAt?: Date;
  proof?: string;
}

/** The attempts of one check that had the same outcome, one after another. */
export type AttemptsRecord = CheckAttempts;
