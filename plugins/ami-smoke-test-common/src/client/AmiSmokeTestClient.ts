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

import { ResponseError } from '@backstage/errors';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { PLUGIN_ID } from '../ids';
import type {
  ChannelList,
  GateDecision,
  GateQuery,
  ListActsQuery,
  ListChannelsQuery,
  PromotionActPage,
  PromotionRequest,
  PromotionResult,
  RevocationRequest,
  Waiver,
  WaiverRequest,
  Build,
  BuildEvent,
  BuildPage,
  Comparison,
  ConsolePage,
  CreateBuildRequest,
  FamilyList,
  Ledger,
  ListBuildsQuery,
  PreflightRequest,
  PreflightResult,
  ProfileList,
  Run,
  ScreenTextList,
  VerifyProfileRequest,
} from '../schema';

/** What a call may be given. @public */
export interface RequestOptions {
  /** A Backstage token; a browser's `fetchApi` adds its own. */
  token?: string;
  signal?: AbortSignal;
}

/** What the client needs to reach the backend: in a browser Backstage's `discoveryApi` and `fetchApi`. @public */
export interface AmiSmokeTestClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}

/** The questions that can be asked of AMI Smoke Test. Every method throws a `ResponseError` for an answer that is not 2xx. @public */
export interface AmiSmokeTestApi {
  /** Accepts a build; the same one posted again gives the first answer. */
  createBuild(
    request: CreateBuildRequest,
    options?: RequestOptions,
  ): Promise<Build>;
  preflight(
    request: PreflightRequest,
    options?: RequestOptions,
  ): Promise<PreflightResult>;
  /** Every profile, and in which of its regions a run has passed. */
  listProfiles(options?: RequestOptions): Promise<ProfileList>;
  /** Proves the network of a profile: launches known-good images that listen at the ports of its checks. */
  verifyProfile(
    profile: string,
    request?: VerifyProfileRequest,
    options?: RequestOptions,
  ): Promise<Build>;
  listBuilds(
    query?: ListBuildsQuery,
    options?: RequestOptions,
  ): Promise<BuildPage>;
  getBuild(buildId: string, options?: RequestOptions): Promise<Build>;
  cancelBuild(buildId: string, options?: RequestOptions): Promise<Build>;
  /** Tests the images of a build once more: a new build. */
  rerunBuild(buildId: string, options?: RequestOptions): Promise<Build>;
  /** Keeps a build, whatever its age. */
  pinBuild(buildId: string, options?: RequestOptions): Promise<Build>;
  /** Leaves a build to retention again. */
  unpinBuild(buildId: string, options?: RequestOptions): Promise<Build>;
  /** Every image family that has a build and that the caller may see. */
  listFamilies(options?: RequestOptions): Promise<FamilyList>;
  /**
   * Yields the events of a build as they happen. Ends when the server ends the stream: at the end of the build, or when it
   * restarts, so a caller that has not seen `finished` calls again with the last `seq` it saw.
   */
  watchBuild(
    buildId: string,
    options?: RequestOptions & { after?: number },
  ): AsyncGenerator<BuildEvent, void>;
  getRun(runId: string, options?: RequestOptions): Promise<Run>;
  /** @param options - `with`: the run to compare with; without it the last good one */
  compareRun(
    runId: string,
    options?: RequestOptions & { with?: string },
  ): Promise<Comparison>;
  /** The bytes of a frame: what EC2 returned, or a small WebP. */
  getScreenshot(
    runId: string,
    offsetMs: number,
    options?: RequestOptions & { size?: 'full' | 'thumbnail' },
  ): Promise<Blob>;
  /** Where an `<img>` finds a frame, once the browser has the plugin's cookie. */
  screenshotUrl(
    runId: string,
    offsetMs: number,
    size?: 'full' | 'thumbnail',
  ): Promise<string>;
  getConsole(
    runId: string,
    options?: RequestOptions & { from?: number; limit?: number },
  ): Promise<ConsolePage>;
  getConsoleText(runId: string, options?: RequestOptions): Promise<string>;
  /** What was read from the screenshots of a run; of those that matter, if any were. */
  listScreenTexts(
    runId: string,
    options?: RequestOptions,
  ): Promise<ScreenTextList>;
  /** Everything that was archived of a run, as a zip. */
  getArchive(runId: string, options?: RequestOptions): Promise<Blob>;
  getLedger(options?: RequestOptions): Promise<Ledger>;
  /** May exactly this AMI go to the channel? An image that nobody knows is denied. */
  gate(query: GateQuery, options?: RequestOptions): Promise<GateDecision>;
  /** May the build, with all its images, go to the channel? */
  gateOfBuild(
    buildId: string,
    channel: string,
    options?: RequestOptions,
  ): Promise<GateDecision>;
  /** Every channel, and how it stands for each family that the caller may see. */
  listChannels(
    query?: ListChannelsQuery,
    options?: RequestOptions,
  ): Promise<ChannelList>;
  /** What was decided about the channels of a family, newest first. */
  listPromotionActs(
    query: ListActsQuery,
    options?: RequestOptions,
  ): Promise<PromotionActPage>;
  /** Promotes a build, or rolls a channel back to it. Refused by the gate, it is a 409 whose body has the `decision`. */
  promote(
    request: PromotionRequest,
    options?: RequestOptions,
  ): Promise<PromotionResult>;
  revoke(
    request: RevocationRequest,
    options?: RequestOptions,
  ): Promise<PromotionResult>;
  waive(request: WaiverRequest, options?: RequestOptions): Promise<Waiver>;
  withdrawWaiver(waiverId: string, options?: RequestOptions): Promise<Waiver>;
}

type Query = Record<string, string | number | undefined>;

interface Call {
  query?: Query;
  /** As JSON. */
  body?: unknown;
  /** POST with a body, else GET, unless it is said. */
  method?: 'PUT' | 'DELETE';
}

/** Talks to the backend over HTTP. @public */
export class AmiSmokeTestClient implements AmiSmokeTestApi {
  readonly #discovery: AmiSmokeTestClientOptions['discoveryApi'];
  readonly #fetch: typeof fetch;

  constructor(options: AmiSmokeTestClientOptions) {
    this.#discovery = options.discoveryApi;
    const fetchApi = options.fetchApi;
    this.#fetch = fetchApi ? (...args) => fetchApi.fetch(...args) : fetch;
  }

  async createBuild(request: CreateBuildRequest, options?: RequestOptions) {
    return this.#json<Build>('/builds', options, { body: request });
  }

  async preflight(request: PreflightRequest, options?: RequestOptions) {
    return this.#json<PreflightResult>('/preflight', options, {
      body: request,
    });
  }

  async listProfiles(options?: RequestOptions) {
    return this.#json<ProfileList>('/profiles', options);
  }

  async verifyProfile(
    profile: string,
    request: VerifyProfileRequest = {},
    options?: RequestOptions,
  ) {
    return this.#json<Build>(
      path`/profiles/${profile}/verifications`,
      options,
      { body: request },
    );
  }

  async listBuilds(query: ListBuildsQuery = {}, options?: RequestOptions) {
    return this.#json<BuildPage>('/builds', options, { query });
  }

  async getBuild(buildId: string, options?: RequestOptions) {
    return this.#json<Build>(path`/builds/${buildId}`, options);
  }

  async cancelBuild(buildId: string, options?: RequestOptions) {
    return this.#json<Build>(path`/builds/${buildId}/cancel`, options, {
      body: {},
    });
  }

  async rerunBuild(buildId: string, options?: RequestOptions) {
    return this.#json<Build>(path`/builds/${buildId}/rerun`, options, {
      body: {},
    });
  }

  async pinBuild(buildId: string, options?: RequestOptions) {
    return this.#json<Build>(path`/builds/${buildId}/pin`, options, {
      method: 'PUT',
    });
  }

  async unpinBuild(buildId: string, options?: RequestOptions) {
    return this.#json<Build>(path`/builds/${buildId}/pin`, options, {
      method: 'DELETE',
    });
  }

  async listFamilies(options?: RequestOptions) {
    return this.#json<FamilyList>('/families', options);
  }

  async *watchBuild(
    buildId: string,
    options?: RequestOptions & { after?: number },
  ): AsyncGenerator<BuildEvent, void> {
    const response = await this.#request(
      path`/builds/${buildId}/events`,
      options,
      {
        query: { after: options?.after },
        accept: 'text/event-stream',
      },
    );
    if (!response.body) return;
    const messages = response.body
      .pipeThrough(
        new TextDecoderStream() as TransformStream<Uint8Array, string>,
      )
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    try {
      for (;;) {
        const { done, value } = await messages.read();
        if (done) return;
        yield JSON.parse(value.data) as BuildEvent;
      }
    } finally {
      await messages.cancel().catch(() => {});
    }
  }

  async getRun(runId: string, options?: RequestOptions) {
    return this.#json<Run>(path`/runs/${runId}`, options);
  }

  async compareRun(
    runId: string,
    options?: RequestOptions & { with?: string },
  ) {
    return this.#json<Comparison>(path`/runs/${runId}/comparison`, options, {
      query: { with: options?.with },
    });
  }

  async listScreenTexts(runId: string, options?: RequestOptions) {
    return this.#json<ScreenTextList>(
      path`/runs/${runId}/screen-texts`,
      options,
    );
  }

  async screenshotUrl(
    runId: string,
    offsetMs: number,
    size: 'full' | 'thumbnail' = 'full',
  ) {
    const url = await this.#url(path`/runs/${runId}/screenshots/${offsetMs}`, {
      size: size === 'thumbnail' ? size : undefined,
    });
    return url.toString();
  }

  async getScreenshot(
    runId: string,
    offsetMs: number,
    options?: RequestOptions & { size?: 'full' | 'thumbnail' },
  ) {
    const response = await this.#request(
      path`/runs/${runId}/screenshots/${offsetMs}`,
      options,
      { query: { size: options?.size }, accept: 'image/*' },
    );
    return response.blob();
  }

  async getConsole(
    runId: string,
    options?: RequestOptions & { from?: number; limit?: number },
  ) {
    return this.#json<ConsolePage>(path`/runs/${runId}/console`, options, {
      query: { from: options?.from, limit: options?.limit },
    });
  }

  async getConsoleText(runId: string, options?: RequestOptions) {
    const response = await this.#request(
      path`/runs/${runId}/console`,
      options,
      {
        accept: 'text/plain',
      },
    );
    return response.text();
  }

  async getArchive(runId: string, options?: RequestOptions) {
    const response = await this.#request(
      path`/runs/${runId}/archive`,
      options,
      {
        accept: 'application/zip',
      },
    );
    return response.blob();
  }

  async getLedger(options?: RequestOptions) {
    return this.#json<Ledger>('/ledger', options);
  }

  async gate(query: GateQuery, options?: RequestOptions) {
    return this.#json<GateDecision>('/gate', options, { query });
  }

  async gateOfBuild(
    buildId: string,
    channel: string,
    options?: RequestOptions,
  ) {
    return this.#json<GateDecision>(path`/builds/${buildId}/gate`, options, {
      query: { channel },
    });
  }

  async listChannels(query: ListChannelsQuery = {}, options?: RequestOptions) {
    return this.#json<ChannelList>('/channels', options, { query });
  }

  async listPromotionActs(query: ListActsQuery, options?: RequestOptions) {
    return this.#json<PromotionActPage>('/promotions', options, { query });
  }

  async promote(request: PromotionRequest, options?: RequestOptions) {
    return this.#json<PromotionResult>('/promotions', options, {
      body: request,
    });
  }

  async revoke(request: RevocationRequest, options?: RequestOptions) {
    return this.#json<PromotionResult>('/revocations', options, {
      body: request,
    });
  }

  async waive(request: WaiverRequest, options?: RequestOptions) {
    return this.#json<Waiver>('/waivers', options, { body: request });
  }

  async withdrawWaiver(waiverId: string, options?: RequestOptions) {
    return this.#json<Waiver>(path`/waivers/${waiverId}`, options, {
      method: 'DELETE',
    });
  }

  async #json<T>(
    route: string,
    options?: RequestOptions,
    call: Call = {},
  ): Promise<T> {
    const response = await this.#request(route, options, {
      ...call,
      accept: 'application/json',
    });
    return (await response.json()) as T;
  }

  async #request(
    route: string,
    options: RequestOptions | undefined,
    call: Call & { accept: string },
  ): Promise<Response> {
    const url = await this.#url(route, call.query);
    const response = await this.#fetch(url.toString(), {
      method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: call.accept,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...(options?.token && { authorization: `Bearer ${options.token}` }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: options?.signal,
      // A redirect would carry the token to somewhere else.
      redirect: 'error',
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }

  async #url(route: string, query: Query = {}): Promise<URL> {
    const url = new URL((await this.#discovery.getBaseUrl(PLUGIN_ID)) + route);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }
}

function path(strings: TemplateStringsArray, ...values: (string | number)[]) {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}
