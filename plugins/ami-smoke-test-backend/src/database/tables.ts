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
  Cleanup,
  FindingCategory,
  ReaperAction,
  ResourceKind,
  Severity,
  Stage,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { AttemptsRecord, BuildRecord, LedgerRecord } from './records';

export const BUILDS = 'smoke_test_builds';
export const RUNS = 'smoke_test_runs';
export const EVENTS = 'smoke_test_build_events';
export const SCREENSHOTS = 'smoke_test_screenshots';
export const PRINTS = 'smoke_test_frame_prints';
export const SCREEN_TEXTS = 'smoke_test_screen_texts';
export const DIAGNOSES = 'smoke_test_diagnoses';
export const CONSOLE = 'smoke_test_console_chunks';
export const ATTEMPTS = 'smoke_test_check_attempts';
export const OBJECTS = 'smoke_test_objects';
export const LEDGER = 'smoke_test_ledger';
export const INSTALLATION = 'smoke_test_installation';
export const FINDINGS = 'smoke_test_reaper_findings';
export const LOOKS = 'smoke_test_reaper_looks';

/** A `bigint` column as it is read: PostgreSQL's driver gives text, because not every bigint is a number in JavaScript. */
export type Bigint = number | string;

export type BuildRow = {
  id: string;
  key: string;
  body_hash: string;
  family: string;
  entity_ref: string;
  profile_name: string;
  profile: string;
  source: BuildRecord['source'];
  rerun_of: string | null;
  packer: string | null;
  lineage: string | null;
  overrides: string | null;
  images: string;
  created_by: string;
  created_at: Bigint;
  status: BuildRecord['status'];
  verdict: Verdict | null;
  reason: string | null;
  verdict_at: Bigint | null;
  finished_at: Bigint | null;
  pinned_by: string | null;
  pinned_at: Bigint | null;
  expired_at: Bigint | null;
  event_seq: number;
};

export type RunRow = {
  id: string;
  build_id: string;
  position: number;
  family: string;
  profile_name: string;
  network_hash: string;
  account_id: string;
  region: string;
  image_id: string;
  instance_type: string;
  stage: Stage;
  stages: string;
  verdict: Verdict | null;
  reason: string | null;
  cleanup: Cleanup;
  created_at: Bigint;
  launched_at: Bigint | null;
  online_at: Bigint | null;
  verdict_at: Bigint | null;
  finished_at: Bigint | null;
  instance_id: string | null;
  availability_zone: string | null;
  address: string | null;
  observed_ms: Bigint;
  checks: string;
  screenshots: number;
  console_bytes: Bigint;
  archive_folder: string;
  furthest_stage: BootStage | null;
  headline_id: string | null;
  headline_category: FindingCategory | null;
  headline_severity: Severity | null;
  headline_title: string | null;
  cancel_requested_at: Bigint | null;
  expired_at: Bigint | null;
  epoch: number;
  lease_owner: string | null;
  lease_until: Bigint | null;
};

export type EventRow = {
  build_id: string;
  seq: number;
  at: Bigint;
  type: string;
  run_id: string | null;
  message: string;
  data: string | null;
};

export type ScreenshotRow = {
  run_id: string;
  offset_ms: number;
  taken_at_ms: number | null;
  path: string | null;
  thumbnail_path: string | null;
  sha256: string | null;
  bytes: number | null;
  missing: string | null;
};

export type PrintRow = {
  run_id: string;
  offset_ms: number;
  print: string;
};

export type ScreenTextRow = {
  run_id: string;
  offset_ms: number;
  text: string;
};

export type DiagnosisRow = {
  run_id: string;
  diagnosis: string;
};

export type ConsoleRow = {
  run_id: string;
  seq: number;
  offset_ms: number;
  text: string;
};

export type AttemptsRow = {
  run_id: string;
  check_name: string;
  position: number;
  outcome: AttemptsRecord['outcome'];
  detail: string;
  count: number;
  first_offset_ms: number;
  last_offset_ms: number;
};

export type ObjectRow = {
  run_id: string;
  path: string;
  content_type: string;
  sha256: string;
  size: number;
  written_at: Bigint;
  body: Buffer | null;
};

export type LedgerRow = {
  id: string;
  run_id: string;
  account_id: string;
  region: string;
  kind: ResourceKind;
  request: string | null;
  token: string;
  resource_id: string | null;
  state: LedgerRecord['state'];
  intended_at: Bigint;
  gone_at: Bigint | null;
  proof: string | null;
};

export type InstallationRow = {
  id: number;
  owner: string;
  created_at: Bigint;
};

export type FindingRow = {
  id: string;
  account_id: string;
  region: string;
  kind: ResourceKind;
  resource_id: string;
  name: string | null;
  run_id: string | null;
  why: string;
  action: ReaperAction;
  detail: string | null;
  first_seen_at: Bigint;
  last_seen_at: Bigint;
};

export type LookRow = {
  account_id: string;
  region: string;
  looked_at: Bigint;
  trouble: string | null;
};
