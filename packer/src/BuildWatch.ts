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
  Diagnosis,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Backend } from './backend';
import { DeadlineExceeded, Interrupted, Interruption } from './interruption';
import type { Output } from './output';
import { Progress } from './progress';
import type { Settings } from './settings';
import { nameOf } from './SettingsReader';
import { tokenSource, Tokens } from './token';

/** How long the backend is asked to cancel, and how long for what surrounds a verdict that we have. */
const LAST_CALL_MS = 10_000;

/** Of so many failed runs it is shown what went wrong; the page has the others. */
const DIAGNOSES = 3;

/** What a watch has come to. */
export interface Watched {
  verdict: Verdict;
  /** One sentence. */
  reason: string;
  /** Missing when the backend did not accept one. */
  build?: Build;
  /** When the verdict of a build or a run arrived, by its id. */
  receivedAt: Map<string, string>;
  /** What is known of the boots that failed, by the run's id. */
  diagnoses: Map<string, Diagnosis>;
}

/** Has the backend do a build, shows its progress, and waits for the verdict; whoever interrupts it cancels the build. */
export class BuildWatch {
  readonly #settings: Settings;
  readonly #tokens: Tokens;
  readonly #output: Output;
  readonly #post: (backend: Backend) => Promise<Build>;
  readonly #receivedAt = new Map<string, string>();
  readonly #diagnoses = new Map<string, Diagnosis>();
  #posted = false;
  #build: Build | undefined;
  #verdict: Verdict | undefined;
  #reason = '';

  /** @param post - sends the request for the build; sent twice it must give the same one */
  constructor(
    settings: Settings,
    post: (backend: Backend) => Promise<Build>,
    env: NodeJS.ProcessEnv,
    output: Output,
  ) {
    this.#settings = settings;
    this.#post = post;
    this.#tokens = new Tokens(tokenSource(settings, env));
    this.#output = output;
  }

  /** @param impatientCode - what to exit with when someone wants us to stop at once */
  async run(impatientCode?: number): Promise<Watched> {
    const { timeoutMs } = this.#settings;
    const interruption = new Interruption(timeoutMs, impatientCode);
    try {
      this.#warnOfPlainHttp();
      await this.#watch(this.#backend(interruption.signal));
    } catch (error) {
      await this.#giveUp(error as Error);
    } finally {
      interruption.dispose();
    }
    return {
      verdict: this.#verdict ?? 'errored',
      reason: this.#reason,
      build: this.#build,
      receivedAt: this.#receivedAt,
      diagnoses: this.#diagnoses,
    };
  }

  async #watch(backend: Backend) {
    this.#posted = true;
    this.#build = await this.#post(backend);
    const build = this.#build;
    this.#note(`  build ${build.id}  ${linkOf(build, this.#settings)}`);
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
      const failed = this.#build.runs.filter(
        ({ verdict }) => verdict === 'failed',
      );
      for (const { id } of failed.slice(0, DIAGNOSES)) {
        const { diagnosis } = await backend.getRun(id);
        if (diagnosis) this.#diagnoses.set(id, diagnosis);
      }
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
      this.#build ??= await this.#post(backend);
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

  #warnOfPlainHttp() {
    const { protocol, hostname } = new URL(this.#settings.url);
    if (protocol === 'http:' && !isLoopback(hostname)) {
      this.#note('  ! the token goes over plain http; use https');
    }
  }

  #note(text: string) {
    if (!this.#settings.quiet) this.#output.line(text);
  }
}

/** The page of the build; before there are pages, its address in the API. */
export function linkOf(build: Build, { url }: Pick<Settings, 'url'>): string {
  return build.url ?? `${url}/api/ami-smoke-test/builds/${build.id}`;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\..*|\[::1\])$/.test(hostname);
}
