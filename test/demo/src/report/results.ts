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

import { setTimeout } from 'node:timers/promises';
import {
  AmiSmokeTestClient,
  type Build,
  type Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** How long the cleanup after the last verdict may take. */
const FINISH_MS = 5 * 60 * 1000;
/** How long after it the screens may be read for the diagnosis. */
const DIAGNOSIS_MS = 60 * 1000;

/** Asks a backend what came of builds. */
export class Results {
  readonly #client: AmiSmokeTestClient;
  readonly #request: { token: string; signal: AbortSignal };

  constructor(backend: { url: string; token: string }, signal: AbortSignal) {
    this.#client = new AmiSmokeTestClient({
      discoveryApi: {
        getBaseUrl: async pluginId => `${backend.url}/api/${pluginId}`,
      },
    });
    this.#request = { token: backend.token, signal };
  }

  /** A build, when its cleanup is done: the bridge has its verdict before that. */
  async finished(buildId: string): Promise<Build> {
    return this.#until(
      FINISH_MS,
      () => this.#client.getBuild(buildId, this.#request),
      ({ status }) => status === 'finished',
    );
  }

  /** A run that is finished, with what the diagnosis says when it has read the screens. */
  async diagnosed(runId: string): Promise<Run> {
    return this.#until(
      DIAGNOSIS_MS,
      () => this.#client.getRun(runId, this.#request),
      ({ verdict, headline }) => verdict !== 'failed' || headline !== undefined,
    );
  }

  /** Asks until it is so; after a while as it is then. */
  async #until<T>(
    patienceMs: number,
    ask: () => Promise<T>,
    isSo: (answer: T) => boolean,
  ): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const answer = await ask();
      if (isSo(answer) || Date.now() > deadline) return answer;
      await setTimeout(500, undefined, { signal: this.#request.signal });
    }
  }
}
