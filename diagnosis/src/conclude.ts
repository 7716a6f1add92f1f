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
  Diagnosis,
  Finding,
  FindingEvidence,
  Platform,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootRecord } from './BootRecord';
import { decidingBoot } from './ladder/decidingBoot';
import type { Boot } from './ladder/Boot';
import type { Observer } from './Observer';
import { findingsOf, toFinding } from './rank/findings';
import { canBeHeadline } from './rank/rank';
import type { Catalogue } from './signatures/catalogue';
import { withoutStamp } from './text/withoutStamp';

/** What follows from what was observed. */
export function conclude(
  { boots, lastLines }: Observer,
  rest: Omit<BootRecord, 'console'>,
  { signatures }: Catalogue,
): Diagnosis {
  const boot = decidingBoot(boots.all);
  const findings = findingsOf(boots, boot, signatures, rest);
  const headline =
    findings[0] && canBeHeadline(findings[0]) ? findings[0] : null;
  return {
    platform: platformOf(boot),
    furthestStage: boot.furthest ?? null,
    stages: boot.stages,
    headline,
    findings,
    ...(rest.standstill && { standstill: rest.standstill }),
    lastLines: headline || boot.isComplete() ? [] : lastLines,
  };
}

/**
 * A finding after which nothing more will come, and nothing has come since.
 *
 * @param options - screens: whether what was read from a screen is enough
 */
export function fatalFindingOf(
  { boots: { current: boot } }: Observer,
  { screens }: { screens: boolean },
): Finding | undefined {
  const fatal = boot.ownSightings
    .filter(
      ({ signature, evidence }) =>
        signature.fatal &&
        (evidence.source === 'screen' ? screens : !isOfProgram(evidence)),
    )
    .find(({ lastPosition }) => !boot.hasGoneOnAfter(lastPosition));
  return fatal && toFinding(fatal, fatal.signature.severity);
}

/**
 * Says a line what a program wrote under its own name? It may tell of anything, also of other machines. What starts the system
 * speaks for it.
 */
function isOfProgram({ text = '' }: FindingEvidence): boolean {
  const [, program] =
    /^([\w.@-]{1,64})\[\d{1,10}\]: /.exec(withoutStamp(text)) ?? [];
  return program !== undefined && !/^(systemd|dracut|init)\b/.test(program);
}

/** Where no rung tells, a finding may: a stop code is of Windows. */
function platformOf(boot: Boot): Platform {
  if (boot.isOtherSystem || boot.platform !== 'unknown') return boot.platform;
  const sighting = boot.ownSightings.find(
    ({ signature }) => signature.platform,
  );
  return sighting?.signature.platform ?? 'unknown';
}
