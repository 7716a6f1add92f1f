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
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { randomUUID } from 'node:crypto';
import { Backend } from './backend';
import { exitCodeOf, EXIT_UNTOLD } from './exitCodes';
import { DeadlineExceeded, Interrupted, Interruption } from './interruption';
import { lineageOf } from './lineage';
import type { OwnBuild, Unknown } from './manifest';
import type { Output } from './output';
import { labelsOf, Progress } from './progress';
import { resultOfBuild, type Outcome } from './result';
import type { Settings } from './settings';
import { nameOf } from './SettingsReader';
import { tokenSource, Tokens } from './token';

/** How long the backend is asked to cancel, and how long for what surrounds a verdict that we have. */
const LAST_CALL_MS = 10_000;

/** What is to be tested: the images of a Packer build, or images that the user named. */
export type Subject = Omit<OwnBuild, 'packer'> &
  Partial<OwnBuild> & {
    /** Why Packer may delete the image that it has just built when it is told of an error; so it is told of none. */
    atRisk?: Unknown;
  };

/** One smoke test, from the request to the verdict. */
export class SmokeTest {
  readonly #settings: Settings;
  readonly #tokens: Tokens;
  readonly #output: Output;
  readonly #request: CreateBuildRequest;
  readonly #images: Subject['images'];
  readonly #atRisk: Subject['atRisk'];
  /** When the verdict of a build or a run arrived, by its id. */
  readonly #receivedAt = new Map<string, string>();
  #posted = false;
  #build: Build | undefined;
  #verdict: Verdict | undefined;
  #reason = '';

  constructor(
    settings: Settings,
    subject: Subject,
    env: NodeJS.ProcessEnv,
    output: Output,
  ) {
    this.#settings = settings;
    this.#tokens = new Tokens(tokenSource(settings, env));
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
  }

  async run(): Promise<Outcome> {
    const { timeoutMs } = this.#settings;
    const interruption = new Interruption(
      timeoutMs,
      this.#atRisk && EXIT_UNTOLD,
    );
    try {
      this.#introduce();
      await this.#watch(this.#backend(interruption.signal));
    } catch (error) {
      await this.#giveUp(error as Error);
    } finally {
      interruption.dispose();
    }
    return this.#conclude();
  }

  #introduce() {
    const { family, profile } = this.#settings;
    this.#note(
      `AMI Smoke Test: ${family}, profile ${profile}, ${this.#imageList()}`,
    );
    const { protocol, hostname } = new URL(this.#settings.url);
    if (protocol === 'http:' && !isLoopback(hostname)) {
      this.#note('  ! the token goes over plain http; use https');
    }
  }

  async #watch(backend: Backend) {
    this.#posted = true;
    this.#build = await backend.createBuild(this.#request);
    const build = this.#build;
    this.#note(`  build ${build.id}  ${this.#link()}`);
    const { quiet, verbose } = this.#settings;
    const progress = new Progress(build, this.#output, verbose);
    await backend.follow(build.id, event => {
      if (!quiet) progress.show(event);
      if (event.type === 'run-verdict' && event.runId) {
        this.#receivedAt.set(event.runId, new Date().toISOString());
      }
      if (event.type !== 'build-verdict') return 'go-on';
      this.#receivedAt.set(build.id, new Date().toISOString());
      this.#verdict = event.verdict;
      this.#reason = event.message;
      return 'stop';
    });
    await this.#readBuild(build.id);
  }

  /** The reason and the archives are with the build. The verdict holds without them. */
  async #readBuild(buildId: string) {
    await this.#lastCall(async backend => {
      this.#build = await backend.getBuild(buildId);
      this.#reason = this.#build.reason ?? this.#reason;
    });
  }

  async #giveUp(error: Error) {
    if (error instanceof DeadlineExceeded) {
      this.#verdict = 'errored';
      this.#reason = this.#build
        ? `There was no verdict within ${nameOf('timeout')} = ${
            this.#settings.timeoutMs / 1000
          } s. The test goes on at the backend; see the link, or give it more time.`
        : `The backend did not accept the build within ${nameOf('timeout')} = ${
            this.#settings.timeoutMs / 1000
          } s.`;
    } else if (error instanceof Interrupted) {
      this.#verdict = 'cancelled';
      this.#note('  cancelling…');
      this.#reason = (await this.#cancel())
        ? 'It was interrupted; the backend stops the test and cleans up.'
        : 'It was interrupted, but the backend could not be asked to stop the test; it ends on its own, and cleans up.';
    } else {
      this.#verdict = 'errored';
      this.#reason = error.message;
    }
  }

  async #cancel(): Promise<boolean> {
    if (!this.#posted) return true;
    return this.#lastCall(async backend => {
      // A request without an answer may have been accepted; sent again it gives the same build.
      this.#build ??= await backend.createBuild(this.#request);
      this.#build = await backend.cancelBuild(this.#build.id);
    });
  }

  /** Asks for something in a short time. */
  async #lastCall(call: (backend: Backend) => Promise<void>): Promise<boolean> {
    const controller = new AbortController();
    const limit = setTimeout(
      () => controller.abort(new DeadlineExceeded()),
      LAST_CALL_MS,
    );
    try {
      await call(this.#backend(controller.signal));
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(limit);
    }
  }

  #backend(signal: AbortSignal): Backend {
    return new Backend({
      url: this.#settings.url,
      tokens: this.#tokens,
      connectTimeoutMs: this.#settings.connectTimeoutMs,
      signal,
      onConnection: message => this.#note(`  ! ${message}`),
    });
  }

  #conclude(): Outcome {
    const verdict = this.#verdict ?? 'errored';
    const build = this.#build;
    const exitCode = exitCodeOf(verdict, this.#settings.onErrored);
    this.#print(verdict, exitCode);
    if (verdict === 'errored' && exitCode === 0) {
      this.#output.line(
        '  The image is NOT TESTED. The Packer build goes on, because of --on-errored=warn.',
        this.#output.yellow,
      );
    }
    return {
      outcome: verdict,
      exitCode,
      reason: this.#reason,
      family: this.#settings.family,
      profile: this.#settings.profile,
      images: this.#images,
      ...(build && resultOfBuild(build, this.#receivedAt)),
    };
  }

  #print(verdict: Verdict, exitCode: number) {
    const output = this.#output;
    const paint = { passed: output.green, failed: output.red }[
      verdict as 'passed'
    ];
    output.line(`AMI Smoke Test: ${verdict.toUpperCase()}`, text =>
      output.bold((paint ?? output.yellow)(text)),
    );
    output.line(`  ${this.#reason}`);
    const labels = this.#build ? labelsOf(this.#build) : new Map();
    for (const run of this.#build?.runs ?? []) {
      if (!labels.has(run.id)) continue;
      output.line(
        `  [${labels.get(run.id)}] ${run.verdict ?? run.stage}: ${
          run.reason ?? ''
        }`,
      );
    }
    if (this.#build) output.line(`  ${this.#link()}`);
    if (exitCode !== 0 && this.#request.packer) {
      // Packer says "no artifacts were created" next. Its manifest has them, so it keeps them.
      output.line(`  Kept: ${this.#imageList()}. Delete what you do not want.`);
    }
  }

  #imageList(): string {
    return this.#images
      .map(({ region, imageId }) => `${imageId} in ${region}`)
      .join(', ');
  }

  /** The page of the build; before there are pages, its address in the API. */
  #link(): string {
    const { id = '', url } = this.#build ?? {};
    return url ?? `${this.#settings.url}/api/ami-smoke-test/builds/${id}`;
  }

  #note(text: string) {
    if (!this.#settings.quiet) this.#output.line(text);
  }
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\..*|\[::1\])$/.test(hostname);
}
