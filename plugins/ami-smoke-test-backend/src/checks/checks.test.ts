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

import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { CheckSpec, HttpCheckSpec } from '../config';
import { createChecks, type Answer } from './Check';

const ADDRESS = '127.0.0.1';
const http: HttpCheckSpec = {
  type: 'http',
  port: 0,
  scheme: 'http',
  method: 'GET',
  path: '/health',
  headers: {},
  expect: {},
  verifyCertificate: false,
  timeoutSeconds: 30,
};

describe('checks', () => {
  const servers: Server[] = [];
  let connections: number;

  beforeEach(() => {
    connections = 0;
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      if (server.listening) server.close();
    }
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', socket => {
      connections += 1;
      socket.on('error', () => {});
      server.on('close', () => socket.destroy());
    });
    server.listen(0, ADDRESS);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  const serve = (
    answer: (_: IncomingMessage, response: ServerResponse) => void,
  ) => listen(createHttpServer(answer));

  async function portOfNobody(): Promise<number> {
    const port = await listen(createServer());
    const server = servers.pop()!;
    server.close();
    await once(server, 'close');
    return port;
  }

  function ask(spec: CheckSpec, signal = new AbortController().signal) {
    return createChecks([spec])[0].ask(
      { address: ADDRESS, console: async () => '' },
      signal,
    );
  }

  const askHttp = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    changes: Partial<HttpCheckSpec> = {},
  ): Promise<Answer> => ask({ ...http, port: await serve(answer), ...changes });

  const tcp = (port: number, timeoutSeconds = 30): CheckSpec => ({
    type: 'tcp',
    port,
    timeoutSeconds,
  });

  it('names checks by what they ask, each differently', () => {
    expect(
      createChecks([
        tcp(22),
        { ...http, port: 80 },
        { ...http, port: 80, scheme: 'https', name: 'api' },
        { ...http, port: 80, expect: { status: [204] } },
      ]).map(({ name, target, type, timeoutMs }) => [
        name,
        target,
        type,
        timeoutMs,
      ]),
    ).toEqual([
      ['tcp :22', 'tcp :22', 'tcp', 30_000],
      ['GET :80/health', 'GET :80/health', 'http', 30_000],
      ['api', 'https GET :80/health', 'http', 30_000],
      ['GET :80/health (2)', 'GET :80/health', 'http', 30_000],
    ]);
  });

  describe('tcp', () => {
    it('passes when the port takes connections, also when the service hangs up on who says nothing', async () => {
      const passed = { outcome: 'passed', detail: 'connected' };
      expect(await ask(tcp(await listen(createServer())))).toEqual(passed);
      const polite = createServer(socket => socket.end());
      expect(await ask(tcp(await listen(polite)))).toEqual(passed);
      const talker = createServer(socket => socket.write('SSH-2.0-x\r\n'));
      expect(await ask(tcp(await listen(talker)))).toEqual(passed);
    });

    it('is refused, or reset right after it was taken', async () => {
      expect(await ask(tcp(await portOfNobody()))).toEqual({
        outcome: 'refused',
        detail: 'connection refused',
      });
      const proxy = createServer(socket => socket.resetAndDestroy());
      expect(await ask(tcp(await listen(proxy)))).toEqual({
        outcome: 'refused',
        detail: 'connection reset',
      });
    });

    it('ends at once when it is aborted', async () => {
      const reason = new Error('enough');
      const asking = new AbortController();
      const port = await listen(createServer());
      const answer = ask(tcp(port), asking.signal);
      asking.abort(reason);
      await expect(answer).rejects.toBe(reason);
      await expect(ask(tcp(port), asking.signal)).rejects.toBe(reason);
    });
  });

  describe('http', () => {
    it.each<[string, Partial<HttpCheckSpec>, Answer]>([
      ['200 in general', {}, { outcome: 'passed', detail: 'answered 200' }],
      [
        'everything that is expected',
        {
          expect: {
            status: [200, 204],
            headers: { 'X-Version': '1.2' },
            bodyContains: '"ok"',
            json: {
              '': { status: 'ok', a: [{ 'b/c': 1, '~': null }] },
              '/status': 'ok',
              '/a/0/b~1c': 1,
              '/a/0/~0': null,
            },
          },
        },
        { outcome: 'passed', detail: 'answered 200' },
      ],
      [
        'another status',
        { expect: { status: [201, 204] } },
        {
          outcome: 'wrong-answer',
          detail: 'answered 200 instead of 201 or 204',
        },
      ],
      [
        'another header',
        { expect: { headers: { 'x-version': '2' } } },
        {
          outcome: 'wrong-answer',
          detail: 'answered with header x-version: 1.2 instead of 2',
        },
      ],
      [
        'no such header',
        { expect: { headers: { 'x-none': '2' } } },
        {
          outcome: 'wrong-answer',
          detail: 'answered with header x-none: (none) instead of 2',
        },
      ],
      [
        'another body',
        { expect: { bodyContains: 'ready' } },
        {
          outcome: 'wrong-answer',
          detail: "answered without 'ready' in its body",
        },
      ],
      [
        'another value',
        { expect: { json: { '/a/0/b~1c': 2 } } },
        {
          outcome: 'wrong-answer',
          detail: 'answered with 1 at /a/0/b~1c instead of 2',
        },
      ],
      [
        'no value, also not an inherited one',
        { expect: { json: { '/constructor': 1 } } },
        {
          outcome: 'wrong-answer',
          detail: 'answered with undefined at /constructor instead of 1',
        },
      ],
    ])('judges %s', async (_, changes, expected) => {
      const answer = await askHttp((_request, response) => {
        response.setHeader('x-version', '1.2');
        response.end('{"status":"ok","a":[{"b/c":1,"~":null}]}');
      }, changes);
      expect(answer).toEqual(expected);
    });

    it('sends what it is told to', async () => {
      const seen: unknown[] = [];
      await askHttp(
        async (request, response) => {
          const body = (await request.toArray()).join('');
          seen.push(request.method, request.url, request.headers, body);
          response.end();
        },
        { method: 'POST', headers: { Host: 'web', 'X-A': 'b' }, body: 'ping' },
      );
      expect(seen).toEqual([
        'POST',
        '/health',
        expect.objectContaining({ host: 'web', 'x-a': 'b' }),
        'ping',
      ]);
    });

    it('follows no redirect: nobody else is asked', async () => {
      const elsewhere = await serve((_, response) => response.end('ok'));
      const answer = await askHttp((_, response) => {
        response.writeHead(302, {
          location: `http://${ADDRESS}:${elsewhere}/health`,
        });
        response.end();
      });
      expect(answer).toEqual({
        outcome: 'wrong-answer',
        detail: 'answered 302 instead of 2xx',
      });
      expect(connections).toBe(1);
    });

    it('takes a switch of protocols for an answer, and a wrong one', async () => {
      const port = await listen(
        createServer(socket => {
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
          );
        }),
      );
      expect(await ask({ ...http, port })).toEqual({
        outcome: 'wrong-answer',
        detail: 'answered 101 instead of 2xx',
      });
    });

    it('does not wait for a body that drips', async () => {
      const answer = await askHttp(
        (_, response) => {
          response.writeHead(200);
          const drip = setInterval(() => response.write('.'), 20);
          response.on('close', () => clearInterval(drip));
        },
        { timeoutSeconds: 0.3 },
      );
      expect(answer).toEqual({
        outcome: 'silent',
        detail: 'no answer in 0.3 s',
      });
    });

    it('reads no more of a body than it needs', async () => {
      let closed = () => {};
      const hungUp = new Promise<void>(resolve => {
        closed = resolve;
      });
      const endless = (_: IncomingMessage, response: ServerResponse) => {
        const more = () => {
          while (response.write('x'.repeat(16 * 1024)));
        };
        response.on('drain', more);
        response.on('close', closed);
        more();
      };
      expect(await askHttp(endless)).toMatchObject({ outcome: 'passed' });
      await hungUp;
      expect(
        await askHttp(endless, { expect: { bodyContains: 'y' } }),
      ).toMatchObject({ detail: expect.stringContaining('first 65536 bytes') });
      expect(
        await askHttp(endless, { expect: { json: { '/a': 1 } } }),
      ).toMatchObject({ detail: expect.stringContaining('more than 65536') });
    });

    it('tells a refusal, a reset, silence and what is no HTTP apart', async () => {
      const port = await portOfNobody();
      expect(await ask({ ...http, port })).toEqual({
        outcome: 'refused',
        detail: 'connection refused',
      });
      expect(
        await askHttp(request => request.socket.resetAndDestroy()),
      ).toEqual({ outcome: 'refused', detail: 'connection reset' });
      expect(await askHttp(() => {}, { timeoutSeconds: 0.2 })).toEqual({
        outcome: 'silent',
        detail: 'no answer in 0.2 s',
      });
      expect(
        await askHttp((_, response) => {
          response.writeHead(200, { 'content-length': '10' });
          response.write('half', () => response.destroy());
        }),
      ).toEqual({ outcome: 'refused', detail: 'connection reset' });
      const ssh = await listen(
        createServer(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
      );
      expect(await ask({ ...http, port: ssh })).toMatchObject({
        outcome: 'wrong-answer',
        detail: expect.stringMatching(/cannot be understood/),
      });
      expect(await ask({ ...http, port: ssh, scheme: 'https' })).toMatchObject({
        outcome: 'wrong-answer',
      });
      expect(
        await askHttp((_, response) => response.end('no'), {
          expect: { json: { '': {} } },
        }),
      ).toMatchObject({ detail: 'answered with a body that is not JSON' });
    });

    it('does not blame the instance for a request that cannot be sent', async () => {
      const port = await portOfNobody();
      await expect(ask({ ...http, port, path: '/a b' })).rejects.toThrow(
        `The check 'GET :${port}/a b' cannot be sent`,
      );
    });

    it('ends at once when it is aborted', async () => {
      const reason = new Error('enough');
      const asking = new AbortController();
      const port = await serve(() => asking.abort(reason));
      await expect(ask({ ...http, port }, asking.signal)).rejects.toBe(reason);
    });
  });
});
