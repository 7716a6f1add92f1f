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

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { isQemuAvailable } from '@ami-smoke-test/local-ec2';
import { Command, Option } from 'commander';
import { runDemo, type DemoOptions } from './demo';
import { BRIDGE, OUTPUT } from './paths';
import type { DemoFacts } from './report/facts';
import { printFacts, problemsOf, say } from './report/print';
import { VARIANTS } from './variants';

/** Where Backstage is, as a rule. */
const PORT = 7007;
/** Folders of earlier demos that stay. */
const KEPT_FOLDERS = 4;

const program = new Command('npm run demo --')
  .description(
    'Builds an image that works and images that are broken as real ones are, with Packer, and has each smoke tested on a local EC2.',
  )
  .option(
    '--once',
    'end when every build has its verdict; without it there are pages to look at, until Ctrl-C',
  )
  .option('--json <file>', 'write what came of it, for machines')
  .option('--keep', 'leave S3 and the local EC2 running for a look')
  .option('--stop', 'end what an earlier --keep has left running')
  .option('--variant <name...>', 'only these variants')
  .addOption(
    new Option('--virtualization <kind>', 'how machines are run')
      .choices(['qemu', 'scripted'])
      .default(undefined, 'qemu, where it can be had'),
  )
  .option('--no-packer', 'call the bridge as Packer would');

async function main(): Promise<number> {
  const options = program.parse().opts();
  mkdirSync(OUTPUT, { recursive: true });
  if (options.stop) return stopKept();

  const variants = VARIANTS.filter(
    ({ name }) => !options.variant || options.variant.includes(name),
  );
  const unknown = (options.variant ?? []).filter(
    (name: string) => !VARIANTS.some(variant => variant.name === name),
  );
  if (unknown.length > 0) {
    program.error(
      `--variant: there is no ${unknown.join(', ')}; there are ${VARIANTS.map(
        ({ name }) => name,
      ).join(', ')}`,
    );
  }

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) say('Stopping everything');
      stopping.abort(new Error('Interrupted'));
    });
  }
  const facts = await runDemo({
    virtualization: options.virtualization ?? (await chooseVirtualization()),
    packer: options.packer && (await choosePacker()),
    keep: Boolean(options.keep),
    variants,
    folder: newFolder(),
    pages: options.once ? undefined : { port: PORT, ready: sayWherePagesAre },
    signal: stopping.signal,
    async show(found, stack) {
      if (options.json) {
        writeFileSync(options.json, `${JSON.stringify(found, null, 2)}\n`);
      }
      printFacts(found);
      if (options.once || options.keep) return;
      sayWhatStays(found, stack);
      await new Promise(resolve => {
        stopping.signal.addEventListener('abort', resolve);
        if (stopping.signal.aborted) resolve(undefined);
      });
    },
  });
  if (facts.kept) {
    process.stdout.write(
      `\nStill running: S3 at ${facts.kept.s3.endpoint} (bucket ${facts.kept.s3.bucket}, any credentials, path style), the local EC2 at ${facts.kept.ec2}.\nEnd them with: npm run demo -- --stop\n`,
    );
  }
  const problems = problemsOf(facts);
  return problems.length === 0 ? 0 : 1;
}

function sayWherePagesAre(url: string): void {
  if (url !== `http://127.0.0.1:${PORT}`) {
    say(`Port ${PORT} is taken: Backstage is at another one.`);
  }
  process.stdout.write(
    `\nOpen ${url} and watch: no sign-in is needed, and the builds appear as they start.\n\n`,
  );
}

/** What can be done by hand now: as a release manager would, and as whoever launches the image. */
function sayWhatStays(
  { release }: DemoFacts,
  { backend, ec2 }: Parameters<DemoOptions['show']>[1],
): void {
  const { url, token } = backend;
  const lines = [
    '',
    `Backstage stays at ${url} until Ctrl-C.`,
    ...(release
      ? [
          `  What is where: ${url}/catalog/default/resource/${release.family}/ami-smoke-test-channels`,
          `  AWS: aws --endpoint-url ${ec2} --region us-east-1 ssm get-parameter --name ${release.parameters[0].name} (with any credentials)`,
        ]
      : []),
    `  The bridge: AMI_SMOKE_TEST_URL=${url} AMI_SMOKE_TEST_TOKEN=${token} node ${relative(
      process.cwd(),
      BRIDGE,
    )} channels`,
    `  The API: curl -H 'authorization: Bearer ${token}' ${url}/api/ami-smoke-test/builds`,
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

async function chooseVirtualization(): Promise<'qemu' | 'scripted'> {
  const qemu = await isQemuAvailable();
  if (qemu.available) return 'qemu';
  say(`No real machines: ${qemu.why}. Going on with scripted boots.`);
  return 'scripted';
}

async function choosePacker(): Promise<boolean> {
  try {
    await promisify(execFile)('packer', ['version'], {
      env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    });
    return true;
  } catch {
    say(
      'There is no Packer on this machine: the bridge is called as Packer would call it.',
    );
    return false;
  }
}

/** A folder of this demo's own; the oldest ones go. */
function newFolder(): string {
  const folders = readdirSync(OUTPUT, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  for (const name of folders.slice(0, -KEPT_FOLDERS)) {
    rmSync(join(OUTPUT, name), { recursive: true, force: true });
  }
  const name = new Date().toISOString().replace(/[:.]/g, '-');
  return join(OUTPUT, name);
}

function stopKept(): number {
  const file = join(OUTPUT, 'kept.json');
  if (!existsSync(file)) {
    say('Nothing was left running.');
    return 0;
  }
  for (const pid of JSON.parse(readFileSync(file, 'utf8'))) {
    try {
      process.kill(pid, 'SIGTERM');
      say(`Ended process ${pid}`);
    } catch {
      say(`Process ${pid} has ended already`);
    }
  }
  rmSync(file);
  return 0;
}

main().then(
  code => process.exit(code),
  error => {
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  },
);
