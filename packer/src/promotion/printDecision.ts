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
  GateDecision,
  GateEvidence,
  GateRuleResult,
  Image,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Output } from '../output';

const ANSWERS = { allow: 'ALLOW', deny: 'DENY', unknown: 'COULD NOT TELL' };

/** What fits on a terminal; a log may have less. */
const WIDTH = 80;

const MARKS = { pass: '✓', fail: '✗', unknown: '?', waived: '!' };

/** Prints what the gate says, and every rule with its state and the runs that it was decided by. */
export function printDecision(decision: GateDecision, output: Output) {
  const { channel, family = 'unknown family', buildId, images } = decision;
  const { green, red, yellow } = output;
  const paint = { allow: green, deny: red, unknown: yellow }[decision.decision];
  output.line(
    `AMI Smoke Test: ${ANSWERS[decision.decision]}, ${family} for ${channel}`,
    text => output.bold(paint(text)),
  );
  if (buildId) output.line(`  build ${buildId}`);
  for (const image of images) {
    output.line(`  ${imageText(image)}, account ${image.accountId}`);
  }
  const told = new Set<string>();
  for (const rule of decision.rules) {
    printRule(rule, images.length > 1, told, output);
  }
}

/** An image as it is told to people. */
export function imageText({ imageId, region }: Image): string {
  return `${imageId} in ${region}`;
}

/** @param told - the runs that are on the screen already: several rules are decided by the same ones */
function printRule(
  { rule, state, message, image, evidence, waiver }: GateRuleResult,
  isOneOfSeveral: boolean,
  told: Set<string>,
  output: Output,
) {
  const { green, red, yellow } = output;
  const paint = { pass: green, fail: red, unknown: yellow, waived: yellow };
  const where = image && isOneOfSeveral ? ` (${imageText(image)})` : '';
  const head = `  ${MARKS[state]} ${state.padEnd(7)} ${rule}${where}:`;
  const isShort = `${head} ${message}`.length <= WIDTH;
  output.line(isShort ? `${head} ${message}` : head, paint[state]);
  if (!isShort) output.line(`      ${message}`);
  if (waiver) {
    output.line(`      waived by ${waiver.by} until ${waiver.expiresAt}:`);
    output.line(`        ${waiver.reason}`);
    output.line(`        waiver ${waiver.id}`);
  }
  const news = evidence.filter(({ runId }) => !told.has(runId));
  for (const run of news) printRun(run, output);
  news.forEach(({ runId }) => told.add(runId));
  if (evidence.length > news.length) {
    const ids = evidence
      .filter(run => !news.includes(run))
      .map(({ runId }) => runId.slice(0, 8));
    output.line(
      `      ${news.length > 0 ? 'and ' : ''}by ${
        ids.length === 1 ? 'the run' : 'the runs'
      } above: ${ids.join(', ')}`,
      output.dim,
    );
  }
}

function printRun(
  {
    runId,
    verdict,
    at,
    profile,
    instanceType,
    image,
    headline,
    url,
  }: GateEvidence,
  output: Output,
) {
  output.line(`      ${verdict} at ${at}: run ${runId}`);
  output.line(`        ${profile} on ${instanceType}, ${imageText(image)}`);
  if (headline) output.line(`        ${headline.title}`);
  if (url) output.line(`        ${url}`);
}
