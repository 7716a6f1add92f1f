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
import { AmiSmokeTestClient } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '@ami-smoke-test/demo';

/** How long one request to a replica may take. */
const PATIENCE_MS = 8_000;
const START_AGAIN_AFTER_MS = 1_000;
const STARTS = 8;

/** One of the processes under test, and what is being done to it. */
export class Replica {
  readonly name: string;
  /** Who calls EC2, by its journal. */
  readonly accessKeyId: string;
  readonly client: AmiSmokeTestClient;
  readonly #backend: Backend;
  #state: 'up' | 'down' | 'frozen' = 'down';
  #closed = false;

  constructor(options: {
    name: string;
    accessKeyId: string;
    backend: Backend;
  }) {
    const { backend } = options;
    this.name = options.name;
    this.accessKeyId = options.accessKeyId;
    this.#backend = backend;
    this.client = new AmiSmokeTestClient({
      discoveryApi: {
        getBaseUrl: async pluginId => `${backend.url}/api/${pluginId}`,
      },
      fetchApi: {
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            signal: AbortSignal.timeout(PATIENCE_MS),
            headers: {
              ...init?.headers,
              authorization: `Bearer ${backend.token}`,
            },
          }),
      },
    });
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Starts it, again and again if its database is away, or another one that starts holds the lock of a plugin's migrations. */
  async start(): Promise<void> {
    for (let attempt = 1; !this.#closed; attempt++) {
      try {
        await this.#backend.start();
        this.#state = 'up';
        return;
      } catch (error) {
        if (attempt === STARTS) throw error;
        await this.#backend.kill();
        await setTimeout(START_AGAIN_AFTER_MS);
      }
    }
  }

  async killAndStart(downMs: number): Promise<void> {
    this.#state = 'down';
    await this.#backend.kill();
    await setTimeout(downMs);
    await this.start();
  }

  async shutDownAndStart(downMs: number): Promise<void> {
    this.#state = 'down';
    await this.#backend.stop();
    await setTimeout(downMs);
    await this.start();
  }

  freeze(): void {
    this.#state = 'frozen';
    this.#backend.freeze();
  }

  thaw(): void {
    this.#backend.thaw();
    this.#state = 'up';
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#state = 'down';
    this.#backend.thaw();
    await this.#backend.stop();
  }
}
