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

import type { VerifyProfileRequest } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { randomUUID } from 'node:crypto';
import { BuildWatch } from './BuildWatch';
import { exitCodeOf } from './exitCodes';
import type { Output } from './output';
import {
  resultOfBuild,
  writeResult,
  type Outcome,
  type Result,
} from './result';
import { readSettings, type Settings } from './settings';
import type { Flags, Problem } from './SettingsReader';
import { unusable } from './unusable';
import { printVerdict } from './verdict';

/**
 * `ami-smoke-test profile verify`: proves that the instances of a profile can be reached.
 *
 * @param unparsed - what is wrong with the command line itself
 * @returns the exit code
 */
export async function verifyCommand(
  flags: Flags,
  unparsed: Problem[],
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  const { settings, problems } = readSettings(flags, env, { family: false });
  problems.unshift(...unparsed);
  const { exitCode, ...rest } =
    problems.length > 0
      ? unusable(problems, 'nothing was launched', output)
      : await verify(settings, env, output);
  const result: Result = { schemaVersion: 1, exitCode, ...rest };
  const unwritten = settings.json && writeResult(settings.json, result);
  if (unwritten) output.line(unwritten, output.red);
  return exitCode;
}

async function verify(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<Outcome> {
  const { profile, regions, imageId } = settings;
  const request: VerifyProfileRequest = {
    ...(regions.length > 0 && { regions }),
    imageId,
    // Makes the request one that can be sent twice.
    key: `bridge-${randomUUID()}`,
  };
  if (!settings.quiet) {
    const where = regions.join(', ') || 'all of its regions';
    output.line(`AMI Smoke Test: verifying profile ${profile} in ${where}`);
  }
  const watched = await new BuildWatch(
    settings,
    backend => backend.verifyProfile(profile, request),
    env,
    output,
  ).run();

  const { verdict, reason, build, receivedAt } = watched;
  printVerdict(watched, settings, output);
  for (const { verdict: found, image } of build?.runs ?? []) {
    const isVerified = found === 'passed';
    output.line(
      `  ${isVerified ? '✓' : '✗'} ${profile} in ${image.region} is ${
        isVerified ? 'verified' : 'not verified'
      }`,
      isVerified ? output.green : output.yellow,
    );
  }
  return {
    outcome: verdict,
    exitCode: exitCodeOf(verdict, 'fail'),
    reason,
    profile,
    ...(build && resultOfBuild(build, receivedAt)),
  };
}
