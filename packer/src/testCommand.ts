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

import { EXIT_NOT_TESTED, EXIT_UNTOLD } from './exitCodes';
import { callingBuild, isPackerNear, ownBuild, type Unknown } from './manifest';
import type { Output } from './output';
import { writeResult, type Outcome, type Result } from './result';
import { readSettings, type Settings } from './settings';
import type { Flags, Problem } from './SettingsReader';
import { unusable } from './unusable';
import { SmokeTest, type Subject } from './SmokeTest';

/**
 * `ami-smoke-test test`: has the images of the calling Packer build tested, and waits for the verdict.
 *
 * @param unparsed - what is wrong with the command line itself
 * @returns the exit code
 */
export async function testCommand(
  flags: Flags,
  unparsed: Problem[],
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  // Where Packer is not near no image is at risk, and a pipeline must not take a `gate` that is misspelled for one that allows.
  const isMisspelled = unparsed.some(({ field }) => !field.startsWith('-'));
  if (isMisspelled && !isPackerNear(env)) {
    return unusable(unparsed, 'nothing was done', output).exitCode;
  }
  const { settings, problems } = readSettings(flags, env);
  problems.unshift(...unparsed);

  // First of all, because with any other exit code than 0 Packer may delete an image that we do not even know.
  const subject = subjectOf(flags, settings, env);
  const { exitCode, ...rest } = await outcomeOf();
  const result: Result = { schemaVersion: 1, exitCode, ...rest };
  const unwritten = settings.json && writeResult(settings.json, result);
  if (unwritten) output.line(unwritten, output.red);
  return exitCode;

  async function outcomeOf(): Promise<Outcome> {
    if ('why' in subject) return notTested(subject, problems, output);
    const outcome =
      problems.length > 0
        ? unusable(problems, 'nothing was tested', output)
        : await new SmokeTest(settings, subject, env, output).run();
    if (outcome.exitCode === 0 || !subject.atRisk) return outcome;
    return untold(outcome, subject.atRisk, output);
  }
}

function subjectOf(
  flags: Flags,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Subject | Unknown {
  const packer = callingBuild(env);
  const own = 'why' in packer ? packer : ownBuild(packer, settings.manifest);
  if (flags.image || settings.images.length > 0) {
    const isInTemplate = !('why' in packer);
    return {
      images: settings.images,
      customData: {},
      ...(isInTemplate && 'why' in own && { atRisk: own }),
    };
  }
  return own;
}

function notTested(unknown: Unknown, problems: Problem[], output: Output) {
  output.banner(
    'AMI SMOKE TEST: NOT TESTED',
    [
      `Why: ${unknown.why}`,
      `What to do: ${unknown.wayOut}`,
      'The image was not launched, and nobody knows whether it boots: the promotion gate denies it. This is no error to Packer (exit code 0), because an error here can make Packer delete the image. "ami-smoke-test preflight" finds wrong settings before anything is built.',
      ...problems.map(({ field, message }) => `Also: ${field} ${message}.`),
    ],
    output.yellow,
  );
  return {
    outcome: 'not-tested' as const,
    exitCode: EXIT_NOT_TESTED,
    reason: unknown.why,
    ...(problems.length > 0 && { problems }),
  };
}

/** With `manifest` before it Packer keeps the image, whatever we say; without, it deletes it when we say anything but 0. */
function untold(outcome: Outcome, unknown: Unknown, output: Output): Outcome {
  output.banner(
    `AMI SMOKE TEST: ${outcome.outcome
      .toUpperCase()
      .replace('-', ' ')}, AND PACKER IS NOT TOLD`,
    [
      `Why: ${unknown.why} Without its own entry there, an error here (it would be exit code ${outcome.exitCode}) can make Packer delete the image that it has just built.`,
      `What to do: ${unknown.wayOut} --image needs that, too, when it is used in a template.`,
      `The exit code is ${EXIT_UNTOLD}, and Packer goes on. ${outcome.reason}`,
    ],
    output.yellow,
  );
  return { ...outcome, exitCode: EXIT_UNTOLD };
}
