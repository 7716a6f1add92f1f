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

import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { streamEvents } from './eventStream';

const notice = (seq: number): BuildEvent => ({
  seq,
  at: '2026-11-22T10:00:00.000Z',
  type: 'notice',
  message: `number ${seq}`,
});
const finished = (seq: number): BuildEvent => ({
  ...notice(seq),
  type: 'finished',
});

/** A reader of a stream, over a real connection and through Backstage's compression. */
class Reader {
  text = '';
  readonly response: IncomingMessage;

  constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', part => {
      this.text += part;
    });
  }

  async sees(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) await once(this.response, 'data');
  }
}

describe('streamEvents', () => {
  const events: BuildEvent[] = [];
  const logger = mockServices.logger.mock();
  let shutdown: AbortController;
  let reads = 0;
  let heartbeatMs = 60_000;
  let read: (after: number, limit: number) => Promise<BuildEvent[]>;
  const ended: Promise<void>[] = [];

  const app = express();
  const middleware = MiddlewareFactory.create({
    config: mockServices.rootConfig(),
    logger,
  });
  app.use(middleware.compression());
  app.get('/', (_request, response) => {
    ended.push(
      streamEvents({
        response,
        after: 0,
        isFinished: false,
        read: (after, limit) => read(after, limit),
        logger,
        shutdown: shutdown.signal,
        untilMore: (_after, signal) => sleep(5, undefined, { signal }),
        heartbeatMs,
      }),
    );
  });
  const server = createServer(app);

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());
  beforeEach(() => {
    events.length = 0;
    ended.length = 0;
    reads = 0;
    heartbeatMs = 60_000;
    shutdown = new AbortController();
    read = async (after, limit) => {
      reads += 1;
      return events.filter(({ seq }) => seq > after).slice(0, limit);
    };
  });

  async function open(): Promise<Reader> {
    const { port } = server.address() as AddressInfo;
    const request = get({
      host: '127.0.0.1',
      port,
      headers: { 'accept-encoding': 'gzip' },
    });
    const [response] = await once(request, 'response');
    return new Reader(response);
  }

  it('sends events as they are written, past what would hold them back, and ends with the last', async () => {
    const reader = await open();
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(reader.response.headers).not.toHaveProperty('content-encoding');
    events.push(notice(1));
    await reader.sees(/number 1/);
    events.push(notice(2), finished(3));
    await once(reader.response, 'end');
    expect(reader.text).toBe(
      events
        .map(event => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`)
        .join(''),
    );
  });

  it('sends everything to a reader that is slow, page by page', async () => {
    const count = 3_000;
    const message = 'x'.repeat(2_000);
    for (let seq = 1; seq < count; seq += 1) {
      events.push({ ...notice(seq), message });
    }
    events.push(finished(count));
    const reader = await open();
    reader.response.pause();
    await sleep(50);
    reader.response.resume();
    await once(reader.response, 'end');
    expect(reader.text.match(/^id: /gm)).toHaveLength(count);
  });

  it('shows that it is alive while nothing happens', async () => {
    heartbeatMs = 10;
    const reader = await open();
    await reader.sees(/heartbeat\n\n: heartbeat/);
    expect(reader.text).toMatch(/^(: heartbeat\n\n)+$/);
    reader.response.destroy();
    await Promise.all(ended);
  });

  it('stops asking when the reader has gone', async () => {
    const reader = await open();
    events.push(notice(1));
    await reader.sees(/number 1/);
    reader.response.destroy();
    await Promise.all(ended);
    const before = reads;
    await sleep(50);
    expect(reads).toBe(before);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('ends at shutdown, so that the reader goes on elsewhere', async () => {
    const reader = await open();
    events.push(notice(1));
    await reader.sees(/number 1/);
    shutdown.abort();
    await once(reader.response, 'end');
    expect(reader.text).not.toMatch(/finished/);
  });

  it('ends when the events cannot be read, and says why in the log', async () => {
    read = async () => {
      throw new Error('The database is away');
    };
    const reader = await open();
    reader.response.resume();
    await once(reader.response, 'end');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ message: 'The database is away' }),
    );
  });
});
