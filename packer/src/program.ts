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

import { Command, Option } from 'commander';
import { version } from '../package.json';
import type { DiagnoseFlags } from './diagnose/diagnoseCommand';
import { DIAGNOSE_GUIDE, GUIDE, PROMOTION_GUIDES, VERIFY_GUIDE } from './guide';
import {
  OPTIONS,
  PREFLIGHT_OPTIONS,
  PROFILES_OPTIONS,
  PROMOTION_OPTIONS,
  TEST_OPTIONS,
  VERIFY_OPTIONS,
  type OptionName,
  type PromotionCommandName,
  type SettingOption,
} from './options';
import type { Flags, Problem } from './SettingsReader';

/** A command's work: is given the flags and what is wrong with the command line. */
export type Job = (flags: Flags, unparsed: Problem[]) => Promise<void>;

/**
 * The command line. `test` never ends in the parser, however wrong its flags are: it has to look for its image in the manifest
 * first, because Packer may delete that image when the exit code is not 0.
 */
export function createProgram(jobs: {
  test: Job;
  preflight: Job;
  verify: Job;
  profiles: Job;
  diagnose: (paths: string[], flags: DiagnoseFlags) => Promise<void>;
  promotion: Record<PromotionCommandName, Job>;
}): Command {
  const program = new Command('ami-smoke-test')
    .description(
      'Asks AMI Smoke Test for the verdict on the image that Packer has just built',
    )
    .version(version)
    .addHelpText('after', GUIDE);
  addJob(program, 'test', TEST_OPTIONS, jobs.test)
    .summary('test the image and wait for the verdict (the default)')
    .description(
      'Has the images of the calling Packer build tested, shows the progress, and exits with the verdict. For a shell-local post-processor, after the manifest post-processor.',
    )
    .addHelpText('after', GUIDE);
  addJob(program, 'preflight', PREFLIGHT_OPTIONS, jobs.preflight)
    .summary('check the settings before anything is built')
    .description(
      'Checks settings, token, profile, regions and the manifest file. For a shell-local provisioner: it may fail, because there is no image yet.',
    );
  const profile = program
    .command('profile')
    .summary('prove a profile before its first image; show the profiles')
    .description('Proves that instances can be reached, and shows where.');
  addJob(profile, 'verify', VERIFY_OPTIONS, jobs.verify)
    .summary('prove that its instances can be reached')
    .description(
      "Launches a known-good image in the profile's network, has it listen at every port of the profile's checks, and asks these. Until that or a smoke test has passed, a silent image is errored (unreachable from here), because the way to it may be at fault.",
    )
    .addHelpText('after', VERIFY_GUIDE);
  addJob(profile, 'list', PROFILES_OPTIONS, jobs.profiles)
    .summary('show the profiles, and which regions are verified')
    .description(
      'Shows the profiles with their regions: whether each is verified, since when, and by which build.',
    );
  for (const [name, [summary, description, guide]] of Object.entries(
    PROMOTION_GUIDES,
  )) {
    const command = name as PromotionCommandName;
    addJob(program, name, PROMOTION_OPTIONS[command], jobs.promotion[command])
      .summary(summary)
      .description(description)
      .addHelpText('after', guide);
  }
  program
    .command('diagnose')
    .summary('say what a console log and screenshots tell; offline')
    .description(
      'Says how far a boot came, what most likely went wrong and what to do, from files of any origin. It asks nobody: neither Backstage nor AWS.',
    )
    .argument(
      '<path...>',
      'the console log (- for standard input), screenshots, or a folder of them, as of an archived run; all of one boot',
    )
    .option('--json', 'print the diagnosis as JSON')
    .option('--no-screens', 'leave screenshots unread')
    .option(
      '--signatures <file>',
      'signatures of your own beside ours, a JSON list as in amiSmokeTest.diagnosis.signatures; repeatable',
      (file: string, before: string[] = []) => [...before, file],
    )
    .addHelpText('after', DIAGNOSE_GUIDE)
    .action(jobs.diagnose);
  return program;
}

function addJob(
  program: Command,
  name: string,
  options: OptionName[],
  job: Job,
): Command {
  const command = program
    .command(name, { isDefault: name === 'test' })
    .allowUnknownOption()
    .allowExcessArguments()
    .configureHelp({
      // Values are optional for the parser only, so that a missing one is our problem to tell.
      optionTerm: option => option.flags.replace(/\[(.*)\]/, '<$1>'),
    });
  const isOfPromotion = name in PROMOTION_OPTIONS;
  const known = options.map(
    option => [option, toOption(option, isOfPromotion)] as const,
  );
  for (const [, option] of known) command.addOption(option);
  return command.action(async () => {
    const given = command.opts<Record<string, string | boolean>>();
    const flags = Object.fromEntries(
      known.map(([flag, option]) => {
        const value = given[option.attributeName()];
        // A `--no-…` is true for the parser until it is given.
        return [flag, option.negate ? !value : value];
      }),
    );
    const unparsed = problemsOf(name, command.args);
    await job(flags, unparsed);
  });
}

/** What the parser could not use. The value of an unknown flag is not repeated: it may be a secret. */
function problemsOf(command: string, left: string[]): Problem[] {
  return left
    .filter((text, index) => isFlag(text) || !isFlag(left[index - 1] ?? ''))
    .map(text => {
      const field = isFlag(text) ? text.replace(/=.*/s, '') : text;
      return {
        field,
        message:
          field === '--token'
            ? 'does not exist, because command lines are seen in process lists and logs; set AMI_SMOKE_TEST_TOKEN'
            : whatIsWrong(text, command),
      };
    });
}

function whatIsWrong(text: string, command: string): string {
  return isFlag(text)
    ? `is not a flag of ${command}; see ami-smoke-test ${command} --help`
    : `is no command, and no argument of ${command}; see ami-smoke-test --help`;
}

function isFlag(text: string): boolean {
  return text.startsWith('-');
}

function toOption(name: OptionName, isOfPromotion: boolean): Option {
  const setting: SettingOption = OPTIONS[name];
  const { env, value, repeatable, promotionHelp } = setting;
  const help = (isOfPromotion && promotionHelp) || setting.help;
  const option = new Option(
    value ? `--${name} [${value}]` : `--${name}`,
    `${help} [${env}]`,
  );
  if (repeatable) {
    option.argParser((text: string, before: unknown) => [
      ...(Array.isArray(before) ? before : []),
      text,
    ]);
  }
  return option;
}
