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

import { Command, InvalidArgumentError, Option } from 'commander';
import { readFileSync } from 'fs';
import { homedir, tmpdir } from 'os';
import { basename, extname, join, resolve } from 'path';
import { FaultPlan } from './faults/FaultPlan';
import { Hypervisor } from './hypervisor/Hypervisor';
import { isQemuAvailable, QemuHypervisor } from './hypervisor/qemu';
import { BootScript } from './hypervisor/scripted/BootScript';
import { demoScripts } from './hypervisor/scripted/demoScripts';
import { ScriptedHypervisor } from './hypervisor/scripted/ScriptedHypervisor';
import { IamPolicyDocument } from './iam/Policy';
import { buildBaseImage } from './images';
import { LocalEc2 } from './LocalEc2';
import { DEFAULT_ACCOUNT_ID, REGIONS } from './state/regions';

const collect = (value: string, list: string[]): string[] => [...list, value];

function number(value: string, least: number, most: number): number {
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < least || parsed > most) {
    throw new InvalidArgumentError(
      `It must be a whole number from ${least} to ${most}.`,
    );
  }
  return parsed;
}

const port = (value: string) => number(value, 0, 65_535);
const positive = (value: string) => number(value, 1, 1000);
const milliseconds = (value: string) => number(value, 0, 600_000);
const ports = (value: string) =>
  value.split(',').map(each => number(each.trim(), 1, 65_535));

function jsonFile(value: string): unknown {
  try {
    return JSON.parse(readFileSync(value, 'utf8'));
  } catch (error) {
    throw new InvalidArgumentError(String(error));
  }
}

function account(value: string): string {
  if (!/^\d{12}$/.test(value)) {
    throw new InvalidArgumentError('It must be 12 digits.');
  }
  return value;
}

function region(value: string, list: string[]): string[] {
  if (!REGIONS.has(value)) {
    throw new InvalidArgumentError(
      `There is no such region. Regions: ${[...REGIONS].join(', ')}.`,
    );
  }
  return [...list, value];
}

interface Options {
  port: number;
  state: string;
  journal?: string;
  cache: string;
  hypervisor?: 'qemu' | 'scripted';
  maxBooting?: number;
  limits: 'aws' | 'off';
  region: string[];
  account: string;
  disk: string[];
  script: string[];
  demoImages: boolean;
  ports?: number[];
  eventualConsistency: number;
  imageValidation: number;
  faults?: FaultPlan;
  policy?: IamPolicyDocument;
}

function commandLine(): Command {
  return new Command('local-ec2')
    .description(
      'A local EC2 endpoint for the AWS CLI, the SDKs and Packer. Its instances are virtual machines of QEMU, or scripted ones.\n' +
        'Everything listens on loopback addresses only.',
    )
    .option('--port <port>', 'where to listen; 0: a free port', port, 4566)
    .option(
      '--state <dir>',
      'where disks and the journal go',
      join(tmpdir(), 'local-ec2'),
    )
    .option(
      '--journal <file>',
      'where every call and every resource is written down (default: journal.jsonl in the state directory)',
    )
    .option(
      '--cache <dir>',
      'where the demo image and its packages are kept',
      join(homedir(), '.cache', 'local-ec2'),
    )
    .addOption(
      new Option(
        '--hypervisor <kind>',
        'what runs the machines (default: qemu where it is installed)',
      ).choices(['qemu', 'scripted']),
    )
    .option(
      '--max-booting <n>',
      'qemu: how many machines boot at once; others wait as `pending`',
      positive,
    )
    .addOption(
      new Option('--limits <limits>', "AWS's request limits, or none")
        .choices(['aws', 'off'])
        .default('aws'),
    )
    .option(
      '--region <region>',
      'where the images are; may be repeated',
      region,
      [],
    )
    .option('--account <id>', 'the account', account, DEFAULT_ACCOUNT_ID)
    .option(
      '--disk <name=file>',
      'qemu: an image made of a raw disk file; may be repeated',
      collect,
      [],
    )
    .option(
      '--script <file.json>',
      'scripted: an image that boots as a script says, named after the file; may be repeated',
      collect,
      [],
    )
    .option('--no-demo-images', 'without the images that come with it')
    .option(
      '--ports <ports>',
      'the guest ports that can be reached at an instance (default: 22, 80, 443, 2222 and 8080, as far as this machine lets it listen there)',
      ports,
    )
    .option(
      '--eventual-consistency <ms>',
      'how long a new instance cannot be described yet',
      milliseconds,
      300,
    )
    .option(
      '--image-validation <ms>',
      'how long after the answer to PutParameter the AMI that it names is looked at',
      milliseconds,
      300,
    )
    .option(
      '--faults <plan.json>',
      'what goes wrong: a fault plan, as the README describes it',
      jsonFile,
    )
    .option(
      '--policy <policy.json>',
      'what callers may do: an IAM policy, with its placeholders filled in (default: everything)',
      jsonFile,
    );
}

async function run(options: Options): Promise<void> {
  const regions = options.region.length > 0 ? options.region : ['us-east-1'];
  const { hypervisor, names } = await hypervisorFor(options);
  const local = await LocalEc2.start({
    port: options.port,
    hypervisor,
    stateDirectory: resolve(options.state),
    journalPath: options.journal && resolve(options.journal),
    accountId: options.account,
    limits: options.limits,
    eventualConsistencyMs: options.eventualConsistency,
    imageValidationMs: options.imageValidation,
    faults: options.faults,
    policy: options.policy,
    images: regions.flatMap(name =>
      names.map(disk => ({
        region: name,
        name: disk,
        disk,
        ports: options.ports,
      })),
    ),
  }).catch(async error => {
    await hypervisor.close();
    throw error;
  });
  process.stdout.write(usage(local, hypervisor, regions));
  const end = () => {
    local.close().then(
      () => process.exit(0),
      error => {
        process.stderr.write(`local-ec2: ${error}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function hypervisorFor(
  options: Options,
): Promise<{ hypervisor: Hypervisor; names: string[] }> {
  const qemu = await isQemuAvailable();
  const kind = options.hypervisor ?? (qemu.available ? 'qemu' : 'scripted');
  return kind === 'qemu' ? withQemu(options) : withScripts(options);
}

async function withQemu(options: Options) {
  if (options.script.length > 0) {
    throw new Error('--script needs --hypervisor scripted');
  }
  const state = resolve(options.state);
  const hypervisor = await QemuHypervisor.create({
    directory: join(state, 'qemu'),
    maxBooting: options.maxBooting,
  });
  const names: string[] = [];
  if (options.demoImages) {
    const file = join(state, 'healthy-base.raw');
    await buildBaseImage({
      cacheDirectory: resolve(options.cache),
      output: file,
    });
    await hypervisor.importDisk(file, 'healthy-base');
    names.push('healthy-base');
  }
  for (const disk of options.disk) {
    const [name, file] = disk.split('=', 2);
    if (!name || !file) {
      throw new Error(`--disk ${disk}: expected name=file`);
    }
    await hypervisor.importDisk(resolve(file), name);
    names.push(name);
  }
  return { hypervisor, names };
}

async function withScripts(options: Options) {
  if (options.disk.length > 0) {
    throw new Error('--disk needs --hypervisor qemu');
  }
  const scripts: Record<string, BootScript> = options.demoImages
    ? { ...demoScripts }
    : {};
  for (const file of options.script) {
    const name = basename(file, extname(file));
    try {
      scripts[name] = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new Error(`--script ${file}: ${error}`);
    }
  }
  return {
    hypervisor: new ScriptedHypervisor({ scripts }),
    names: Object.keys(scripts),
  };
}

function usage(
  local: LocalEc2,
  hypervisor: Hypervisor,
  regions: string[],
): string {
  const images = regions.flatMap(name =>
    Object.entries(local.imageIds(name)).map(
      ([image, id]) => `  ${name}  ${id}  ${image}`,
    ),
  );
  return `local EC2 (${hypervisor.kind}) on ${local.url}
journal: ${local.journal.path}
images:
${images.join('\n')}

AWS CLI:
  export AWS_DEFAULT_REGION=${
    regions[0]
  } AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  aws ec2 --endpoint-url ${local.url} describe-images --owners self
Packer (amazon-ebs): custom_endpoint_ec2 = "${
    local.url
  }", and the same access key
Ctrl-C ends it, and every machine with it.
`;
}

// Starts a local EC2, says how to use it, and ends it on Ctrl-C.
const program = commandLine();
run(program.parse(process.argv).opts<Options>()).catch(error => {
  program.error(`local-ec2: ${error instanceof Error ? error.message : error}`);
});
