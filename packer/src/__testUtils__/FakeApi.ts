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
  BuildEvent,
  CreateBuildRequest,
  Diagnosis,
  NewBuildEvent,
  PreflightResult,
  ProfileOverview,
  VerifyProfileRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { FakePromotion } from './FakePromotion';

/** A request as it arrived. */
export interface Received {
  method: string;
  path: string;
  authorization?: string;
  body?: unknown;
}

/** An answer that is not the usual one. */
export interface Refused {
  status: number;
  name: string;
  message: string;
}

export const BUILD_ID = '6f0f3c1e-54a5-4d0e-9d53-2b0a6c1f7e10';
export const RUN_ID = '0b9c1f7e-1111-4d0e-9d53-2b0a6c1f7e10';

/** The API of one build, on a real port; the test says what happens in it. */
export class FakeApi {
  readonly received: Received[] = [];
  /** The tokens that are accepted; all, when it is empty. */
  readonly tokens = new Set<string>();
  /** What the next requests are answered with, by their path. */
  readonly refusals: { path: RegExp; refused: Refused; times: number }[] = [];
  /** Whether Backstage has given the plugin its routes: it listens before it has. */
  mounted = true;
  /** What becomes of the build, told by `getBuild` once it is set. */
  outcome: Partial<Build> = {};
  /** What is known of the boot of each run. */
  diagnosis: Diagnosis | undefined;
  preflightProblems: PreflightResult['problems'] = [];
  preflightNotices: PreflightResult['notices'] = [];
  profiles: ProfileOverview[] = [];
  readonly promotion = new FakePromotion(BUILD_ID);
  readonly #events: BuildEvent[] = [];
  readonly #streams = new Map<ServerResponse, number>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #request: CreateBuildRequest | undefined;

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    await api.up();
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port as before. */
  async up() {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(error => response.destroy(error));
    });
    server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server = server;
    await new Promise<void>(resolve => {
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** As a process that is killed: open connections are cut. */
  async down() {
    const closed = new Promise(resolve => this.#server?.close(resolve));
    this.#sockets.forEach(socket => socket.destroy());
    this.#streams.clear();
    await closed;
  }

  emit(...events: NewBuildEvent[]) {
    for (const event of events) {
      this.#events.push({
        ...event,
        seq: this.#events.length + 1,
        at: new Date().toISOString(),
      } as BuildEvent);
    }
    this.#flush();
  }

  /** What the server sends so that a quiet stream is not a dead one. */
  heartbeat() {
    for (const response of this.#streams.keys()) response.write(':\n\n');
  }

  /** How many streams are open. */
  get watchers(): number {
    return this.#streams.size;
  }

  calls(method: string, path: RegExp): Received[] {
    return this.received.filter(
      call => call.method === method && path.test(call.path),
    );
  }

  #flush() {
    for (const [response, after] of this.#streams) {
      for (const event of this.#events.slice(after)) {
        response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
      }
      this.#streams.set(response, this.#events.length);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', this.url);
    const path = url.pathname.replace('/api/ami-smoke-test', '');
    const body = await bodyOf(request);
    const { authorization } = headers;
    this.received.push({
      method,
      path: path + url.search,
      authorization,
      body,
    });

    if (!this.mounted) {
      response.writeHead(404).end();
      return;
    }
    const token = authorization?.replace('Bearer ', '') ?? '';
    if (this.tokens.size > 0 && !this.tokens.has(token)) {
      refuse(response, {
        status: 401,
        name: 'AuthenticationError',
        message: 'Illegal token',
      });
      return;
    }
    const refusal = this.refusals.find(
      candidate => candidate.times > 0 && candidate.path.test(path),
    );
    if (refusal) {
      refusal.times -= 1;
      refuse(response, refusal.refused);
      return;
    }
    this.#route(method, path, url, body, response);
  }

  #route(
    method: string,
    path: string,
    url: URL,
    body: unknown,
    response: ServerResponse,
  ) {
    const answer = this.promotion.answer(method, path);
    if (answer) {
      send(response, answer.body, answer.status);
    } else if (method === 'POST' && path === '/preflight') {
      const { regions = [] } = body as { regions?: string[] };
      send(response, {
        problems: this.preflightProblems,
        notices: this.preflightNotices,
        regions,
        instanceTypes: ['t3.micro'],
        budgetSeconds: 300,
      });
    } else if (method === 'POST' && path === '/builds') {
      this.#request = body as CreateBuildRequest;
      send(response, this.#build(), 201);
    } else if (method === 'GET' && path === '/profiles') {
      send(response, { items: this.profiles });
    } else if (method === 'POST' && path.endsWith('/verifications')) {
      const { regions = ['us-east-1'], imageId = 'ami-0123456789abcdef0' } =
        body as VerifyProfileRequest;
      this.#request = {
        family: 'profile:default',
        images: regions.map(region => ({ region, imageId })),
      };
      send(response, this.#build(), 201);
    } else if (method === 'POST' && path.endsWith('/cancel')) {
      send(response, this.#build());
    } else if (path.startsWith('/runs/')) {
      const run = this.#build().runs.find(({ id }) => path.endsWith(id));
      send(response, { ...run, diagnosis: this.diagnosis });
    } else if (path.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      this.#streams.set(response, Number(url.searchParams.get('after') ?? 0));
      response.on('close', () => this.#streams.delete(response));
      this.#flush();
    } else {
      send(response, this.#build());
    }
  }

  /** A build of these images, as it is at first. */
  buildOf(images: CreateBuildRequest['images']): Build {
    this.#request = { family: 'web-base', images };
    return this.#build();
  }

  #build(): Build {
    const request = this.#request!;
    return {
      id: BUILD_ID,
      family: request.family,
      entityRef: request.entityRef ?? `resource:default/${request.family}`,
      profile: request.profile ?? 'default',
      source: request.packer ? 'packer' : 'api',
      images: request.images,
      createdBy: 'external:packer',
      createdAt: '2026-01-02T03:04:05.000Z',
      status: 'running',
      url: `https://backstage.example.com/ami-smoke-test/builds/${BUILD_ID}`,
      runs: request.images.map((image, index) => ({
        id: RUN_ID.replace('1111', `111${index + 1}`),
        buildId: BUILD_ID,
        image: { accountId: '123456789012', ...image },
        instanceType: 't3.micro',
        stage: 'probing',
        cleanup: 'pending',
        createdAt: '2026-01-02T03:04:05.000Z',
        checks: [],
        screenshots: 12,
        consoleBytes: 3456,
        filmStrip: [],
        archive: `s3://evidence/123456789012/${image.region}/${image.imageId}/`,
      })),
      ...this.outcome,
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text ? JSON.parse(text) : undefined;
}

function send(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** An error as Backstage sends it. */
function refuse(response: ServerResponse, { status, name, message }: Refused) {
  send(
    response,
    { error: { name, message }, response: { statusCode: status } },
    status,
  );
}
