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

import type { PromotionResult } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { askOnce } from '../askOnce';
import type { Backend } from '../backend';
import { Conflict } from '../errors';
import { EXIT_REFUSED, EXIT_UNKNOWN } from '../exitCodes';
import type { Output } from '../output';
import type { Connection, Waiting } from '../settings';
import { printDecision } from './printDecision';
import {
  couldNotTell,
  NOT_DONE,
  PERHAPS_DONE,
  type Ending,
} from './promotionCommand';
import { printResult } from './printResult';
import {
  lackText,
  waitUntilPublished,
  type ChannelAct,
  type Published,
} from './publishing';

/** How something that was to be done about channels ended. */
export interface Carried extends Ending {
  /** `unpublished`: it is done, but AWS does not show it, or it was not found out whether it does. */
  outcome: PromotionResult['outcome'] | 'refused' | 'unpublished' | 'unknown';
}

/** Something that is to be done about channels. */
export interface Deed {
  /** Sent twice, it must be done once. */
  act(backend: Backend): Promise<PromotionResult>;
  /** What it is when it is done: `PROMOTED to dev`. */
  done: string;
  /** What is on its channels when it was so already, to wait until AWS shows that. */
  standing?(backend: Backend): Promise<ChannelAct[]>;
}

/**
 * Has something done about channels, says what came of it, and waits until AWS shows it.
 *
 * @param more - `quiet`: only how it ended; `impatientCode`: what to exit with when someone wants us to stop at once
 */
export async function carryOut(
  deed: Deed,
  settings: Connection & Waiting,
  env: NodeJS.ProcessEnv,
  output: Output,
  more: { quiet?: boolean; impatientCode?: number } = {},
): Promise<Carried> {
  const { wait, publishTimeoutMs: waitMs } = settings;
  let result: PromotionResult | Conflict | undefined;
  const answer = await askOnce(
    settings,
    env,
    output,
    async backend => {
      result = await deed.act(backend).catch(conflict);
      if (result instanceof Conflict) return undefined;
      if (!more.quiet) printWhole(deed, result, output);
      if (!wait || result.outcome === 'planned') return undefined;
      const acts = await actsOf(deed, result, backend);
      return acts.length > 0
        ? waitUntilPublished(backend, acts, waitMs, output)
        : undefined;
    },
    { waitMs, impatientCode: more.impatientCode },
  );
  if (!result) {
    const reason = 'problem' in answer ? answer.problem : 'There is no answer.';
    const isRefused = 'problem' in answer && answer.refused;
    return {
      ...couldNotTell({}, reason, output, isRefused ? NOT_DONE : PERHAPS_DONE),
      outcome: 'unknown',
    };
  }
  if (result instanceof Conflict) return refused(result, output);
  if ('problem' in answer) {
    const why = `What AWS shows could not be found out: ${answer.problem}`;
    return unpublished(deed, result, [why], output);
  }
  const lacking = answer.given ? whatIsLacking(answer.given) : [];
  if (lacking.length > 0) return unpublished(deed, result, lacking, output);
  if (more.quiet) printTitle(deed, result, output);
  if (answer.given) printPublished(answer.given, output);
  return ended(result.outcome, 0, titleOf(deed, result), { ...result });
}

function conflict(error: unknown): Conflict {
  if (error instanceof Conflict) return error;
  throw error;
}

/** What is to be seen in AWS. */
async function actsOf(
  { standing }: Deed,
  { outcome, acts }: PromotionResult,
  backend: Backend,
): Promise<ChannelAct[]> {
  if (outcome === 'unchanged') return (await standing?.(backend)) ?? [];
  return acts.filter(({ channel }) => channel !== undefined);
}

function refused({ message, decision }: Conflict, output: Output): Carried {
  if (decision) printDecision(decision, output);
  const isUnknown = decision?.decision === 'unknown';
  const exitCode = isUnknown ? EXIT_UNKNOWN : EXIT_REFUSED;
  output.line(
    `AMI Smoke Test: ${isUnknown ? 'COULD NOT TELL' : 'REFUSED'}`,
    text => output.bold((isUnknown ? output.yellow : output.red)(text)),
  );
  output.line(`  ${message}`);
  return ended(isUnknown ? 'unknown' : 'refused', exitCode, message, {
    decision,
  });
}

function unpublished(
  deed: Deed,
  result: PromotionResult,
  lacking: string[],
  output: Output,
): Carried {
  const title = `${titleOf(deed, result)}, BUT AWS DOES NOT SHOW IT YET`;
  output.line(`AMI Smoke Test: ${title}`, text =>
    output.bold(output.yellow(text)),
  );
  for (const line of lacking) output.line(`  ${line}`);
  output.line(
    '  The backend goes on with it; "ami-smoke-test channels" shows how far it is.',
  );
  const reason = `${title}: ${lacking.join('; ')}`;
  return ended('unpublished', EXIT_UNKNOWN, reason, { ...result });
}

function whatIsLacking({ lacks, replaced }: Published): string[] {
  return replaced
    ? [`Somebody has put something else on ${replaced} since.`]
    : lacks.map(lackText);
}

function ended(
  outcome: Carried['outcome'],
  exitCode: number,
  reason: string,
  known: object,
): Carried {
  const json = { ...known, outcome, exitCode, reason };
  return { outcome, exitCode, reason, json };
}

function titleOf({ done }: Deed, { outcome }: PromotionResult): string {
  return {
    done,
    unchanged: 'UNCHANGED, it was so already',
    planned: 'DRY RUN, nothing was changed',
  }[outcome];
}

function printTitle(deed: Deed, result: PromotionResult, output: Output) {
  output.line(`AMI Smoke Test: ${titleOf(deed, result)}`, text =>
    output.bold(output.green(text)),
  );
}

function printWhole(deed: Deed, result: PromotionResult, output: Output) {
  if (result.decision) printDecision(result.decision, output);
  printTitle(deed, result, output);
  printResult(result, output);
}

function printPublished({ regions }: Published, output: Output) {
  const where = [...new Set(regions)].join(', ');
  if (where) output.line(`  ✓ AWS shows it in ${where}`, output.green);
}
