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

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BRIDGE, runBridge, Running } from './bridge';
import { FakeApi } from './FakeApi';
import { IMAGE } from './FakePromotion';

/** What Packer tells to those that it calls. */
export const PACKER = {
  PACKER_RUN_UUID: 'run-2',
  PACKER_BUILD_NAME: 'web',
  PACKER_BUILDER_TYPE: 'amazon-ebs',
};

/** A folder in which the bridge runs, and the API that it asks. */
export class Bench {
  readonly api: FakeApi;
  readonly folder = mkdtempSync(join(tmpdir(), 'promotion-'));

  constructor(api: FakeApi) {
    this.api = api;
  }

  /** With an API that knows one build, of one image. */
  static async start(): Promise<Bench> {
    const api = await FakeApi.start();
    api.promotion.builds = [
      api.buildOf([{ region: IMAGE.region, imageId: IMAGE.imageId }]),
    ];
    return new Bench(api);
  }

  async end() {
    await Running.endAll();
    await this.api.down();
    rmSync(this.folder, { recursive: true });
  }

  run(args: string[], env: Record<string, string> = {}): Running {
    return runBridge(args, {
      cwd: this.folder,
      env: { ...this.#env, ...env },
    });
  }

  /** Only what the bridge prints to standard output; the rest is in the file `words`. */
  runForMachines(args: string[]): Running {
    const script = `"${process.execPath}" "${BRIDGE}" ${args.join(' ')}`;
    return new Running('sh', ['-c', `${script} 2>words`], {
      cwd: this.folder,
      env: this.#env,
    });
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** What the bridge wrote with `--json=out.json`. */
  result() {
    return JSON.parse(this.read('out.json'));
  }

  /** Writes the manifest of the calling Packer build. */
  manifest(artifact = `${IMAGE.region}:${IMAGE.imageId}`) {
    const entry = {
      name: 'web',
      builder_type: 'amazon-ebs',
      packer_run_uuid: 'run-2',
      artifact_id: artifact,
    };
    writeFileSync(
      join(this.folder, 'packer-manifest.json'),
      JSON.stringify({ builds: [entry] }),
    );
  }

  get #env() {
    return {
      AMI_SMOKE_TEST_URL: this.api.url,
      AMI_SMOKE_TEST_TOKEN: 't0ken',
    };
  }
}
