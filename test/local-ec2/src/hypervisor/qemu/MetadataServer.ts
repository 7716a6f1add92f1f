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

import { randomBytes } from 'node:crypto';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds';
const tokenHeader = 'x-aws-ec2-metadata-token';
const longestTtl = 21600;

/**
 * One instance's metadata service, versions 1 and 2.
 * See https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html.
 */
export class MetadataServer {
  readonly host = '127.0.0.1';
  readonly #metadata: (path: string) => string | undefined;
  readonly #server: Server;
  /** The session tokens, with the time (in ms) at which each ends. */
  readonly #tokens = new Map<string, number>();

  private constructor(metadata: (path: string) => string | undefined) {
    this.#metadata = metadata;
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
  }

  /** Listens at a free loopback port. */
  static async listen(
    metadata: (path: string) => string | undefined,
  ): Promise<MetadataServer> {
    const it = new MetadataServer(metadata);
    await new Promise<void>((resolve, reject) => {
      it.#server.once('error', reject);
      it.#server.listen(0, it.host, resolve);
    });
    it.#server.unref();
    return it;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse) {
    const send = (status: number, body: string) => {
      response.writeHead(status, {
        'content-type': 'text/plain',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const path = request.url?.replace(/^\/(latest|\d{4}-\d\d-\d\d)(?=\/)/, '');
    const token = request.headers[tokenHeader];

    if (path === '/api/token') {
      const ttl = Number(request.headers[ttlHeader]);
      if (request.method !== 'PUT') {
        send(405, 'Method Not Allowed');
      } else if (!Number.isInteger(ttl) || ttl < 1 || ttl > longestTtl) {
        send(400, 'Bad Request');
      } else {
        send(200, this.#newToken(ttl));
      }
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(405, 'Method Not Allowed');
    } else if (token !== undefined && !this.#isValid(String(token))) {
      send(401, 'Unauthorized');
    } else {
      const body = path && this.#metadata(path);
      send(body === undefined ? 404 : 200, body ?? 'Not Found');
    }
  }

  #newToken(ttlSeconds: number): string {
    const token = randomBytes(32).toString('base64');
    this.#tokens.set(token, Date.now() + ttlSeconds * 1000);
    return token;
  }

  #isValid(token: string): boolean {
    return (this.#tokens.get(token) ?? 0) > Date.now();
  }
}
