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
  ChannelPolicy,
  ChannelState,
  PreflightResult,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { askOnce } from './askOnce';
import { EXIT_USAGE } from './exitCodes';
import { parseManifestFile } from './manifest';
import type { Output } from './output';
import { writeResult } from './result';
import { readSettings, type Settings } from './settings';
import { nameOf, type Flags, type Problem } from './SettingsReader';

/**
 * `ami-smoke-test preflight`: finds what would stop the smoke test before there is an image that could be lost.
 *
 * @param unparsed - what is wrong with the command line itself
 * @returns the exit code
 */
export async function preflightCommand(
  flags: Flags,
  unparsed: Problem[],
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  const { settings, problems } = readSettings(flags, env);
  problems.unshift(...unparsed);
  problems.push(...fileProblems(settings));

  let plan: PreflightResult | undefined;
  if (settings.url && settings.family) {
    const answer = await ask(settings, env, output);
    problems.push(...answer.problems);
    plan = answer.plan;
    if (plan && settings.promoteTo) {
      problems.push(...(await promotionProblems(settings, env, output)));
    }
  }

  if (settings.json) writeResult(settings.json, { problems, ...plan });
  if (problems.length > 0 || !plan) {
    output.line('AMI Smoke Test: preflight found problems', output.red);
    for (const { field, message } of problems) {
      output.line(`  ✗ ${field}: ${message}`);
    }
    return EXIT_USAGE;
  }
  output.line('AMI Smoke Test: preflight found no problem', output.green);
  output.line(
    `  family ${settings.family}, profile ${settings.profile}, regions ${
      plan.regions.join(', ') || 'as the profile allows'
    }, instance types ${plan.instanceTypes.join(', ')}, budget ${
      plan.budgetSeconds
    } s`,
  );
  if (settings.promoteTo) {
    output.line(`  what passes is promoted to ${settings.promoteTo}`);
  }
  for (const { field, message } of plan.notices) {
    output.line(`  ! ${field}: ${message}`, output.yellow);
  }
  return 0;
}

function fileProblems({ manifest, json }: Settings): Problem[] {
  const problems: Problem[] = [];
  try {
    parseManifestFile(resolve(manifest));
  } catch (error) {
    problems.push({
      field: nameOf('manifest'),
      message: `${(error as Error).message} Delete it, or name another one`,
    });
  }
  for (const [option, file] of [
    ['manifest', manifest],
    ['json', json],
  ] as const) {
    const unwritable = file && whyUnwritable(resolve(file));
    if (unwritable) {
      problems.push({
        field: nameOf(option),
        message: `${unwritable}; make it writable, or name another one`,
      });
    }
  }
  return problems;
}

function whyUnwritable(file: string): string | undefined {
  const target = existsSync(file) ? file : dirname(file);
  try {
    accessSync(target, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? `the folder ${target} does not exist`
      : `${target} cannot be written`;
  }
}

async function ask(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<{ plan?: PreflightResult; problems: Problem[] }> {
  const { family, profile, regions, overrides } = settings;
  const answer = await askOnce(settings, env, output, backend =>
    backend.preflight({
      family,
      profile,
      overrides,
      ...(regions.length > 0 && { regions }),
    }),
  );
  if ('problem' in answer) {
    return { problems: [{ field: 'backend', message: answer.problem }] };
  }
  return { plan: answer.given, problems: answer.given.problems };
}

/** Whether what passes may be promoted, as far as that is known before there is an image. */
async function promotionProblems(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<Problem[]> {
  const { family, promoteTo } = settings;
  const problem = (message: string) => [
    { field: nameOf('promote-to'), message },
  ];
  const answer = await askOnce(settings, env, output, backend =>
    backend.listChannels({ family }),
  );
  if ('problem' in answer) return problem(answer.problem);
  const { channels, items } = answer.given;
  const names = channels.map(({ channel }) => channel);
  const policy = channels.find(({ channel }) => channel === promoteTo);
  if (!policy) {
    return problem(
      `is "${promoteTo}", and there is no such channel; there are: ${
        names.join(', ') ||
        'none, an administrator makes them in amiSmokeTest.promotion.channels'
      }`,
    );
  }
  const state = items.find(
    item => item.family === family && item.channel === promoteTo,
  );
  if (!state) {
    return problem(
      `is "${promoteTo}", which is not for ${family}: amiSmokeTest.promotion.channels.${promoteTo}.families does not name it, or the token may not read it`,
    );
  }
  const whatIsInTheWay = [
    !state.may.promote &&
      `is "${promoteTo}", and this token may not promote ${family} there. An administrator can add an entry with \`permissions: [promote], families: ['${family}'], channels: ['${promoteTo}']\` for its subject to amiSmokeTest.access; where the channel is for owners, only they may`,
    ...certainDenials(policy, state, settings.regions),
  ];
  return whatIsInTheWay.flatMap(message => (message ? problem(message) : []));
}

/** What the gate will certainly say of an image that is not there yet. */
function certainDenials(
  { channel, after, regions }: ChannelPolicy,
  { assignments }: ChannelState,
  made: string[],
): string[] {
  const wanted = [
    ...regions,
    ...assignments.filter(({ imageId }) => imageId).map(one => one.region),
  ];
  const missing = [...new Set(wanted)].filter(one => !made.includes(one));
  return [
    after
      ? `is "${channel}", which comes after "${after.channel}", where no new image can have been: name ${after.channel}, and promote from there`
      : '',
    made.length > 0 && missing.length > 0
      ? `is "${channel}", which takes no build without an image in ${missing.join(
          ', ',
        )}: make one there, too, and add it to ${nameOf('region')}`
      : '',
  ].filter(Boolean);
}
