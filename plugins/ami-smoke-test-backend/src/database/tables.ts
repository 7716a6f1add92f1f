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
import type { ActRecord, PublicationRecord } from './PromotionStore';
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
export const ACTS = 'smoke_test_promotion_acts';
export const ASSIGNMENTS = 'smoke_test_assignments';
export const PROMOTED_IMAGES = 'smoke_test_promoted_images';
export const PUBLICATIONS = 'smoke_test_publications';
export const LOSSES = 'smoke_test_publication_losses';
export const NOTICES = 'smoke_test_promotion_notices';

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
  retest: boolean;
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

export type ActRow = {
  seq: Bigint;
  id: string;
  type: ActRecord['type'];
  family: string;
  channel: string | null;
  build_id: string;
  images: string;
  by: string;
  at: Bigint;
  reason: string | null;
  replaces: string | null;
  decision: string | null;
  waiver_id: string | null;
  rule: ActRecord['rule'] | null;
  expires_at: Bigint | null;
  because: string | null;
};

export type AssignmentRow = {
  family: string;
  channel: string;
  account_id: string;
  region: string;
  image_id: string | null;
  build_id: string | null;
  act_id: string;
  since: Bigint;
  generation: number;
};

export type PromotedImageRow = {
  account_id: string;
  region: string;
  image_id: string;
  family: string;
  build_id: string;
  was_on: string;
  left_at: Bigint | null;
  revoked_act_id: string | null;
  revoked_at: Bigint | null;
  revoked_by: string | null;
  revoked_reason: string | null;
  generation: number;
};

export type PublicationRow = {
  publisher: string;
  subject: string;
  family: string;
  channel: string | null;
  account_id: string;
  region: string;
  image_id: string | null;
  generation: number;
  state: PublicationRecord['state'];
  facts: string;
  message: string | null;
  attempts: number;
  checked_at: Bigint | null;
  agreed_at: Bigint | null;
  next_at: Bigint;
};

export type NoticeRow = {
  key: string;
  family: string;
  entity_ref: string;
  recipients: string;
  payload: string;
  at: Bigint;
  sent_at: Bigint | null;
  attempts: number;
};
