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
  LINUX_LADDER,
  WINDOWS_LADDER,
  type Diagnosis,
  type Finding,
  type FindingEvidence,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Output } from '../output';

/** Where a piece of evidence is, in words. */
export type Place = (evidence: FindingEvidence) => string;

/** Where something is in what a run has. */
export const placeInRun: Place = ({ source, line, offsetMs }) => {
  const at = offsetMs === undefined ? '' : ` at ${offsetMs / 1000} s`;
  if (source === 'console' && line) return `console line ${line}${at}`;
  return `${source}${at}`;
};

/** What is proven: how far the boot came, what most likely went wrong, and what to do about it. */
export function printHeadline(
  diagnosis: Diagnosis,
  output: Output,
  place: Place = placeInRun,
) {
  output.line(`  furthest stage: ${furthestOf(diagnosis)}`, output.bold);
  const { standstill } = diagnosis;
  if (standstill) {
    const what =
      standstill.kind === 'frozen' ? '' : ', but for a cursor or a spinner';
    output.line(
      `  screen: no change since ${standstill.sinceMs / 1000} s${what}`,
    );
  }
  if (diagnosis.headline) printFinding(diagnosis.headline, output, place);
}

/** The headline, what else was seen, and how the log ends where that is all there is to say. */
export function printDiagnosis(
  diagnosis: Diagnosis,
  output: Output,
  place: Place,
) {
  printHeadline(diagnosis, output, place);
  const { headline, findings, lastLines } = diagnosis;
  if (!headline) printUnknown(diagnosis, output);
  const others = findings.filter(({ id }) => id !== headline?.id);
  if (others.length > 0) output.line('  also seen:');
  for (const finding of others) {
    output.line(`    ${titleOf(finding)}`, paintOf(finding, output));
    output.line(`      ${quote(finding.evidence, place)}`);
  }
  if (lastLines.length === 0) return;
  output.line('  it ends with:');
  for (const line of lastLines) {
    output.line(`    ${quote(line, place)}`, output.dim);
  }
}

function printFinding(finding: Finding, output: Output, place: Place) {
  const { evidence, cause, remedy, references } = finding;
  output.line(`  ${titleOf(finding)}`, text =>
    output.bold(paintOf(finding, output)(text)),
  );
  output.line(`    ${quote(evidence, place)}`);
  output.line(`    cause: ${cause}`);
  output.line(`    what to do: ${remedy}`);
  for (const reference of references) {
    output.line(`    see ${reference}`, output.dim);
  }
}

function titleOf({ severity, title, category, count, inLastGood }: Finding) {
  const mark = { error: '✗', warning: '!', info: '·' }[severity];
  const times = count > 1 ? `, ${count} times` : '';
  const before = inLastGood ? ', as in the last good run' : '';
  return `${mark} ${title} (${category}${times}${before})`;
}

function paintOf({ severity }: Finding, output: Output) {
  const { red, yellow, dim } = output;
  return { error: red, warning: yellow, info: dim }[severity];
}

function quote(evidence: FindingEvidence, place: Place): string {
  const { text } = evidence;
  return text ? `${place(evidence)}: ${text}` : place(evidence);
}

function furthestOf({ furthestStage, platform }: Diagnosis): string {
  if (!furthestStage) return 'nothing of a boot was recognised';
  const ladder: readonly string[] =
    platform === 'windows' ? WINDOWS_LADDER : LINUX_LADDER;
  const next = ladder[ladder.indexOf(furthestStage) + 1];
  const missed = next ? `; ${next} was not reached` : '';
  const of = platform === 'unknown' ? '' : ` (${platform})`;
  return `${furthestStage}${of}${missed}`;
}

/** There are last lines of what went wrong, and nobody knows how; of a boot that went well there are none. */
function printUnknown({ furthestStage, lastLines }: Diagnosis, output: Output) {
  if (lastLines.length > 0) {
    output.line('  ? what went wrong is not known', output.yellow);
  } else if (furthestStage) {
    output.line('  ✓ nothing that went wrong was seen', output.green);
  } else {
    output.line('  ? there is no text in it', output.yellow);
  }
}
