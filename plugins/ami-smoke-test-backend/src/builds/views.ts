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
  Build,
  Diagnosis,
  LedgerEntry,
  Run,
  RunSummary,
  Screenshot,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  AttemptsRecord,
  BuildRecord,
  LedgerRecord,
  RunRecord,
  ScreenshotRecord,
} from '../database/records';
import { withoutTexts } from '../diagnosis/withoutTexts';

/**
 * A build as the API shows it.
 *
 * @param appBaseUrl - of the Backstage that has its page
 */
export function toBuild(
  build: BuildRecord,
  runs: RunSummary[],
  appBaseUrl: string | undefined,
): Build {
  return {
    id: build.id,
    family: build.family,
    entityRef: build.entityRef,
    profile: build.profileName,
    source: build.source,
    rerunOf: build.rerunOf,
    packer: build.packer,
    lineage: build.lineage,
    images: build.images,
    createdBy: build.createdBy,
    createdAt: build.createdAt.toISOString(),
    status: build.status,
    verdict: build.verdict,
    reason: build.reason,
    verdictAt: build.verdictAt?.toISOString(),
    finishedAt: build.finishedAt?.toISOString(),
    pinned: build.pinned && {
      by: build.pinned.by,
      at: build.pinned.at.toISOString(),
    },
    url: buildUrl(build.id, appBaseUrl),
    runs,
  };
}

/** Where the page of a build is; nowhere when it is not known where the pages are. */
export function buildUrl(
  buildId: string,
  appBaseUrl: string | undefined,
): string | undefined {
  return pageUrl(`builds/${buildId}`, appBaseUrl);
}

/** Where the page of a run is; as `buildUrl`. */
export function runUrl(
  runId: string,
  appBaseUrl: string | undefined,
): string | undefined {
  return pageUrl(`runs/${runId}`, appBaseUrl);
}

function pageUrl(path: string, appBaseUrl: string | undefined) {
  return (
    appBaseUrl && `${appBaseUrl.replace(/\/+$/, '')}/ami-smoke-test/${path}`
  );
}

/**
 * A run as a build shows it.
 *
 * @param filmStrip - offsets of the frames that tell how it went
 */
export function toRunSummary(run: RunRecord, filmStrip: number[]): RunSummary {
  return {
    id: run.id,
    buildId: run.buildId,
    image: run.image,
    instanceType: run.instanceType,
    stage: run.stage,
    verdict: run.verdict,
    reason: run.reason,
    cleanup: run.cleanup,
    createdAt: run.createdAt.toISOString(),
    launchedAt: run.launchedAt?.toISOString(),
    onlineAt: run.onlineAt?.toISOString(),
    verdictAt: run.verdictAt?.toISOString(),
    finishedAt: run.finishedAt?.toISOString(),
    instanceId: run.instanceId,
    availabilityZone: run.availabilityZone,
    address: run.address,
    budgetMs: run.profile.budgets.serviceSeconds * 1000,
    checks: run.checks,
    screenshots: run.screenshots,
    consoleBytes: run.consoleBytes,
    filmStrip,
    archive: run.archiveFolder,
    furthestStage: run.furthestStage,
    headline: run.headline,
  };
}

/** A run with all that is known of it. */
export function toRun(
  run: RunRecord,
  details: {
    summary: RunSummary;
    build: Build;
    screenshots: ScreenshotRecord[];
    diagnosis: Diagnosis | undefined;
    attempts: AttemptsRecord[];
    notices: { at: Date; message: string }[];
    ledger: LedgerRecord[];
    evidence: boolean;
  },
): Run {
  const { diagnosis, evidence } = details;
  return {
    ...details.summary,
    family: run.family,
    profile: run.profileName,
    build: details.build,
    budgetMs: run.profile.budgets.serviceSeconds * 1000,
    stages: run.stages,
    frames: details.screenshots.map(toScreenshot),
    diagnosis: diagnosis && (evidence ? diagnosis : withoutTexts(diagnosis)),
    attempts: details.attempts,
    notices: details.notices.map(({ at, message }) => ({
      at: at.toISOString(),
      message,
    })),
    resources: details.ledger.map(toLedgerEntry),
    evidence,
  };
}

function toScreenshot(screenshot: ScreenshotRecord): Screenshot {
  return {
    offsetMs: screenshot.offsetMs,
    takenAtMs: screenshot.takenAtMs,
    sha256: screenshot.sha256,
    bytes: screenshot.bytes,
    missing: screenshot.missing,
  };
}

/** What a run made, without the request that made it. */
export function toLedgerEntry(entry: LedgerRecord): LedgerEntry {
  return {
    id: entry.id,
    runId: entry.runId,
    accountId: entry.accountId,
    region: entry.region,
    kind: entry.kind,
    resourceId: entry.resourceId,
    state: entry.state,
    intendedAt: entry.intendedAt.toISOString(),
    goneAt: entry.goneAt?.toISOString(),
    proof: entry.proof,
  };
}
