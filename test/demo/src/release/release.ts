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
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readBridgeResult } from '../builds/bridgeResult';
import type { BuildEnvironment, Built } from '../builds/Builder';
import { runCommand } from '../builds/runCommand';
import type { ReleaseFacts } from '../report/facts';
import { sayFrom } from '../report/print';

/** Where `packer build` itself has promoted an image that passed, and where a release manager promotes it to. */
const CHANNELS = ['dev', 'staging', 'production'];

/**
 * What a release manager does once the images are tested: asks the gate about one that failed, and promotes one that passed from
 * channel to channel, as far as `production`.
 */
export async function release(
  environment: BuildEnvironment,
  built: Built[],
): Promise<ReleaseFacts | undefined> {
  const good = built.find(({ variant }) => variant.expected === 'passed');
  const goodId = good && readBridgeResult(good.resultFile).buildId;
  if (!good || !goodId) return undefined;
  const bridge = bridgeIn(environment);

  const bad = built.find(({ variant }) => variant.expected === 'failed');
  const badId = bad && readBridgeResult(bad.resultFile).buildId;
  const gateOfFailed = badId
    ? await bridge('gate', '--build', badId, '--channel', CHANNELS[0])
    : undefined;

  const [, ...later] = CHANNELS;
  const exitCodes = [];
  for (const channel of later) {
    exitCodes.push(
      await bridge(
        ...['promote', '--build', goodId, '--channel', channel],
        ...['--reason', 'The demo has seen it boot'],
      ),
    );
  }
  return {
    family: good.family,
    gateOfFailed,
    exitCodes,
    parameters: await parametersOf(environment, good.family),
  };
}

function bridgeIn({ backend, bridge, folder, signal }: BuildEnvironment) {
  const cwd = join(folder, 'release');
  mkdirSync(cwd, { recursive: true });
  return async (...args: string[]): Promise<number> => {
    sayFrom('release', `ami-smoke-test ${args.join(' ')}`);
    return runCommand({
      command: process.execPath,
      args: [bridge, ...args],
      cwd,
      env: {
        ...process.env,
        AMI_SMOKE_TEST_URL: backend.url,
        AMI_SMOKE_TEST_TOKEN: backend.token,
      },
      signal,
      onLine: line => sayFrom('release', line),
    });
  };
}

/** What whoever launches the image reads: `aws ssm get-parameter`. */
async function parametersOf(
  { ec2, region }: BuildEnvironment,
  family: string,
): Promise<ReleaseFacts['parameters']> {
  const client = new SSMClient({
    endpoint: ec2,
    region,
    credentials: { accessKeyId: 'demo', secretAccessKey: 'local' },
  });
  try {
    return await Promise.all(
      CHANNELS.map(async channel => {
        const name = `/ami-smoke-test/${family}/${channel}`;
        const { Parameter } = await client
          .send(new GetParameterCommand({ Name: name }))
          .catch(() => ({ Parameter: undefined }));
        return { channel, name, imageId: Parameter?.Value };
      }),
    );
  } finally {
    client.destroy();
  }
}
