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

import { EXIT_UNKNOWN } from '../exitCodes';
import type { Output } from '../output';
import { writeResult } from '../result';
import { readConnection, type Connection } from '../settings';
import { SettingsReader, type Flags, type Problem } from '../SettingsReader';
import { unusable } from '../unusable';

/** How a command of promotion ended. */
export interface Ending {
  exitCode: number;
  /** One sentence. */
  reason: string;
  /** What `--json` gives. */
  json: object;
}

/** A command of promotion: what it is told, and what it does. */
export interface PromotionCommand<S> {
  read(read: SettingsReader, env: NodeJS.ProcessEnv): S;
  run(
    settings: S & Connection,
    env: NodeJS.ProcessEnv,
    output: Output,
  ): Promise<Ending>;
  /** What `--json` gives when nothing could be found out; the exit code and the reason unless it is said. */
  unknown?(reason: string): object;
}

/**
 * Runs a command of promotion.
 *
 * @param unparsed - what is wrong with the command line itself
 * @param outputs - `result`: standard output; `remarks`: standard error, where everything goes when the former gets JSON
 * @returns the exit code
 */
export async function promotionCommand<S>(
  command: PromotionCommand<S>,
  flags: Flags,
  unparsed: Problem[],
  env: NodeJS.ProcessEnv,
  outputs: { result: Output; remarks: Output },
): Promise<number> {
  const read = new SettingsReader(flags, env);
  const settings = { ...readConnection(read), ...command.read(read, env) };
  const file = read.fileOrOutput('json');
  const output = file === '-' ? outputs.remarks : outputs.result;
  const problems = [...unparsed, ...read.problems];
  const { exitCode, json } = await endingOf();
  if (file === '-') {
    outputs.result.block(JSON.stringify(json, null, 2));
  } else if (file) {
    const unwritten = writeResult(file, json);
    if (unwritten) output.line(unwritten, output.red);
  }
  return exitCode;

  async function endingOf(): Promise<Ending> {
    if (problems.length === 0) return command.run(settings, env, output);
    const { reason, ...rest } = unusable(problems, 'nothing was done', output);
    const said = { ...rest, reason, ...command.unknown?.(reason) };
    return { exitCode: rest.exitCode, reason, json: said };
  }
}

/** Of what was to be done, and was refused. */
export const NOT_DONE = 'NOT DONE';
/** Of what was to be done: an answer may have been lost. */
export const PERHAPS_DONE = 'NOT DONE, AS FAR AS IS KNOWN';

/** The backend could not be asked, or did not answer, or may not be asked: says so. */
export function couldNotTell(
  command: Pick<PromotionCommand<unknown>, 'unknown'>,
  reason: string,
  output: Output,
  title = 'COULD NOT TELL',
): Ending {
  output.line(`AMI Smoke Test: ${title}`, text =>
    output.bold(output.yellow(text)),
  );
  output.line(`  ${reason}`);
  return {
    exitCode: EXIT_UNKNOWN,
    reason,
    json: {
      outcome: 'unknown',
      exitCode: EXIT_UNKNOWN,
      reason,
      ...command.unknown?.(reason),
    },
  };
}
