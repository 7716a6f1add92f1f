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

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES } from '../paths';
import { familyOf } from '../variants';
import type { Builder } from './Builder';
import { runCommand } from './runCommand';

/** Runs a real `packer build` of the demo's template, whose last post-processor is the bridge. */
export const buildWithPacker: Builder = async (environment, variant) => {
  const { ec2, images, region, virtualization, backend } = environment;
  const family = familyOf(variant);
  const folder = join(environment.folder, variant.name);
  mkdirSync(folder, { recursive: true });
  const resultFile = join(folder, 'result.json');
  const scripted = virtualization === 'scripted';
  const variables = {
    variant: variant.name,
    region,
    ec2_endpoint: ec2,
    source_ami: images[scripted ? variant.name : 'base'],
    manifest: join(folder, 'packer-manifest.json'),
    bridge_command: `'${process.execPath}' '${environment.bridge}'`,
  };
  const exitCode = await runCommand({
    command: 'packer',
    args: [
      'build',
      '-color=false',
      ...Object.entries(variables).flatMap(([name, value]) => [
        '-var',
        `${name}=${value}`,
      ]),
      join(TEMPLATES, scripted ? 'acme-scripted.pkr.hcl' : 'acme.pkr.hcl'),
    ],
    cwd: TEMPLATES,
    env: {
      ...process.env,
      AMI_SMOKE_TEST_URL: backend.url,
      AMI_SMOKE_TEST_TOKEN: backend.token,
      AMI_SMOKE_TEST_FAMILY: family,
      AMI_SMOKE_TEST_JSON: resultFile,
      AMI_SMOKE_TEST_PROMOTE_TO: 'dev',
      // Packer neither phones home nor looks for the builds of others.
      CHECKPOINT_DISABLE: '1',
      PACKER_CONFIG_DIR: folder,
      // The local EC2 answers fast enough to be asked every second.
      AWS_POLL_DELAY_SECONDS: '1',
      AWS_MAX_ATTEMPTS: '300',
    },
    signal: environment.signal,
    onLine: line => environment.say(variant, line),
  });
  return { variant, family, exitCode, resultFile };
};
