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

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { REPOSITORY } from '@ami-smoke-test/demo';
import { build } from 'esbuild';
import type { Contender, Tested, TestedTogether } from '../engine/Contender';
import { networkOf, type BenchWorld } from '../world/BenchWorld';
import { runTimed } from '../world/runTimed';

/** The article's script: a process for each image, and a process for each call. */
export class ArticleScript implements Contender {
  readonly region: string;
  /** How it calls EC2, for people. */
  readonly calls: string;
  readonly #world: BenchWorld;
  readonly #folder: string;
  readonly #call: string[];

  static async create(world: BenchWorld, region: string) {
    const folder = join(world.folder, 'article');
    await build({
      absWorkingDir: join(REPOSITORY, 'test/bench'),
      entryPoints: ['src/article/testAmi.ts', 'src/article/sdkCall.ts'],
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'error',
    });
    return new ArticleScript(world, region, folder);
  }

  private constructor(world: BenchWorld, region: string, folder: string) {
    this.#world = world;
    this.region = region;
    this.#folder = folder;
    const version = versionOfCli();
    this.calls = version
      ? `the AWS CLI (${version})`
      : 'the SDK in a child process, since there is no AWS CLI on the PATH';
    this.#call = version
      ? ['aws', 'ec2', '--output', 'json', '--endpoint-url', world.ec2]
      : [process.execPath, join(folder, 'sdkCall.cjs')];
  }

  /** What one call costs that asks for nothing much. */
  async costOfCall(): Promise<{ seconds: number; cpuSeconds: number }> {
    const [command, ...args] = this.#call;
    const began = Date.now();
    const { exitedAt, ...timed } = await runTimed({
      command,
      args: [...args, 'describe-key-pairs', '--cli-input-json', '{}'],
      cwd: this.#folder,
      env: this.#environment(),
      logFile: join(this.#folder, 'log'),
    });
    if (timed.exitCode !== 0) throw new Error(`Cannot call ${this.calls}`);
    return { seconds: (exitedAt - began) / 1000, cpuSeconds: timed.cpuSeconds };
  }

  async test(
    images: { imageId: string; afterMs: number }[],
  ): Promise<TestedTogether> {
    const from = Date.now();
    let cpuSeconds = 0;
    const tested = await Promise.all(
      images.map(async ({ imageId, afterMs }) => {
        await setTimeout(afterMs);
        const { cpuSeconds: used, ...one } = await this.#testOne(imageId);
        cpuSeconds += used;
        return one;
      }),
    );
    return { tested, cpuSeconds, from, until: Date.now() };
  }

  async #testOne(imageId: string): Promise<Tested & { cpuSeconds: number }> {
    const folder = join(this.#folder, imageId);
    mkdirSync(folder);
    const { subnets, securityGroups } = networkOf(this.region);
    const { exitCode, exitedAt, cpuSeconds, output } = await runTimed({
      command: process.execPath,
      args: [join(this.#folder, 'testAmi.cjs')],
      cwd: folder,
      env: {
        ...this.#environment(),
        AMI: imageId,
        SUBNET: subnets[0],
        SECURITY_GROUP: securityGroups[0],
        AWS_CALL: JSON.stringify(this.#call),
      },
      logFile: join(folder, 'log'),
    });
    const told: { started?: number; frame?: number }[] = output
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line));
    return {
      imageId,
      exitedAt,
      cpuSeconds,
      verdict: exitCode === 0 ? 'passed' : 'failed',
      zeroAt: told.find(({ started }) => started)?.started,
      frames: told.flatMap(({ frame }) => (frame ? frame * 1000 : [])),
    };
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      EC2_ENDPOINT: this.#world.ec2,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
      AWS_ACCESS_KEY_ID: 'article',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
  }
}

/** Nothing where there is none. */
function versionOfCli(): string | undefined {
  if (spawnSync('aws', ['--version']).status !== 0) return undefined;
  const text = execFileSync('aws', ['--version'], { encoding: 'utf8' });
  return text.split(' ')[0];
}
