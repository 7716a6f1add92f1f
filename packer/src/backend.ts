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

import {
  AmiSmokeTestClient,
  type Build,
  type BuildEvent,
  type ChannelList,
  type CreateBuildRequest,
  type GateDecision,
  type GateQuery,
  type ListBuildsQuery,
  type ListChannelsQuery,
  type PreflightRequest,
  type PreflightResult,
  type ProfileList,
  type PromotionRequest,
  type PromotionResult,
  type RequestOptions,
  type RevocationRequest,
  type Run,
  type VerifyProfileRequest,
  type Waiver,
  type WaiverRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import pRetry from 'p-retry';
import {
  Conflict,
  isUnauthorized,
  NotServed,
  Refusal,
  toBackendError,
  Unreachable,
  WrongAddress,
} from './errors';
import { nameOf } from './SettingsReader';
import type { Tokens } from './token';

/** How long an address may not serve the API before it is a wrong one: Backstage listens some seconds before its plugins do. */
const START_MS = 10_000;

/** How the backend is reached. */
export interface BackendOptions {
  /** Backstage's base URL. */
  url: string;
  tokens: Tokens;
  /** How long to keep trying while it has not answered once. */
  connectTimeoutMs: number;
  /** Ends everything that is under way. */
  signal: AbortSignal;
  /** Told when the connection was lost and when it is back, for people. */
  onConnection: (message: string) => void;
  /** Silence after which a connection counts as dead: three of the server's heartbeats. */
  silenceMs?: number;
}

/**
 * The backend, as something that answers in the end: a lost connection, a restart and an expired token are overcome here.
 * Throws a `Refusal` when the backend says no or does not know the API, `Unreachable` when it never answered, and the signal's
 * reason. Once it has answered, only a `Refusal` and the signal end a call.
 */
export class Backend {
  readonly #options: BackendOptions;
  readonly #client: AmiSmokeTestClient;
  readonly #startedAt = Date.now();
  #reached = false;
  #lost = false;
  /** Since when the address answers, but does not serve the API. */
  #notServedSince: number | undefined;
  #onActivity = () => {};

  constructor(options: BackendOptions) {
    this.#options = options;
    this.#client = new AmiSmokeTestClient({
      discoveryApi: {
        getBaseUrl: async pluginId => `${options.url}/api/${pluginId}`,
      },
      fetchApi: { fetch: (...args) => this.#fetch(...args) },
    });
  }

  async createBuild(request: CreateBuildRequest): Promise<Build> {
    try {
      return await this.#persist(call =>
        this.#client.createBuild(request, call),
      );
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      throw new Refusal(
        `The backend has this Packer build with other images or settings already: ${
          error.message
        } Run packer build again, or name the images with ${nameOf('image')}.`,
      );
    }
  }

  async preflight(request: PreflightRequest): Promise<PreflightResult> {
    return this.#persist(call => this.#client.preflight(request, call));
  }

  async listProfiles(): Promise<ProfileList> {
    return this.#persist(call => this.#client.listProfiles(call));
  }

  async verifyProfile(
    profile: string,
    request: VerifyProfileRequest,
  ): Promise<Build> {
    return this.#persist(call =>
      this.#client.verifyProfile(profile, request, call),
    );
  }

  async getBuild(buildId: string): Promise<Build> {
    return this.#persist(call => this.#client.getBuild(buildId, call));
  }

  async getRun(runId: string): Promise<Run> {
    return this.#persist(call => this.#client.getRun(runId, call));
  }

  async cancelBuild(buildId: string): Promise<Build> {
    return this.#persist(call => this.#client.cancelBuild(buildId, call));
  }

  /** Some builds, the newest first. */
  async listBuilds(query: ListBuildsQuery): Promise<Build[]> {
    const page = await this.#persist(call =>
      this.#client.listBuilds(query, call),
    );
    return page.items;
  }

  async gate(query: GateQuery): Promise<GateDecision> {
    return this.#persist(call => this.#client.gate(query, call));
  }

  async gateOfBuild(buildId: string, channel: string): Promise<GateDecision> {
    return this.#persist(call =>
      this.#client.gateOfBuild(buildId, channel, call),
    );
  }

  async listChannels(query: ListChannelsQuery): Promise<ChannelList> {
    return this.#persist(call => this.#client.listChannels(query, call));
  }

  /** Sent twice, because the answer was lost, it is `unchanged`. Throws a `Conflict` with what the gate says when it refuses. */
  async promote(request: PromotionRequest): Promise<PromotionResult> {
    return this.#persist(call => this.#client.promote(request, call));
  }

  async revoke(request: RevocationRequest): Promise<PromotionResult> {
    return this.#persist(call => this.#client.revoke(request, call));
  }

  async waive(request: WaiverRequest): Promise<Waiver> {
    return this.#persist(call => this.#client.waive(request, call));
  }

  async withdrawWaiver(waiverId: string): Promise<Waiver> {
    return this.#persist(call => this.#client.withdrawWaiver(waiverId, call));
  }

  /** Hands over each event of the build once and in order, over as many connections as it takes, until it is told to stop. */
  async follow(
    buildId: string,
    onEvent: (event: BuildEvent) => 'go-on' | 'stop',
  ): Promise<void> {
    const cursor = { after: 0 };
    let outcome;
    do {
      // Each stretch that told something starts the back-off anew.
      outcome = await this.#persist(call =>
        this.#followStretch(buildId, cursor, call, onEvent),
      );
    } while (outcome !== 'stop');
  }

  /** One connection's share of the events. Fails when it told nothing. */
  async #followStretch(
    buildId: string,
    cursor: { after: number },
    call: RequestOptions,
    onEvent: (event: BuildEvent) => 'go-on' | 'stop',
  ): Promise<'go-on' | 'stop'> {
    const before = cursor.after;
    try {
      const events = this.#client.watchBuild(buildId, {
        ...call,
        after: before,
      });
      for await (const event of events) {
        this.#answered();
        if (event.seq <= cursor.after) continue;
        cursor.after = event.seq;
        if (onEvent(event) === 'stop') return 'stop';
      }
    } catch (error) {
      if (cursor.after === before) throw error;
      return 'go-on';
    }
    if (cursor.after === before) throw new Error('the stream of events ended');
    return 'go-on';
  }

  async #persist<T>(call: (options: RequestOptions) => Promise<T>): Promise<T> {
    return pRetry(() => this.#attempt(call), {
      forever: true,
      minTimeout: 250,
      maxTimeout: 4000,
      randomize: true,
      signal: this.#options.signal,
      shouldRetry: error => !(error instanceof Refusal),
      onFailedAttempt: error => this.#failed(error),
    });
  }

  async #attempt<T>(call: (options: RequestOptions) => Promise<T>): Promise<T> {
    this.#options.signal.throwIfAborted();
    const { tokens } = this.#options;
    try {
      const token = await tokens.current();
      try {
        return await this.#guarded(call, token);
      } catch (error) {
        if (!isUnauthorized(error) || !tokens.source?.renewable) throw error;
        return await this.#guarded(call, await tokens.renew());
      }
    } catch (error) {
      throw toBackendError(error, this.#options);
    }
  }

  /** Ends a call whose connection has gone silent: a peer that vanished sends no reset. */
  async #guarded<T>(
    call: (options: RequestOptions) => Promise<T>,
    token: string | undefined,
  ): Promise<T> {
    const { signal, silenceMs = 45_000 } = this.#options;
    const controller = new AbortController();
    const give = (reason: unknown) => controller.abort(reason);
    const end = () => give(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    // Not unref'd, so that Node does not exit while only this call is under way.
    const watchdog = setTimeout(
      () => give(new Error(`no sign of life for ${silenceMs / 1000} s`)),
      silenceMs,
    );
    this.#onActivity = () => void watchdog.refresh();
    try {
      const result = await call({ token, signal: controller.signal });
      this.#answered();
      return result;
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', end);
    }
  }

  /** Fetch that notices every chunk, heartbeats included, which the client has no reason to tell. */
  async #fetch(...args: Parameters<typeof fetch>): Promise<Response> {
    const response = await fetch(...args);
    if (response.ok) this.#answered();
    const body = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, out) => {
          this.#onActivity();
          out.enqueue(chunk);
        },
      }),
    );
    return new Response(body, response);
  }

  #answered() {
    this.#reached = true;
    this.#onActivity();
    if (this.#lost) this.#options.onConnection('connected again');
    this.#lost = false;
  }

  #failed(error: Error) {
    const { signal, url, onConnection } = this.#options;
    signal.throwIfAborted();
    if (error instanceof Refusal) return;
    if (!this.#reached) this.#requireHope(error);
    if (!this.#lost) onConnection(`${url}: ${error.message}; trying again`);
    this.#lost = true;
  }

  /** Throws when a backend that has never answered was tried for long enough. */
  #requireHope(error: Error) {
    const { connectTimeoutMs, url } = this.#options;
    const now = Date.now();
    const isOver = now - this.#startedAt >= connectTimeoutMs;
    if (!(error instanceof NotServed)) {
      this.#notServedSince = undefined;
      if (isOver) throw new Unreachable(url, error);
      return;
    }
    this.#notServedSince ??= now;
    if (isOver || now - this.#notServedSince >= START_MS) {
      throw new WrongAddress(url, error);
    }
  }
}
