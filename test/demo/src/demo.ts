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

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { readBridgeResult } from './builds/bridgeResult';
import type { BuildEnvironment } from './builds/Builder';
import { buildVariants } from './builds/buildVariants';
import { buildWithPacker } from './builds/withPacker';
import { buildWithoutPacker } from './builds/withoutPacker';
import { demoConfig } from './demoConfig';
import { BRIDGE } from './paths';
import { runFacts, type BuildFacts, type DemoFacts } from './report/facts';
import { journalFacts } from './report/journalFacts';
import { release } from './release/release';
import { say, sayFrom } from './report/print';
import { Results } from './report/results';
import { freePort } from './stack/freePort';
import { Stack } from './stack/Stack';
import type { Variant } from './variants';

/** How the demo runs. */
export interface DemoOptions {
  virtualization: 'qemu' | 'scripted';
  packer: boolean;
  /** Leaves S3 and the local EC2 running. */
  keep: boolean;
  variants: Variant[];
  folder: string;
  /** Shows the pages: the port they are at, if it is free, and a word when they are there. */
  pages?: { port: number; ready(url: string): void };
  signal: AbortSignal;
  /** Is handed what came of it while everything still runs; everything is stopped when it is done. */
  show(
    facts: DemoFacts,
    stack: { backend: { url: string; token: string }; ec2: string },
  ): Promise<void>;
}

/** Builds every variant, has each smoke tested, and says what came of it. Ends all that it started. */
export async function runDemo(options: DemoOptions): Promise<DemoFacts> {
  const { virtualization, folder, pages, signal, keep } = options;
  const region = 'us-east-1';
  const port = await freePort(pages?.port);
  const stack = new Stack({
    virtualization,
    folder,
    region,
    port,
    config: demoConfig,
    say,
  });
  let kept = false;
  try {
    const { ec2, s3, backend } = await stack.start(signal);
    pages?.ready(backend.url);
    const environment: BuildEnvironment = {
      region,
      ec2: ec2.url,
      images: ec2.images,
      virtualization,
      backend: { url: backend.url, token: backend.token },
      folder: join(folder, 'builds'),
      bridge: BRIDGE,
      signal,
      say: (variant, line) => sayFrom(variant.name, line),
    };
    const { built, before } = await buildVariants(environment, {
      variants: options.variants,
      build: options.packer ? buildWithPacker : buildWithoutPacker,
      previousRelease: pages !== undefined,
    });
    signal.throwIfAborted();
    const released = await release(environment, built);
    say('Waiting until everything is cleaned up');
    const results = new Results(backend, signal);
    const [finished] = await Promise.all([
      Promise.all(
        built.map(({ resultFile }) => {
          const { buildId } = readBridgeResult(resultFile);
          return buildId ? results.finished(buildId) : undefined;
        }),
      ),
      ...before.map(id => results.finished(id)),
    ]);
    const journal = await journalFacts(ec2.journalPath);
    const builds = await Promise.all(
      built.map(async (one, index): Promise<BuildFacts> => {
        const result = readBridgeResult(one.resultFile);
        const imageId = result.images?.[0]?.imageId;
        const known = finished[index];
        const runs = await Promise.all(
          (known?.runs ?? []).map(({ id }) => results.diagnosed(id)),
        );
        return {
          family: one.family,
          variant: one.variant.name,
          packerExitCode: one.exitCode,
          imageId,
          region,
          imageStillRegistered: await isRegistered(ec2.url, region, imageId),
          verdict: known?.verdict,
          reason: known?.reason,
          url: known?.url,
          runs: runs.map(run =>
            runFacts(
              run,
              result.runs?.find(({ id }) => id === run.id)?.verdictReceivedAt,
              journal,
            ),
          ),
        };
      }),
    );
    const facts: DemoFacts = {
      virtualization,
      ec2Journal: ec2.journalPath,
      builds,
      release: released,
      leaked: journal.leaked,
      ...(keep && { kept: { ec2: ec2.url, s3 } }),
    };
    await options.show(facts, {
      backend: environment.backend,
      ec2: ec2.url,
    });
    kept = keep;
    return facts;
  } finally {
    await stack.stop({ keep: kept });
    if (kept) {
      writeFileSync(
        join(folder, '../kept.json'),
        JSON.stringify(stack.keptProcesses),
      );
    }
  }
}

async function isRegistered(
  endpoint: string,
  region: string,
  imageId: string | undefined,
): Promise<boolean> {
  if (!imageId) return false;
  const client = new EC2Client({
    endpoint,
    region,
    credentials: { accessKeyId: 'demo', secretAccessKey: 'local' },
  });
  try {
    const { Images } = await client.send(
      new DescribeImagesCommand({
        Filters: [{ Name: 'image-id', Values: [imageId] }],
      }),
    );
    return Images?.[0]?.State === 'available';
  } finally {
    client.destroy();
  }
}
