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
  GateEvidence,
  PromotionAct,
  Waiver,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { buildUrl, runUrl } from '../builds/views';
import type {
  ActRecord,
  EvidenceRecord,
  WaiverRecord,
} from '../database/PromotionStore';

/** A run that a rule was decided by, as the API shows it. */
export function toGateEvidence(
  run: EvidenceRecord,
  appBaseUrl: string | undefined,
): GateEvidence {
  const { runId, buildId, image, profileName, instanceType, verdict } = run;
  return {
    runId,
    buildId,
    image,
    profile: profileName,
    instanceType,
    verdict,
    at: run.at.toISOString(),
    headline: run.headline,
    url: runUrl(runId, appBaseUrl),
  };
}

/** A waiver, as the API shows it. */
export function toWaiver(record: WaiverRecord): Waiver {
  const { images, at, expiresAt, withdrawn, ...waiver } = record;
  return {
    ...waiver,
    at: at.toISOString(),
    expiresAt: expiresAt.toISOString(),
    withdrawn: withdrawn && {
      by: withdrawn.by,
      at: withdrawn.at.toISOString(),
    },
  };
}

/** An act, as the API shows it. */
export function toAct(
  { at, expiresAt, ...act }: ActRecord,
  appBaseUrl: string | undefined,
): PromotionAct {
  return {
    ...act,
    at: at.toISOString(),
    expiresAt: expiresAt?.toISOString(),
    buildUrl: buildUrl(act.buildId, appBaseUrl),
  };
}
