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
  Finding,
  Severity,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A finding, and what its place among others depends on. */
export interface Candidate {
  finding: Finding;
  /** Ids of its consequences. */
  explains: readonly string[];
  isFatal: boolean;
  /** It keeps the boot from the rung that was not reached. */
  isInTheWay: boolean;
  position: number;
}

const WEIGHT: Record<Severity, number> = { error: 2, warning: 1, info: 0 };

/**
 * The most likely cause first.
 *
 * What the last good run showed as well comes last, then the heavier before the lighter. Of equals: what ended the boot, what is in
 * its way, and then what was seen first. No consequence stands above its cause, unless that did no harm;
 * and a cause is as grave as what came of it.
 */
export function rank(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort(
    (a, b) =>
      Number(a.finding.inLastGood) - Number(b.finding.inLastGood) ||
      WEIGHT[b.finding.severity] - WEIGHT[a.finding.severity] ||
      Number(b.isFatal) - Number(a.isFatal) ||
      Number(b.isInTheWay) - Number(a.isInTheWay) ||
      // Names are misread on screens, and a screen shows what the console said before
      Number(isFromScreen(a)) - Number(isFromScreen(b)) ||
      a.position - b.position,
  );
  const ranked = new Set<Candidate>();
  const begun = new Set<Candidate>();
  const place = (candidate: Candidate) => {
    // Two that explain each other stay in their order
    if (begun.has(candidate)) return;
    begun.add(candidate);
    sorted
      .filter(
        other =>
          canBeHeadline(other.finding) &&
          other.explains.includes(candidate.finding.id),
      )
      .forEach(cause => {
        cause.finding.severity = graver(
          cause.finding.severity,
          candidate.finding.severity,
        );
        place(cause);
      });
    ranked.add(candidate);
  };
  sorted.forEach(place);
  return [...ranked];
}

function isFromScreen({ finding }: Candidate): boolean {
  return finding.evidence.source === 'screen';
}

function graver(one: Severity, other: Severity): Severity {
  return WEIGHT[one] < WEIGHT[other] ? other : one;
}

/** Whether it may be what went wrong. */
export function canBeHeadline({ severity, inLastGood }: Finding): boolean {
  return severity !== 'info' && !inLastGood;
}
