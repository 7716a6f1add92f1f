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
  ProfileOverview,
  ProfileRegion,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { askOnce } from './askOnce';
import { exitCodeOf } from './exitCodes';
import type { Output } from './output';
import { writeResult } from './result';
import { readSettings } from './settings';
import type { Flags, Problem } from './SettingsReader';
import { unusable } from './unusable';

/**
 * `ami-smoke-test profile list`: shows the profiles, and where they are verified.
 *
 * @param unparsed - what is wrong with the command line itself
 * @returns the exit code
 */
export async function profilesCommand(
  flags: Flags,
  unparsed: Problem[],
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  const { settings, problems } = readSettings(flags, env, { family: false });
  problems.unshift(...unparsed);
  if (problems.length > 0) {
    return unusable(problems, 'nothing was asked', output).exitCode;
  }
  const answer = await askOnce(settings, env, output, backend =>
    backend.listProfiles(),
  );
  if ('problem' in answer) {
    output.line(`AMI Smoke Test: ${answer.problem}`, output.red);
    return exitCodeOf('errored', 'fail');
  }
  const { items } = answer.given;
  for (const profile of items) show(profile, output);
  const unwritten = settings.json && writeResult(settings.json, { items });
  if (unwritten) output.line(unwritten, output.red);
  return 0;
}

function show(profile: ProfileOverview, output: Output) {
  const { name, accountId, instanceTypes, address, ports } = profile;
  output.line(
    `${name}  account ${accountId}, ${instanceTypes.join(
      ', ',
    )}, ${address} address, ports ${ports.join(', ')}`,
    output.bold,
  );
  for (const region of profile.regions) {
    output.line(
      `  ${region.region}  ${standing(name, region)}`,
      region.verified ? output.green : output.yellow,
    );
  }
}

function standing(name: string, region: ProfileRegion): string {
  const { verified, verifiedAt, verifiedBy, knownGoodImage } = region;
  if (verified) {
    return `verified ${verifiedAt} by run ${verifiedBy?.runId}${
      verifiedBy?.url ? `  ${verifiedBy.url}` : ''
    }`;
  }
  const image = knownGoodImage ? '' : ' --image-id <an image that boots>';
  return `not verified: ami-smoke-test profile verify --profile ${name} --region ${region.region}${image}`;
}
