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

import {
  LIMITS,
  type Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootRecord } from '../BootRecord';
import type { Boot } from '../ladder/Boot';
import type { Boots } from '../ladder/Boots';
import type { Signature } from '../signatures/schema';
import { bootLoop, silentService } from './ownFindings';
import { canBeHeadline, rank, type Candidate } from './rank';
import { sightingOf } from './sight';
import { severityOf } from './severityOf';
import type { Sighting } from './Sighting';

type Context = Pick<BootRecord, 'service' | 'lastGood' | 'further'>;

/**
 * What was found, the most likely cause first.
 *
 * @param boot - the one of `boots` that tells
 */
export function findingsOf(
  boots: Boots,
  boot: Boot,
  signatures: readonly Signature[],
  { service, lastGood = [], further = [] }: Context,
): Finding[] {
  const candidates = [
    ...[...boot.ownSightings, ...absences(boot, signatures)].map(each =>
      candidateOf(each, boot, service),
    ),
    ...earlierSightings(boots.all, boot).map(harmless),
    ...[...further, bootLoop(boots)]
      .filter(each => each !== undefined)
      .map(measured),
  ];
  for (const { finding } of candidates) {
    finding.inLastGood ||= lastGood.includes(finding.id);
  }
  const isUnexplained =
    service === 'silent' &&
    boot.isComplete() &&
    !candidates.some(({ finding }) => canBeHeadline(finding));
  if (isUnexplained) candidates.push(measured(silentService(boot)));
  return rank(candidates)
    .map(({ finding }) => finding)
    .slice(0, LIMITS.findings);
}

/** Missing lines can only be told of where the log shows the boot from its beginning. */
function absences(boot: Boot, signatures: readonly Signature[]): Sighting[] {
  const isWhole =
    boot.has('kernel') ||
    boot.platform === 'windows' ||
    !boot.reached('kernel');
  if (!isWhole) return [];
  return signatures.flatMap(signature => {
    const { absent, platform = boot.platform } = signature;
    if (!absent || platform !== boot.platform) return [];
    if (boot.present.has(signature) || !boot.reached(absent.after)) return [];
    const expected = boot.expected.get(signature);
    if (absent.only && !expected) return [];
    if (!hasConsequence(signature, boot)) return [];
    const after = boot.stages.find(({ stage }) => stage === absent.after);
    const evidence = (expected ?? after ?? boot.stages[0]).evidence;
    return [sightingOf(signature, { evidence, position: Infinity })];
  });
}

/** As long as nothing came of it, and the boot is on its way, what is missing may still come. */
function hasConsequence({ prevents, explains }: Signature, boot: Boot) {
  return (
    prevents === undefined ||
    explains.length === 0 ||
    boot.ownSightings.some(({ signature: { id } }) => explains.includes(id))
  );
}

function candidateOf(
  sighting: Sighting,
  boot: Boot,
  service: BootRecord['service'],
): Candidate {
  const { signature, position } = sighting;
  const { prevents, fatal, explains } = signature;
  return {
    finding: toFinding(sighting, severityOf(sighting, boot, service)),
    explains,
    isFatal: fatal,
    isInTheWay: prevents !== undefined && !boot.reached(prevents),
    position,
  };
}

/** What was seen in other boots only: since then it began anew. */
function earlierSightings(boots: readonly Boot[], boot: Boot): Sighting[] {
  return boots
    .filter(each => each !== boot)
    .flatMap(each => [...each.sightings])
    .filter(([id]) => !boot.sightings.has(id))
    .flatMap(([, sightings]) => sightings);
}

function harmless(sighting: Sighting): Candidate {
  return {
    finding: toFinding(sighting, 'info'),
    explains: [],
    isFatal: false,
    isInTheWay: false,
    position: sighting.position,
  };
}

/** What no line of the boot tells by itself, but what was measured. */
function measured(finding: Finding): Candidate {
  return {
    finding: { ...finding },
    explains: [],
    isFatal: false,
    isInTheWay: false,
    position: Infinity,
  };
}

/** @internal */
export function toFinding(
  { signature, title, cause, remedy, evidence, count }: Sighting,
  severity: Finding['severity'],
): Finding {
  const { id, category, references } = signature;
  return {
    id,
    category,
    severity,
    title,
    cause,
    remedy,
    references,
    evidence,
    count,
    inLastGood: false,
  };
}
