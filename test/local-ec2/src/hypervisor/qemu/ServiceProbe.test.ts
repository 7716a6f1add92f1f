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

import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo, Server } from 'node:net';
import { ServiceProbe } from './ServiceProbe';

describe('ServiceProbe', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url: string;

  beforeEach(async () => {
    const http = createServer((request, response) => answer(request, response));
    server = http.listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
    server.once('close', () => http.closeAllConnections());
  });
  afterEach(() => {
    server.close();
  });

  it('reports the first answer of the 200s, once, and asks no more', async () => {
    const statuses: number[] = [];
    answer = (request, response) => {
      expect(request.url).toBe('/health');
      const status = [500, 302, 404][statuses.length] ?? 204;
      statuses.push(status);
      response.writeHead(status).end();
    };
    const reported: Date[] = [];
    await new Promise<void>(resolve => {
      const probe = new ServiceProbe(url, at => {
        reported.push(at);
        resolve();
      });
      expect(probe).toBeDefined();
    });
    await new Promise(resolve => setTimeout(resolve, 300));

    expect(statuses).toEqual([500, 302, 404, 204]);
    expect(reported).toEqual([expect.any(Date)]);
  });

  it('asks again beside a question that got lost, never more than two at once', async () => {
    let open = 0;
    let most = 0;
    let asked = 0;
    answer = (request, response) => {
      open += 1;
      asked += 1;
      most = Math.max(most, open);
      request.socket.on('close', () => {
        open -= 1;
      });
      if (asked === 4) {
        response.end();
      }
    };
    await new Promise<void>(resolve => {
      const probe = new ServiceProbe(url, () => resolve());
      expect(probe).toBeDefined();
    });

    expect(asked).toBe(4);
    // The server hears of a question that was dropped a moment after it is asked the next.
    expect(most).toBeLessThanOrEqual(3);
  });
});
