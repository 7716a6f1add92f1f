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
  Headline,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { parseProfile, type Profile } from '../config';
import type {
  AttemptsRecord,
  BuildRecord,
  ConsoleChunk,
  LedgerRecord,
  ObjectRecord,
  RunRecord,
  ScreenshotRecord,
} from './records';
import type {
  AttemptsRow,
  Bigint,
  BuildRow,
  ConsoleRow,
  EventRow,
  LedgerRow,
  ObjectRow,
  RunRow,
  ScreenshotRow,
} from './tables';

/**
 * Text as every database takes it. PostgreSQL refuses the NUL character, and consoles and services send what they like: a
 * run must not end because of one.
 */
export function storable(text: string): string;
export function storable(text: string | undefined): string | undefined;
export function storable(text: string | undefined): string | undefined {
  return text?.replaceAll('\0', '\uFFFD');
}

/** JSON for a text column; nothing for nothing. */
export function toJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** The value of a text column that holds JSON which this package wrote. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

export const optionalJson = <T>(text: string | null): T | undefined =>
  text === null ? undefined : fromJson<T>(text);

/** The instant of a column that must have one. */
export const toDate = (instant: Bigint): Date => new Date(Number(instant));

export const optionalDate = (instant: Bigint | null): Date | undefined =>
  instant === null ? undefined : toDate(instant);

export function buildFromRow(row: BuildRow): BuildRecord {
  return {
    id: row.id,
    family: row.family,
    // Verifications have none, and the column must have one.
    entityRef: row.entity_ref || undefined,
    profileName: row.profile_name,
    source: row.source,
    rerunOf: row.rerun_of ?? undefined,
    packer: optionalJson(row.packer),
    lineage: optionalJson(row.lineage),
    overrides: optionalJson(row.overrides),
    images: fromJson(row.images),
    createdBy: row.created_by,
    createdAt: toDate(row.created_at),
    status: row.status,
    verdict: row.verdict ?? undefined,
    reason: row.reason ?? undefined,
    verdictAt: optionalDate(row.verdict_at),
    finishedAt: optionalDate(row.finished_at),
    pinned:
      row.pinned_by === null || row.pinned_at === null
        ? undefined
        : { by: row.pinned_by, at: toDate(row.pinned_at) },
  };
}

/** A run's row with the profile of its build. */
export type RunWithProfileRow = RunRow & Pick<BuildRow, 'profile'>;

export function runFromRow(row: RunWithProfileRow): RunRecord {
  return {
    id: row.id,
    buildId: row.build_id,
    family: row.family,
    profileName: row.profile_name,
    profile: copiedProfile(fromJson(row.profile)),
    networkHash: row.network_hash,
    image: {
      accountId: row.account_id,
      region: row.region,
      imageId: row.image_id,
    },
    instanceType: row.instance_type,
    stage: row.stage,
    stages: fromJson(row.stages),
    verdict: row.verdict ?? undefined,
    reason: row.reason ?? undefined,
    cleanup: row.cleanup,
    createdAt: toDate(row.created_at),
    launchedAt: optionalDate(row.launched_at),
    onlineAt: optionalDate(row.online_at),
    verdictAt: optionalDate(row.verdict_at),
    finishedAt: optionalDate(row.finished_at),
    instanceId: row.instance_id ?? undefined,
    availabilityZone: row.availability_zone ?? undefined,
    address: row.address ?? undefined,
    observedMs: Number(row.observed_ms),
    checks: fromJson(row.checks),
    screenshots: row.screenshots,
    consoleBytes: Number(row.console_bytes),
    archiveFolder: row.archive_folder,
    furthestStage: row.furthest_stage ?? undefined,
    headline: headlineFromRow(row),
    cancelRequestedAt: optionalDate(row.cancel_requested_at),
    epoch: row.epoch,
  };
}

export function headlineFromRow(row: RunRow): Headline | undefined {
  const {
    headline_id: id,
    headline_category: category,
    headline_severity: severity,
    headline_title: title,
  } = row;
  return id && category && severity && title
    ? { id, category, severity, title }
    : undefined;
}

export function eventFromRow(row: EventRow): BuildEvent {
  return {
    ...optionalJson<object>(row.data),
    seq: row.seq,
    at: toDate(row.at).toISOString(),
    type: row.type,
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    message: row.message,
  } as BuildEvent;
}

export function screenshotFromRow(row: ScreenshotRow): ScreenshotRecord {
  return {
    offsetMs: row.offset_ms,
    takenAtMs: row.taken_at_ms ?? undefined,
    path: row.path ?? undefined,
    thumbnailPath: row.thumbnail_path ?? undefined,
    sha256: row.sha256 ?? undefined,
    bytes: row.bytes ?? undefined,
    missing: row.missing ?? undefined,
  };
}

export function consoleFromRow(row: ConsoleRow): ConsoleChunk {
  return { offsetMs: row.offset_ms, text: row.text };
}

export function attemptsFromRow(row: AttemptsRow): AttemptsRecord {
  return {
    check: row.check_name,
    outcome: row.outcome,
    detail: row.detail,
    count: row.count,
    firstOffsetMs: row.first_offset_ms,
    lastOffsetMs: row.last_offset_ms,
  };
}

/** An object; without its body when that was not selected. */
export function objectFromRow(
  row: Omit<ObjectRow, 'body' | 'written_at'> & Partial<ObjectRow>,
): ObjectRecord {
  return {
    runId: row.run_id,
    path: row.path,
    contentType: row.content_type,
    sha256: row.sha256,
    size: row.size,
    body: row.body ?? undefined,
  };
}

export function ledgerFromRow(row: LedgerRow): LedgerRecord {
  return {
    id: row.id,
    runId: row.run_id,
    accountId: row.account_id,
    region: row.region,
    kind: row.kind,
    request: optionalJson(row.request),
    token: row.token,
    resourceId: row.resource_id ?? undefined,
    state: row.state,
    intendedAt: toDate(row.intended_at),
    goneAt: optionalDate(row.gone_at),
    proof: row.proof ?? undefined,
  };
}

/**
 * The profile that a build was accepted with. One that an older version copied gets what it does not have yet; one that was
 * allowed by other rules than today's is taken as it is, because a run that was accepted goes on.
 */
function copiedProfile(json: unknown): Profile {
  try {
    return parseProfile(json);
  } catch {
    return json as Profile;
  }
}
