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

import { EXIT_NOT_TESTED, EXIT_USAGE } from './exitCodes';
import { callingBuild, ownBuild, type Unknown } from './manifest';
import type { Output } from './output';
import { writeResult, type Outcome, type Result } from './result';
import { readSettings, type Settings } from './settings';
import type { Flags, Problem } from './SettingsReader';
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
    if (problems.length > 0) return unusable(problems, output);
    return new SmokeTest(settings, subject, env, output).run();
  }
}

function subjectOf(
  flags: Flags,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Subject | Unknown {
  if (flags.image || settings.images.length > 0) {
    return { images: settings.images, customData: {} };
  }
  const packer = callingBuild(env);
  return 'why' in packer ? packer : ownBuild(packer, settings.manifest);
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

function unusable(problems: Problem[], output: Output) {
  output.line('AMI Smoke Test: wrong settings, nothing was tested', output.red);
  for (const { field, message } of problems) {
    output.line(`  ✗ ${field} ${message}`);
  }
  output.line('  See ami-smoke-test --help.');
  return {
    outcome: 'usage' as const,
    exitCode: EXIT_USAGE,
    reason: problems.map(p => `${p.field} ${p.message}`).join('; '),
    problems,
  };
}
