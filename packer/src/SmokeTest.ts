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

import type { CreateBuildRequest } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { randomUUID } from 'node:crypto';
import { BuildWatch, type Watched } from './BuildWatch';
import { exitCodeOf, EXIT_UNTOLD } from './exitCodes';
import { lineageOf } from './lineage';
import type { OwnBuild, Unknown } from './manifest';
import type { Output } from './output';
import { resultOfBuild, type Outcome } from './result';
import type { Settings } from './settings';
import { printVerdict } from './verdict';

/** What is to be tested: the images of a Packer build, or images that the user named. */
export type Subject = Omit<OwnBuild, 'packer'> &
  Partial<OwnBuild> & {
    /** Why Packer may delete the image that it has just built when it is told of an error; so it is told of none. */
    atRisk?: Unknown;
  };

/** One smoke test, from the request to the verdict. */
export class SmokeTest {
  readonly #settings: Settings;
  readonly #output: Output;
  readonly #request: CreateBuildRequest;
  readonly #images: Subject['images'];
  readonly #atRisk: Subject['atRisk'];
  readonly #watch: BuildWatch;

  constructor(
    settings: Settings,
    subject: Subject,
    env: NodeJS.ProcessEnv,
    output: Output,
  ) {
    this.#settings = settings;
    this.#output = output;
    this.#images = subject.images;
    this.#atRisk = subject.atRisk;
    const { lineage, ignored } = lineageOf(subject.customData, env);
    for (const what of ignored) {
      this.#note(`lineage: ${what}, which is left out`);
    }
    this.#request = {
      family: settings.family,
      profile: settings.profile,
      entityRef: settings.entityRef,
      images: subject.images,
      // One of the two makes the request one that can be sent twice.
      ...(subject.packer
        ? { packer: subject.packer }
        : { key: `bridge-${randomUUID()}` }),
      lineage,
      overrides: settings.overrides,
    };
    this.#watch = new BuildWatch(
      settings,
      backend => backend.createBuild(this.#request),
      env,
      output,
    );
  }

  async run(): Promise<Outcome> {
    const { family, profile } = this.#settings;
    this.#note(
      `AMI Smoke Test: ${family}, profile ${profile}, ${this.#imageList()}`,
    );
    return this.#conclude(await this.#watch.run(this.#atRisk && EXIT_UNTOLD));
  }

  #conclude(watched: Watched): Outcome {
    const { verdict, reason, build, receivedAt } = watched;
    const { family, profile, onErrored } = this.#settings;
    const exitCode = exitCodeOf(verdict, onErrored);
    this.#print(watched, exitCode);
    return {
      outcome: verdict,
      exitCode,
      reason,
      family,
      profile,
      images: this.#images,
      ...(build && resultOfBuild(build, receivedAt)),
    };
  }

  #print(watched: Watched, exitCode: number) {
    const output = this.#output;
    printVerdict(watched, this.#settings, output);
    if (exitCode !== 0 && this.#request.packer) {
      // Packer says "no artifacts were created" next. Its manifest has them, so it keeps them.
      output.line(`  Kept: ${this.#imageList()}. Delete what you do not want.`);
    }
    if (watched.verdict === 'errored' && exitCode === 0) {
      output.line(
        '  The image is NOT TESTED. The Packer build goes on, because of --on-errored=warn.',
        output.yellow,
      );
    }
  }

  #imageList(): string {
    return this.#images
      .map(({ region, imageId }) => `${imageId} in ${region}`)
      .join(', ');
  }

  #note(text: string) {
    if (!this.#settings.quiet) this.#output.line(text);
  }
}
