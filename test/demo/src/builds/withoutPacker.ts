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

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  CreateImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DAMAGE_TAG } from '@ami-smoke-test/local-ec2';
import { RECORD_FILES, TEMPLATES } from '../paths';
import { familyOf, type Variant } from '../variants';
import type { BuildEnvironment, Builder } from './Builder';
import { runCommand } from './runCommand';

const PROVISIONED_MS = 180_000;
/** What a guest cannot do to its own disk is done to it when the image is made. */
const BROKEN_OUTSIDE = ['unreadable-file', 'read-errors', 'no-boot-sector'];

/**
 * Does what `packer build` would do, where there is no Packer: makes the image of an instance that its user data provisions,
 * writes the manifest, and calls the bridge with Packer's environment.
 */
export const buildWithoutPacker: Builder = async (environment, variant) => {
  const family = familyOf(variant);
  const folder = join(environment.folder, variant.name);
  mkdirSync(folder, { recursive: true });
  const resultFile = join(folder, 'result.json');
  const manifest = join(folder, 'packer-manifest.json');
  const runUuid = randomUUID();

  environment.say(variant, 'There is no Packer: doing what it would do');
  const imageId = await makeImage(environment, variant);
  writeFileSync(
    manifest,
    JSON.stringify({
      builds: [
        {
          name: 'acme',
          builder_type: 'amazon-ebs',
          build_time: Math.floor(Date.now() / 1000),
          files: null,
          artifact_id: `${environment.region}:${imageId}`,
          packer_run_uuid: runUuid,
          custom_data: null,
        },
      ],
      last_run_uuid: runUuid,
    }),
  );
  const exitCode = await runCommand({
    command: process.execPath,
    args: [environment.bridge, 'test', '--manifest', manifest],
    cwd: folder,
    env: {
      ...process.env,
      PACKER_RUN_UUID: runUuid,
      PACKER_BUILD_NAME: 'acme',
      PACKER_BUILDER_TYPE: 'amazon-ebs',
      AMI_SMOKE_TEST_URL: environment.backend.url,
      AMI_SMOKE_TEST_TOKEN: environment.backend.token,
      AMI_SMOKE_TEST_FAMILY: family,
      AMI_SMOKE_TEST_JSON: resultFile,
      AMI_SMOKE_TEST_PROMOTE_TO: 'dev',
    },
    signal: environment.signal,
    onLine: line => environment.say(variant, line),
  });
  return { variant, family, exitCode, resultFile };
};

async function makeImage(
  { ec2, region, images, virtualization, signal }: BuildEnvironment,
  variant: Variant,
): Promise<string> {
  const client = new EC2Client({
    endpoint: ec2,
    region,
    credentials: { accessKeyId: 'builder', secretAccessKey: 'local' },
  });
  const scripted = virtualization === 'scripted';
  const { Instances } = await client.send(
    new RunInstancesCommand({
      ImageId: images[scripted ? variant.name : 'base'],
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      UserData: scripted ? undefined : provisioning(variant).toString('base64'),
    }),
  );
  const id = Instances?.[0]?.InstanceId ?? '';
  try {
    await untilState(client, id, 'running', signal);
    if (!scripted && BROKEN_OUTSIDE.includes(variant.name)) {
      await client.send(
        new CreateTagsCommand({
          Resources: [id],
          Tags: [{ Key: DAMAGE_TAG, Value: variant.name }],
        }),
      );
    }
    // A machine that provisions itself powers itself off when it is done.
    if (scripted)
      await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await untilState(client, id, 'stopped', signal);
    const { ImageId } = await client.send(
      new CreateImageCommand({
        InstanceId: id,
        Name: `acme-${variant.name}-${Date.now()}`,
      }),
    );
    await untilAvailable(client, ImageId ?? '', signal);
    return ImageId ?? '';
  } finally {
    await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    client.destroy();
  }
}

/** The provisioners' scripts, one after the other, as user data. */
function provisioning(variant: Variant): Buffer {
  const breaking = join(TEMPLATES, `break-${variant.name}.sh`);
  const scripts = [
    join(TEMPLATES, 'install-acme.sh'),
    // Not every variant is broken, or broken inside the guest.
    ...(existsSync(breaking) ? [breaking] : []),
    RECORD_FILES,
  ];
  const steps = scripts.map((file, index) => {
    const text = readFileSync(file, 'utf8');
    return `cat > /tmp/step-${index}.sh <<'END_OF_STEP'\n${text}\nEND_OF_STEP\nsh /tmp/step-${index}.sh || exit 1`;
  });
  return Buffer.from(`#!/bin/sh\n${steps.join('\n')}\nsync\npoweroff\n`);
}

async function untilState(
  client: EC2Client,
  id: string,
  state: string,
  signal: AbortSignal,
) {
  await until(signal, `${id} to be ${state}`, async () => {
    const { Reservations } = await client.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-id', Values: [id] }],
      }),
    );
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === state;
  });
}

async function untilAvailable(
  client: EC2Client,
  id: string,
  signal: AbortSignal,
) {
  await until(signal, `${id} to be available`, async () => {
    const { Images } = await client.send(
      new DescribeImagesCommand({ ImageIds: [id] }),
    );
    return Images?.[0]?.State === 'available';
  });
}

async function until(
  signal: AbortSignal,
  what: string,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + PROVISIONED_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited too long for ${what}`);
    await setTimeout(500, undefined, { signal });
  }
}
