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

import type {
  Build,
  CreateBuildRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { randomUUID } from 'node:crypto';
import { BuildWatch, type Watched } from './BuildWatch';
import { exitCodeOf, EXIT_UNTOLD } from './exitCodes';
import { lineageOf } from './lineage';
import type { OwnBuild, Unknown } from './manifest';
import type { Output } from './output';
import { carryOut } from './promotion/carryOut';
import { promotion } from './promotion/promote';
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
  readonly #env: NodeJS.ProcessEnv;
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
    this.#env = env;
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
    const watched = await this.#watch.run(this.#impatientCode);
    const outcome = this.#conclude(watched);
    const { promoteTo } = this.#settings;
    return promoteTo && watched.verdict === 'passed' && watched.build
      ? this.#promote(outcome, watched.build, promoteTo)
      : outcome;
  }

  get #impatientCode() {
    return this.#atRisk && EXIT_UNTOLD;
  }

  /** What passed stays tested, whatever comes of its promotion; but nobody may take it for promoted. */
  async #promote(
    outcome: Outcome,
    build: Build,
    channel: string,
  ): Promise<Outcome> {
    const carried = await carryOut(
      promotion({ target: { buildId: build.id }, channel }),
      this.#settings,
      this.#env,
      this.#output,
      { quiet: this.#settings.quiet, impatientCode: this.#impatientCode },
    );
    const { exitCode, reason, json } = carried;
    if (exitCode === 0) return { ...outcome, promotion: json };
    const isDone = carried.outcome === 'unpublished';
    this.#output.banner(
      `AMI SMOKE TEST: PASSED, ${
        isDone ? 'AND AWS DOES NOT SHOW THE PROMOTION' : 'NOT PROMOTED'
      }`,
      [
        `Why: ${reason}`,
        isDone
          ? `What to do: nothing, unless it stays so: the backend goes on with it. "ami-smoke-test channels --family ${build.family}" shows how far it is.`
          : `What to do: when that is mended, "ami-smoke-test promote --channel ${channel} --build ${build.id}": the test need not be repeated.`,
      ],
      this.#output.yellow,
    );
    this.#printKept(exitCode);
    return {
      ...outcome,
      outcome: isDone ? 'unpublished' : 'not-promoted',
      exitCode,
      reason,
      promotion: json,
    };
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
    this.#printKept(exitCode);
    if (watched.verdict === 'errored' && exitCode === 0) {
      output.line(
        '  The image is NOT TESTED. The Packer build goes on, because of --on-errored=warn.',
        output.yellow,
      );
    }
  }

  /** Packer says "no artifacts were created" next. Its manifest has them, so it keeps them. */
  #printKept(exitCode: number) {
    if (exitCode === 0 || !this.#request.packer) return;
    this.#output.line(
      `  Kept: ${this.#imageList()}. Delete what you do not want.`,
    );
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
