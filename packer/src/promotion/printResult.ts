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
  PromotionAct,
  PromotionResult,
  Publication,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Output } from '../output';
import { imageText } from './printDecision';

/** Prints what was done, or would be, and in AWS then. */
export function printResult(
  { outcome, acts, publications }: PromotionResult,
  output: Output,
) {
  for (const act of acts) {
    output.line(`  ${actText(act)}`);
    if (act.replaces) output.line(`    instead of build ${act.replaces}`);
    for (const image of act.type === 'clearing' ? [] : act.images) {
      output.line(`    ${imageText(image)}`);
    }
    if (act.buildUrl) output.line(`    ${act.buildUrl}`);
  }
  if (outcome === 'planned') printPlan(publications, output);
}

function actText({ type, channel, buildId }: PromotionAct): string {
  switch (type) {
    case 'promotion':
      return `${channel}: build ${buildId}`;
    case 'roll-back':
      return `${channel}: back to build ${buildId}`;
    case 'clearing':
      return `${channel}: empty`;
    default:
      return `${type} of build ${buildId}`;
  }
}

function printPlan(publications: Publication[], output: Output) {
  const lines = publications.flatMap(publication =>
    planOf(publication).map(text => ({ ...publication, text })),
  );
  output.line(lines.length > 0 ? '  In AWS:' : '  In AWS: no change');
  for (const region of new Set(lines.map(line => line.region))) {
    output.line(`    ${region}`);
    for (const line of lines) {
      if (line.region === region) output.line(`      ${line.text}`);
    }
  }
}

function planOf({ publisher, imageId, facts, message }: Publication): string[] {
  const changes = facts
    .filter(({ desired, observed }) => desired !== observed)
    .flatMap(({ name, desired = 'nothing', observed = 'nothing' }) => {
      const change = `  ${observed} -> ${desired}`;
      const isNamed = !imageId || (name + change).includes(imageId);
      const what = isNamed ? name : `${name} (${imageId})`;
      return [`${publisher}  ${what}`, change];
    });
  return message ? [...changes, `${publisher}  ${message}`] : changes;
}
