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

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BRIDGE,
  buildWithoutPacker,
  demoConfig,
  familyOf,
  Stack,
  VARIANTS,
  type BuildEnvironment,
} from '@ami-smoke-test/demo';
import {
  AmiSmokeTestClient,
  type Build,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { isQemuAvailable } from '@ami-smoke-test/local-ec2';
import { eventually } from '../browser/eventually';
import { History } from '../stack/History';

const REGION = 'us-east-1';
const HOUR_MS = 3_600_000;
const BOOT_MS = 5 * 60_000;
/** The families that are shown, in the order in which they are built. */
const SHOWN = [
  'healthy',
  'slow-service',
  'wrong-root-device',
  'service-crashes',
  'no-boot-sector',
];

/** How the builds of a family went, the newest first. */
const HISTORY = [
  'healthy',
  'healthy',
  'service-crashes',
  'healthy',
  'slow-service',
  'healthy',
  'wrong-root-device',
  'slow-service',
  'healthy',
];

/** A Backstage full of boots to take pictures of. */
export interface Gallery {
  url: string;
  /** A finished build of each variant. */
  builds: Record<string, Build>;
  /** Of the family of the healthy image: a run that failed. */
  failedRunId: string;
  /** Starts a build that takes a while, and gives it as soon as there is something to see. */
  startRun(): Promise<Build>;
}

/** The demo's Backstage, with boots of virtual machines where those can be had, and a history for one family. */
export class GalleryStack {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-gallery-'));
  readonly #scripted: boolean;
  readonly #stopping = new AbortController();
  #stack: Stack | undefined;

  constructor(options: { scripted?: boolean }) {
    this.#scripted = Boolean(options.scripted);
  }

  async start(): Promise<Gallery> {
    const virtualization =
      !this.#scripted && (await isQemuAvailable()).available
        ? 'qemu'
        : 'scripted';
    this.#stack = new Stack({
      virtualization,
      folder: this.#folder,
      region: REGION,
      config: demoConfig,
      say: line => process.stdout.write(`${line}\n`),
    });
    const { ec2, s3, backend, postgres } = await this.#stack.start();
    const client = new AmiSmokeTestClient({
      discoveryApi: { getBaseUrl: async id => `${backend.url}/api/${id}` },
    });
    const { token } = backend;
    const environment: BuildEnvironment = {
      region: REGION,
      ec2: ec2.url,
      images: ec2.images,
      virtualization,
      backend: { url: backend.url, token },
      folder: join(this.#folder, 'builds'),
      bridge: BRIDGE,
      signal: this.#stopping.signal,
      say: ({ name }, line) => process.stdout.write(`${name}: ${line}\n`),
    };

    const finish = async (name: string): Promise<[string, Build]> => {
      const variant = VARIANTS.find(one => one.name === name);
      if (!variant) throw new Error(`There is no variant ${name}`);
      const { resultFile } = await buildWithoutPacker(environment, variant);
      const { buildId } = JSON.parse(readFileSync(resultFile, 'utf8'));
      return [
        name,
        await this.#finished(() => client.getBuild(buildId, { token })),
      ];
    };
    const builds: [string, Build][] = [];
    for (const name of SHOWN) builds.push(await finish(name));

    const byName = Object.fromEntries(builds);
    const promote = async (buildId: string, channels: string[]) => {
      for (const channel of channels) {
        await client.promote(
          { buildId, channel, reason: 'Release 41' },
          { token },
        );
      }
    };
    await promote(byName.healthy.id, ['dev', 'staging', 'production']);
    const [, nextRelease] = await finish('healthy');
    await promote(nextRelease.id, ['dev', 'staging']);
    const history = new History({
      connection: {
        connectionString: `${postgres}/backstage_plugin_ami-smoke-test`,
      },
      s3: s3.endpoint,
    });
    const { healthy } = byName;
    const ids = await history.write({
      buildIds: HISTORY.map(name => byName[name].id),
      count: 3 * HISTORY.length,
      everyMs: 7 * HOUR_MS,
      family: healthy.family,
    });
    await history.close();
    const failed = await client.getBuild(
      ids[HISTORY.indexOf('service-crashes')],
      { token },
    );
    return {
      url: backend.url,
      builds: byName,
      failedRunId: failed.runs[0].id,
      startRun: async () => {
        const { images } = byName['slow-service'];
        const { id } = await client.createBuild(
          {
            family: familyOf({ ...VARIANTS[0], name: 'slow-service' }),
            images,
          },
          { token },
        );
        return eventually(async () => {
          const build = await client.getBuild(id, { token });
          const [run] = build.runs;
          if (run.screenshots < 5 || run.consoleBytes === 0) {
            throw new Error('There is nothing to see yet');
          }
          return build;
        }, BOOT_MS);
      },
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#stack?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #finished(ask: () => Promise<Build>): Promise<Build> {
    return eventually(async () => {
      const build = await ask();
      if (build.status !== 'finished') throw new Error('It is not finished');
      return build;
    }, BOOT_MS);
  }
}
